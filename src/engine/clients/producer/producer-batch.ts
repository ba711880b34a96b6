// One batch on its way: filled record by record, closed when it is sent, finished exactly once.
import { readBatchHeader, writeBatchHeader } from "../../records/batch.ts";
import { BatchBuilder, type BatchOptions } from "../../records/builder.ts";
import type { RecordHeader } from "../../records/record-cursor.ts";
import type { RecordMetadata } from "../api/producer-record.ts";
import { BatchSends } from "./batch-sends.ts";
import { compressionRatio, estimatedSizeBytes } from "./compression-ratio.ts";
import type { ProducerIdAndEpoch } from "./idempotence.ts";
import type { PartitionQueue } from "./partition-queue.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type BatchOutcome =
  | { readonly kind: "written"; readonly baseOffset: number; readonly logAppendTimeMs: number }
  | { readonly kind: "failed"; errorOf(index: number): Error };

export class ProducerBatch {
  attempts = 0;
  lastAttemptMs = 0;
  /** How long to wait after lastAttemptMs. */
  backoffMs = 0;
  /** Of the leader that it was sent to last. */
  leaderEpoch = -1;
  /** Whether it stands in the queue of its partition. */
  queued = false;
  /** Nobody may append to it any more. */
  closed = false;
  outcome: BatchOutcome | null = null;
  identity: ProducerIdAndEpoch | null = null;
  baseSequence = -1;
  private readonly options: Writable<BatchOptions>;
  private readonly builder: BatchBuilder;
  private bytes: Uint8Array | null = null;
  /** Of its records, as the batches before it had it; null when they are not compressed. */
  private readonly ratioEstimate: number | null;
  readonly sends = new BatchSends();
  /** What it was split into; null as long as it is whole. */
  parts: readonly ProducerBatch[] | null = null;
  private whenDone: (() => void)[] = [];

  constructor(
    readonly queue: PartitionQueue,
    /** Batches are numbered in the order in which they were begun. */
    readonly ordinal: number,
    readonly createdMs: number,
    /** What it takes of buffer.memory. */
    readonly reservedBytes: number,
    /** Whether buffer.memory had room for it: until then the sends in it count as blocked. */
    public admitted: boolean,
    codec: number,
    level: number | undefined,
    private readonly limitBytes: number,
  ) {
    this.ratioEstimate = codec === 0 ? null : queue.ratio.estimate;
    this.options = { codec, level, capacityBytes: reservedBytes };
    this.builder = new BatchBuilder(this.options);
  }

  get key(): string {
    return this.queue.key;
  }
  get recordCount(): number {
    return this.builder.recordCount;
  }
  get sizeBytes(): number {
    return this.bytes?.length ?? this.estimatedBytes;
  }
  get isFull(): boolean {
    return this.closed || this.estimatedBytes >= this.limitBytes;
  }
  private get estimatedBytes(): number {
    const { sizeBytes } = this.builder;
    return this.ratioEstimate === null ? sizeBytes : estimatedSizeBytes(sizeBytes, this.ratioEstimate);
  }
  get isDone(): boolean {
    return this.outcome !== null;
  }
  get hasSequence(): boolean {
    return this.identity !== null;
  }

  /** The bytes it grew by, or -1 when the record has no room here. The first record always has. */
  tryAppend(
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[],
  ): number {
    const { builder } = this;
    if (this.closed) return -1;
    const before = this.estimatedBytes;
    if (builder.recordCount > 0) {
      // Nobody knows how small this record will be.
      const size = builder.recordSizeBytes(timestampMs, key, value, headers);
      if (before + size > this.limitBytes) {
        this.closed = true;
        return -1;
      }
    }
    builder.append(timestampMs, key, value, headers);
    this.sends.add(timestampMs, key === null ? -1 : key.length, value === null ? -1 : value.length);
    return this.estimatedBytes - before;
  }

  setSequence(identity: ProducerIdAndEpoch, baseSequence: number): void {
    this.identity = identity;
    this.baseSequence = baseSequence;
    this.options.producerId = identity.producerId;
    this.options.producerEpoch = identity.epoch;
    this.options.baseSequence = baseSequence;
    if (this.bytes === null) return;
    const header = readBatchHeader(this.bytes);
    const { producerId, epoch: producerEpoch } = identity;
    writeBatchHeader(this.bytes, 0, this.bytes.length, {
      ...header,
      producerId,
      producerEpoch,
      baseSequence,
    });
  }

  /** The batch as it goes over the wire. Nothing can be appended afterwards. */
  wireBytes(): Uint8Array {
    this.closed = true;
    if (this.bytes === null) {
      this.bytes = this.builder.build();
      if (this.ratioEstimate !== null) this.queue.ratio.observed(this.actualRatio(this.bytes));
    }
    return this.bytes;
  }

  /** It was too large for the broker. */
  disappoint(): void {
    if (this.ratioEstimate !== null) this.queue.ratio.disappointed(this.actualRatio(this.wireBytes()));
  }

  private actualRatio(bytes: Uint8Array): number {
    return compressionRatio(this.builder.sizeBytes, bytes.length);
  }

  metadata(index: number): RecordMetadata {
    const { topic, partition } = this.queue;
    return this.sends.metadata(topic, partition, index, this.outcome);
  }

  /** Finishes the batch; false if it was finished before. `onThrown` gets what callbacks throw. */
  finish(outcome: BatchOutcome, onThrown: (error: unknown) => void): boolean {
    if (this.outcome !== null) return false;
    this.outcome = outcome;
    this.closed = true;
    const { topic, partition } = this.queue;
    this.sends.tell(topic, partition, outcome, onThrown);
    for (const done of this.whenDone) done();
    this.whenDone = [];
    return true;
  }

  /** Hands those who wait for it on to the batches that it was split into. */
  replaceBy(parts: readonly ProducerBatch[]): void {
    this.parts = parts;
    this.sends.moveTo(parts);
    let left = parts.length;
    for (const part of parts)
      part.done(() => {
        left--;
        if (left === 0) for (const done of this.whenDone) done();
      });
  }

  /** Calls back when the batch is finished. */
  done(callback: () => void): void {
    if (this.outcome !== null) callback();
    else this.whenDone.push(callback);
  }
}
