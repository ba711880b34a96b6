// Sends to one topic that wait, in order. A loop that never pauses may leave a million of them here, so they are kept in
// columns and their bytes in large chunks: as objects they would keep the collector busy for seconds.
import type { RecordHeader } from "../../records/record-cursor.ts";
import type { Callback } from "../api/producer-record.ts";
import type { SendFuture } from "./send-future.ts";

export interface WaitingSend {
  readonly topic: string;
  /** Null unless the program chose one. */
  readonly partition: number | null;
  readonly key: unknown;
  readonly value: unknown;
  readonly keyBytes: Uint8Array | null;
  readonly valueBytes: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
  readonly timestampMs: number;
  readonly callback: Callback | null;
  readonly future: SendFuture;
  /** Monotonic. */
  readonly sinceMs: number;
}

const CHUNK_BYTES = 256 * 1024;
const NONE = -1;
const NO_HEADERS: readonly RecordHeader[] = [];

export class WaitingLine {
  private readonly futures: SendFuture[] = [];
  private readonly callbacks: (Callback | null)[] = [];
  private readonly partitions: number[] = [];
  private readonly timestamps: number[] = [];
  private readonly since: number[] = [];
  private readonly keySizes: number[] = [];
  private readonly valueSizes: number[] = [];
  private readonly headers = new Map<number, readonly RecordHeader[]>();
  /** Only for those who asked to keep them: a partitioner of the program's own wants to see them. */
  private readonly objects = new Map<number, { readonly key: unknown; readonly value: unknown }>();
  private readonly chunks: Uint8Array[] = [];
  private usedBytes = CHUNK_BYTES;

  constructor(
    private readonly topic: string,
    private readonly keepsObjects: boolean,
  ) {}

  get length(): number {
    return this.futures.length;
  }
  /** Of the first in line. */
  get oldestSinceMs(): number | null {
    return this.since[0] ?? null;
  }

  add(send: WaitingSend): void {
    const index = this.futures.length;
    const { keyBytes, valueBytes, headers } = send;
    this.futures.push(send.future);
    this.callbacks.push(send.callback);
    this.partitions.push(send.partition ?? NONE);
    this.timestamps.push(send.timestampMs);
    this.since.push(send.sinceMs);
    this.keySizes.push(keyBytes === null ? NONE : keyBytes.length);
    this.valueSizes.push(valueBytes === null ? NONE : valueBytes.length);
    if (headers.length > 0) this.headers.set(index, headers);
    if (this.keepsObjects) this.objects.set(index, { key: send.key, value: send.value });
    this.reserve((keyBytes?.length ?? 0) + (valueBytes?.length ?? 0));
    this.store(keyBytes);
    this.store(valueBytes);
  }

  /** A record's key and value lie in one chunk. */
  private reserve(sizeBytes: number): void {
    const chunk = this.chunks.at(-1);
    if (chunk !== undefined && this.usedBytes + sizeBytes <= chunk.length) return;
    this.chunks.push(new Uint8Array(Math.max(CHUNK_BYTES, sizeBytes)));
    this.usedBytes = 0;
  }

  private store(bytes: Uint8Array | null): void {
    if (bytes === null) return;
    this.chunks.at(-1)!.set(bytes, this.usedBytes);
    this.usedBytes += bytes.length;
  }

  /** All of them, in order, each as an object of its own. */
  *[Symbol.iterator](): Iterator<WaitingSend> {
    let chunk = 0;
    let at = 0;
    for (let index = 0; index < this.futures.length; index++) {
      const keySize = this.keySizes[index]!;
      const valueSize = this.valueSizes[index]!;
      const size = Math.max(0, keySize) + Math.max(0, valueSize);
      if (at + size > this.chunks[chunk]!.length) {
        chunk++;
        at = 0;
      }
      const bytes = this.chunks[chunk]!;
      const valueAt = at + Math.max(0, keySize);
      const partition = this.partitions[index]!;
      yield {
        topic: this.topic,
        partition: partition === NONE ? null : partition,
        key: this.objects.get(index)?.key,
        value: this.objects.get(index)?.value,
        keyBytes: keySize < 0 ? null : bytes.subarray(at, valueAt),
        valueBytes: valueSize < 0 ? null : bytes.subarray(valueAt, at + size),
        headers: this.headers.get(index) ?? NO_HEADERS,
        timestampMs: this.timestamps[index]!,
        callback: this.callbacks[index]!,
        future: this.futures[index]!,
        sinceMs: this.since[index]!,
      };
      at += size;
    }
  }
}
