// Builds one batch of magic 2, record by record, straight into the bytes that go over the wire. A producer's hot path:
// varints are written by hand, and the checksum is computed once, at the end.
import { utf8Encode, utf8Length } from "../base/utf8.ts";
import {
  addSequence,
  CONTROL_BIT,
  DELETE_HORIZON_BIT,
  LOG_APPEND_TIME_BIT,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  RECORDS_AT,
  TRANSACTIONAL_BIT,
  writeBatchHeader,
} from "./batch.ts";
import { compress } from "./compression.ts";
import type { RecordHeader } from "./record-cursor.ts";

export interface BatchOptions {
  /** Codec id; the codec must be loaded before build(). */
  readonly codec?: number;
  readonly level?: number | undefined;
  readonly baseOffset?: number | bigint;
  readonly partitionLeaderEpoch?: number;
  readonly producerId?: bigint;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly transactional?: boolean;
  readonly control?: boolean;
  readonly deleteHorizonMs?: number | null;
  /** The broker's time: the batch is then of type LogAppendTime. */
  readonly logAppendTimeMs?: number;
  /** First size of the buffer; it grows. */
  readonly capacityBytes?: number;
}

const DEFAULT_CAPACITY_BYTES = 1024;
const NO_HEADERS: readonly RecordHeader[] = [];
const MAX_INT32 = 0x7fffffff;

/** What this batch cannot be: the caller's mistake, with Kafka's text (IllegalArgumentException there). */
export class BatchBuilderError extends Error {
  override readonly name = "BatchBuilderError";
}

export class BatchBuilder {
  private bytes: Uint8Array;
  private at = RECORDS_AT;
  private count = 0;
  private lastDelta = -1;
  private baseTimestamp = NO_TIMESTAMP;
  private maxTimestamp = NO_TIMESTAMP;

  constructor(private readonly options: BatchOptions = {}) {
    this.bytes = new Uint8Array(Math.max(options.capacityBytes ?? DEFAULT_CAPACITY_BYTES, RECORDS_AT));
    if (typeof options.deleteHorizonMs === "number") this.baseTimestamp = options.deleteHorizonMs;
    this.checkProducer();
  }

  private checkProducer(): void {
    const {
      producerId = NO_PRODUCER_ID,
      producerEpoch = -1,
      baseSequence = -1,
      transactional,
      control,
    } = this.options;
    if (transactional === true && producerId === NO_PRODUCER_ID) {
      throw new BatchBuilderError("Cannot write transactional messages without a valid producer ID");
    }
    if (producerId !== NO_PRODUCER_ID) {
      if (producerEpoch < 0) throw new BatchBuilderError("Invalid negative producer epoch");
      if (baseSequence < 0 && control !== true) {
        throw new BatchBuilderError("Invalid negative sequence number used");
      }
    }
  }

  get recordCount(): number {
    return this.count;
  }

  /** Size of the batch as it stands, before compression. */
  get sizeBytes(): number {
    return this.at;
  }

  /** Offset delta that the next appended record gets. */
  get nextOffsetDelta(): number {
    return this.lastDelta + 1;
  }

  /** How much the batch grows by a record, before compression. */
  recordSizeBytes(
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = NO_HEADERS,
  ): number {
    const base = this.count === 0 && this.baseTimestamp === NO_TIMESTAMP ? timestampMs : this.baseTimestamp;
    const body = bodySize(timestampMs - base, this.lastDelta + 1, key, value, headers);
    return varintSize(body) + body;
  }

  /** Adds a record behind the last one. Null headers keys cannot be: they are text. */
  append(
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = NO_HEADERS,
  ): void {
    this.appendAt(this.lastDelta + 1, timestampMs, key, value, headers);
  }

  /** Adds a record that is `offsetDelta` behind the base offset: compaction leaves gaps. */
  appendAt(
    offsetDelta: number,
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = NO_HEADERS,
  ): void {
    const timestampDelta = this.timestampDeltaOf(offsetDelta, timestampMs);
    const body = bodySize(timestampDelta, offsetDelta, key, value, headers);
    this.reserve(body + 5);
    const { bytes } = this;
    let at = putVarint(bytes, this.at, body);
    bytes[at++] = 0; // attributes, unused
    at = putVarlong(bytes, at, timestampDelta);
    at = putVarint(bytes, at, offsetDelta);
    at = putNullable(bytes, at, key);
    at = putNullable(bytes, at, value);
    at = putVarint(bytes, at, headers.length);
    for (const header of headers) {
      at = putNullable(bytes, at, utf8Encode(header.key));
      at = putNullable(bytes, at, header.value);
    }
    this.appended(offsetDelta, timestampMs, at);
  }

  /** Like appendAt, with key, value and headers as they stand in another batch: bytes [from, to) of `source`. */
  appendFields(offsetDelta: number, timestampMs: number, source: Uint8Array, from: number, to: number): void {
    const timestampDelta = this.timestampDeltaOf(offsetDelta, timestampMs);
    const body = 1 + varlongSize(timestampDelta) + varintSize(offsetDelta) + to - from;
    this.reserve(body + 5);
    const { bytes } = this;
    let at = putVarint(bytes, this.at, body);
    bytes[at++] = 0; // attributes, unused
    at = putVarlong(bytes, at, timestampDelta);
    at = putVarint(bytes, at, offsetDelta);
    bytes.set(source.subarray(from, to), at);
    this.appended(offsetDelta, timestampMs, at + to - from);
  }

  /** Of a record that may come next. */
  private timestampDeltaOf(offsetDelta: number, timestampMs: number): number {
    this.checkDelta(offsetDelta);
    if (this.count === 0) this.begin(timestampMs);
    return timestampMs - this.baseTimestamp;
  }

  private checkDelta(offsetDelta: number): void {
    if (offsetDelta <= this.lastDelta) {
      const base = Number(this.options.baseOffset ?? 0);
      throw new BatchBuilderError(
        `Illegal offset ${base + offsetDelta} following previous offset ${base + this.lastDelta} (Offsets must increase monotonically).`,
      );
    }
    if (offsetDelta > MAX_INT32) {
      throw new BatchBuilderError(`Maximum offset delta exceeded, ${offsetDelta} > ${MAX_INT32}`);
    }
  }

  private appended(offsetDelta: number, timestampMs: number, at: number): void {
    this.at = at;
    this.count++;
    this.lastDelta = offsetDelta;
    if (timestampMs > this.maxTimestamp) this.maxTimestamp = timestampMs;
  }

  private begin(timestampMs: number): void {
    if (typeof this.options.deleteHorizonMs !== "number") this.baseTimestamp = timestampMs;
    this.maxTimestamp = timestampMs;
  }

  /**
   * The batch; nothing can be appended afterwards. `lastOffsetDelta` may lie behind the last record's, as where
   * compaction took the last ones. Without compression it is a view on the builder's buffer.
   */
  build(lastOffsetDelta = Math.max(this.lastDelta, 0)): Uint8Array {
    const { codec = 0, level } = this.options;
    let batch: Uint8Array;
    if (codec === 0) batch = this.bytes.subarray(0, this.at);
    else {
      const packed = compress(codec, this.bytes.subarray(RECORDS_AT, this.at), level);
      batch = new Uint8Array(RECORDS_AT + packed.length);
      batch.set(packed, RECORDS_AT);
    }
    const { options } = this;
    writeBatchHeader(batch, 0, batch.length, {
      baseOffset: options.baseOffset ?? 0,
      partitionLeaderEpoch: options.partitionLeaderEpoch ?? -1,
      attributes: attributesOf(options),
      lastOffsetDelta,
      baseTimestamp: this.baseTimestamp,
      maxTimestamp: options.logAppendTimeMs ?? this.maxTimestamp,
      producerId: options.producerId ?? NO_PRODUCER_ID,
      producerEpoch: options.producerEpoch ?? NO_PRODUCER_EPOCH,
      baseSequence: options.baseSequence ?? NO_SEQUENCE,
      recordCount: this.count,
    });
    return batch;
  }

  /** Sequence of the last record so far. */
  get lastSequence(): number {
    return addSequence(this.options.baseSequence ?? NO_SEQUENCE, Math.max(this.lastDelta, 0));
  }

  // ---- bytes ----

  private reserve(size: number): void {
    const needed = this.at + size;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }
}

// Each puts a value at `at` and gives the position behind it.

function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let to = at;
  let rest = (value << 1) ^ (value >> 31);
  while ((rest & ~0x7f) !== 0) {
    bytes[to++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[to++] = rest;
  return to;
}

function putVarlong(bytes: Uint8Array, at: number, value: number): number {
  if (value === (value | 0)) return putVarint(bytes, at, value);
  let to = at;
  let rest = zigzag(value);
  while (rest >= 0x80n) {
    bytes[to++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  bytes[to++] = Number(rest);
  return to;
}

function putNullable(bytes: Uint8Array, at: number, part: Uint8Array | null): number {
  if (part === null) return putVarint(bytes, at, -1);
  const to = putVarint(bytes, at, part.length);
  bytes.set(part, to);
  return to + part.length;
}

function attributesOf(options: BatchOptions): number {
  return (
    (options.codec ?? 0) |
    (options.logAppendTimeMs === undefined ? 0 : LOG_APPEND_TIME_BIT) |
    (options.transactional === true ? TRANSACTIONAL_BIT : 0) |
    (options.control === true ? CONTROL_BIT : 0) |
    (typeof options.deleteHorizonMs === "number" ? DELETE_HORIZON_BIT : 0)
  );
}

// ---- sizes ----

function zigzag(value: number): bigint {
  const long = BigInt(value);
  return BigInt.asUintN(64, (long << 1n) ^ (long >> 63n));
}

function varintSize(value: number): number {
  const raw = ((value << 1) ^ (value >> 31)) >>> 0;
  if (raw < 0x80) return 1;
  if (raw < 0x4000) return 2;
  if (raw < 0x20_0000) return 3;
  return raw < 0x1000_0000 ? 4 : 5;
}

function varlongSize(value: number): number {
  if (value === (value | 0)) return varintSize(value);
  let size = 1;
  for (let rest = zigzag(value) >> 7n; rest > 0n; rest >>= 7n) size++;
  return size;
}

function nullableSize(part: Uint8Array | null): number {
  return part === null ? 1 : varintSize(part.length) + part.length;
}

function bodySize(
  timestampDelta: number,
  offsetDelta: number,
  key: Uint8Array | null,
  value: Uint8Array | null,
  headers: readonly RecordHeader[],
): number {
  let size =
    1 + varlongSize(timestampDelta) + varintSize(offsetDelta) + nullableSize(key) + nullableSize(value);
  size += varintSize(headers.length);
  for (const header of headers) {
    const keyLength = utf8Length(header.key);
    size += varintSize(keyLength) + keyLength + nullableSize(header.value);
  }
  return size;
}
