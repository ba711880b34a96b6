// Record batches as bytes. A broker passes them on unread: it looks at the header, sets a few fields in place and
// checks the checksum. Layout of magic 2 (KIP-98); the older message sets of magic 0 and 1 have a shorter header.
import { crc32 } from "../base/crc32.ts";
import { crc32c } from "../base/crc32c.ts";
import { corrupt } from "./record-error.ts";

// Byte positions in a batch. The first four fields are the same in every magic.
export const BASE_OFFSET_AT = 0;
export const BATCH_LENGTH_AT = 8;
export const PARTITION_LEADER_EPOCH_AT = 12;
export const MAGIC_AT = 16;
export const CRC_AT = 17;
export const ATTRIBUTES_AT = 21;
export const LAST_OFFSET_DELTA_AT = 23;
export const BASE_TIMESTAMP_AT = 27;
export const MAX_TIMESTAMP_AT = 35;
export const PRODUCER_ID_AT = 43;
export const PRODUCER_EPOCH_AT = 51;
export const BASE_SEQUENCE_AT = 53;
export const RECORD_COUNT_AT = 57;
export const RECORDS_AT = 61;

/** Offset and length, which the length does not count. */
export const LOG_OVERHEAD_BYTES = 12;
const HEADER_UP_TO_MAGIC_BYTES = 17;
const LEGACY_OVERHEAD_BYTES = 14;

// Positions in a message of magic 0 and 1: its checksum stands where magic 2 has the leader epoch.
const LEGACY_CRC_AT = 12;
const LEGACY_CRC_START = 16;
const LEGACY_ATTRIBUTES_AT = 17;
const LEGACY_TIMESTAMP_AT = 18;

// Bits of the attributes.
export const CODEC_MASK = 0x07;
export const LOG_APPEND_TIME_BIT = 0x08;
export const TRANSACTIONAL_BIT = 0x10;
export const CONTROL_BIT = 0x20;
export const DELETE_HORIZON_BIT = 0x40;

export const NO_PRODUCER_ID = -1n;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;
export const NO_TIMESTAMP = -1;
const MAX_SEQUENCE = 0x7fffffff;

/** Magic 0 has no timestamps. */
export type TimestampType = "NoTimestampType" | "CreateTime" | "LogAppendTime";

export interface BatchHeader {
  /** Where the batch begins in the bytes it was read from. */
  readonly position: number;
  /** The whole batch, offset and length included. */
  readonly sizeBytes: number;
  readonly magic: number;
  /** Of a compressed message set of magic 0 and 1 only the last offset is in the header: both are that one. */
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly lastOffsetDelta: number;
  readonly partitionLeaderEpoch: number;
  readonly crc: number;
  readonly attributes: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5 to 7 are not assigned. */
  readonly codec: number;
  readonly timestampType: TimestampType;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly deleteHorizonMs: number | null;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  /** 1 for a message of magic 0 and 1, compressed or not. */
  readonly recordCount: number;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Beyond 2^53 the number is the nearest one: see exactBaseOffset. */
function int64(view: DataView, at: number): number {
  return view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4);
}

function setInt64(view: DataView, at: number, value: number | bigint): void {
  if (typeof value === "bigint") view.setBigInt64(at, value);
  else {
    const high = Math.floor(value / 0x1_0000_0000);
    view.setInt32(at, high);
    view.setUint32(at + 4, value - high * 0x1_0000_0000);
  }
}

/**
 * Size of the batch at `at`, as far as its first 17 bytes tell: the batch itself may reach past `end`. Null when they
 * are not all there. Throws RecordError for a size or a magic that no batch has.
 */
export function batchSize(bytes: Uint8Array, at = 0, end = bytes.length): number | null {
  if (end - at < LOG_OVERHEAD_BYTES) return null;
  const length = int32(bytes, at + BATCH_LENGTH_AT);
  if (length < LEGACY_OVERHEAD_BYTES) {
    throw corrupt(
      `Record size ${length} is less than the minimum record overhead (${LEGACY_OVERHEAD_BYTES})`,
    );
  }
  if (end - at < HEADER_UP_TO_MAGIC_BYTES) return null;
  const magic = bytes[at + MAGIC_AT]!;
  if (magic > 2) throw corrupt(`Invalid magic found in record: ${(magic << 24) >> 24}`);
  return (length + LOG_OVERHEAD_BYTES) | 0; // a length near 2^31 overflows, in Kafka too
}

/**
 * Size of the batch at `at` when all of it lies before `end`, 0 otherwise: nothing there, or a torn tail. Throws
 * RecordError for what no batch begins with.
 */
export function wholeBatchSize(bytes: Uint8Array, at: number, end = bytes.length): number {
  const size = batchSize(bytes, at, end);
  if (size === null || size > end - at) return 0;
  if (size < 0) throw corrupt(`The batch at byte ${at} is too long`);
  return size;
}

function int32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** The headers of the whole batches in [start, end). A torn tail ends the walk; nonsense throws RecordError. */
export function* batchHeaders(bytes: Uint8Array, start = 0, end = bytes.length): Generator<BatchHeader> {
  for (let at = start; ; ) {
    const size = wholeBatchSize(bytes, at, end);
    if (size === 0) return;
    yield readBatchHeader(bytes, at);
    at += size;
  }
}

/** Bytes of the whole batches at the front of [start, end). */
export function wholeBatchesSize(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let at = start;
  for (let size = wholeBatchSize(bytes, at, end); size > 0; size = wholeBatchSize(bytes, at, end)) at += size;
  return at - start;
}

/** Reads the header of a batch that is there whole. Throws RecordError when it is too small for its magic. */
export function readBatchHeader(bytes: Uint8Array, at = 0): BatchHeader {
  const size = wholeBatchSize(bytes, at);
  if (size === 0) throw corrupt(`The batch at byte ${at} is cut off`);
  if (bytes[at + MAGIC_AT]! < 2) return readLegacyHeader(bytes, at, size);
  if (size < RECORDS_AT) throw tooSmall(size);
  const view = viewOf(bytes);
  const attributes = view.getInt16(at + ATTRIBUTES_AT);
  const baseOffset = int64(view, at);
  const lastOffsetDelta = view.getInt32(at + LAST_OFFSET_DELTA_AT);
  const baseTimestamp = int64(view, at + BASE_TIMESTAMP_AT);
  const baseSequence = view.getInt32(at + BASE_SEQUENCE_AT);
  return {
    position: at,
    sizeBytes: size,
    magic: 2,
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    lastOffsetDelta,
    partitionLeaderEpoch: view.getInt32(at + PARTITION_LEADER_EPOCH_AT),
    crc: view.getUint32(at + CRC_AT),
    attributes,
    codec: attributes & CODEC_MASK,
    timestampType: (attributes & LOG_APPEND_TIME_BIT) === 0 ? "CreateTime" : "LogAppendTime",
    transactional: (attributes & TRANSACTIONAL_BIT) !== 0,
    control: (attributes & CONTROL_BIT) !== 0,
    deleteHorizonMs: (attributes & DELETE_HORIZON_BIT) === 0 ? null : baseTimestamp,
    baseTimestamp,
    maxTimestamp: int64(view, at + MAX_TIMESTAMP_AT),
    producerId: view.getBigInt64(at + PRODUCER_ID_AT),
    producerEpoch: view.getInt16(at + PRODUCER_EPOCH_AT),
    baseSequence,
    lastSequence: addSequence(baseSequence, lastOffsetDelta),
    recordCount: view.getInt32(at + RECORD_COUNT_AT),
  };
}

/** The header of one message of magic 0 or 1; a compressed one wraps a message set. */
function readLegacyHeader(bytes: Uint8Array, at: number, sizeBytes: number): BatchHeader {
  const view = viewOf(bytes);
  const magic = view.getInt8(at + MAGIC_AT);
  const attributes = view.getInt8(at + LEGACY_ATTRIBUTES_AT);
  const timestamp = magic === 0 ? NO_TIMESTAMP : int64(view, at + LEGACY_TIMESTAMP_AT);
  const appendTime = (attributes & LOG_APPEND_TIME_BIT) !== 0;
  const offset = int64(view, at);
  return {
    position: at,
    sizeBytes,
    magic,
    baseOffset: offset,
    lastOffset: offset,
    lastOffsetDelta: 0,
    partitionLeaderEpoch: -1,
    crc: view.getUint32(at + LEGACY_CRC_AT),
    attributes,
    codec: attributes & CODEC_MASK,
    timestampType: magic === 0 ? "NoTimestampType" : appendTime ? "LogAppendTime" : "CreateTime",
    transactional: false,
    control: false,
    deleteHorizonMs: null,
    baseTimestamp: timestamp,
    maxTimestamp: timestamp,
    producerId: NO_PRODUCER_ID,
    producerEpoch: NO_PRODUCER_EPOCH,
    baseSequence: NO_SEQUENCE,
    lastSequence: NO_SEQUENCE,
    recordCount: 1,
  };
}

/** The int64 as it stands in the bytes, for offsets that a number cannot hold. */
export function exactBaseOffset(bytes: Uint8Array, at = 0): bigint {
  return viewOf(bytes).getBigInt64(at + BASE_OFFSET_AT);
}

/** Sequence numbers wrap from 2^31 - 1 to 0. */
export function addSequence(sequence: number, delta: number): number {
  if (sequence === NO_SEQUENCE) return NO_SEQUENCE;
  const room = MAX_SEQUENCE - delta;
  return sequence > room ? sequence - room - 1 : sequence + delta;
}

// ---- checksum ----

function tooSmall(size: number): Error {
  return corrupt(
    `Record batch is corrupt (the size ${size} is smaller than the minimum allowed overhead ${RECORDS_AT})`,
  );
}

function computedCrc(bytes: Uint8Array, at: number, size: number): number {
  return bytes[at + MAGIC_AT] === 2
    ? crc32c(bytes, at + ATTRIBUTES_AT, at + size)
    : crc32(bytes, at + LEGACY_CRC_START, at + size);
}

/** Whether the batch at `at`, which is there whole, has the checksum that it says. */
export function checkCrc(bytes: Uint8Array, at = 0): boolean {
  const size = wholeBatchSize(bytes, at);
  const crcAt = at + (bytes[at + MAGIC_AT] === 2 ? CRC_AT : LEGACY_CRC_AT);
  if (bytes[at + MAGIC_AT] === 2 && size < RECORDS_AT) return false;
  return int32(bytes, crcAt) >>> 0 === computedCrc(bytes, at, size);
}

/** Throws RecordError (CORRUPT_MESSAGE) where Kafka does, with its text. */
export function ensureValid(bytes: Uint8Array, at = 0): void {
  const size = wholeBatchSize(bytes, at);
  const current = bytes[at + MAGIC_AT] === 2;
  if (current && size < RECORDS_AT) throw tooSmall(size);
  const stored = int32(bytes, at + (current ? CRC_AT : LEGACY_CRC_AT)) >>> 0;
  const computed = computedCrc(bytes, at, size);
  if (stored !== computed) {
    throw corrupt(`Record is corrupt (stored crc = ${stored}, computed crc = ${computed})`);
  }
}

// ---- setters, in place, magic 2 only ----

/** Not under the checksum. */
export function setBaseOffset(bytes: Uint8Array, at: number, offset: number | bigint): void {
  setInt64(viewOf(bytes), at + BASE_OFFSET_AT, offset);
}

/** Not under the checksum. */
export function setPartitionLeaderEpoch(bytes: Uint8Array, at: number, epoch: number): void {
  viewOf(bytes).setInt32(at + PARTITION_LEADER_EPOCH_AT, epoch);
}

/** LogAppendTime makes `maxTimestamp` the timestamp of every record. The checksum is computed anew. */
export function setMaxTimestamp(
  bytes: Uint8Array,
  at: number,
  type: "CreateTime" | "LogAppendTime",
  maxTimestamp: number,
): void {
  const view = viewOf(bytes);
  const attributes = view.getInt16(at + ATTRIBUTES_AT);
  const bit = type === "LogAppendTime" ? LOG_APPEND_TIME_BIT : 0;
  view.setInt16(at + ATTRIBUTES_AT, (attributes & ~LOG_APPEND_TIME_BIT) | bit);
  setInt64(view, at + MAX_TIMESTAMP_AT, maxTimestamp);
  setCrc(bytes, at);
}

function setCrc(bytes: Uint8Array, at: number): void {
  const view = viewOf(bytes);
  const size = view.getInt32(at + BATCH_LENGTH_AT) + LOG_OVERHEAD_BYTES;
  view.setUint32(at + CRC_AT, crc32c(bytes, at + ATTRIBUTES_AT, at + size));
}

// ---- writing a header ----

export interface BatchHeaderInput {
  readonly baseOffset: number | bigint;
  readonly partitionLeaderEpoch: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/** Writes the 61 bytes before the records, which are in place already, and the checksum. */
export function writeBatchHeader(
  bytes: Uint8Array,
  at: number,
  sizeBytes: number,
  header: BatchHeaderInput,
): void {
  const view = viewOf(bytes);
  setInt64(view, at + BASE_OFFSET_AT, header.baseOffset);
  view.setInt32(at + BATCH_LENGTH_AT, sizeBytes - LOG_OVERHEAD_BYTES);
  view.setInt32(at + PARTITION_LEADER_EPOCH_AT, header.partitionLeaderEpoch);
  view.setInt8(at + MAGIC_AT, 2);
  view.setInt16(at + ATTRIBUTES_AT, header.attributes);
  view.setInt32(at + LAST_OFFSET_DELTA_AT, header.lastOffsetDelta);
  setInt64(view, at + BASE_TIMESTAMP_AT, header.baseTimestamp);
  setInt64(view, at + MAX_TIMESTAMP_AT, header.maxTimestamp);
  view.setBigInt64(at + PRODUCER_ID_AT, header.producerId);
  view.setInt16(at + PRODUCER_EPOCH_AT, header.producerEpoch);
  view.setInt32(at + BASE_SEQUENCE_AT, header.baseSequence);
  view.setInt32(at + RECORD_COUNT_AT, header.recordCount);
  view.setUint32(at + CRC_AT, crc32c(bytes, at + ATTRIBUTES_AT, at + sizeBytes));
}

/** What remains of a batch whose records are all gone: compaction keeps it for its producer's last sequence. */
export function emptyBatch(header: Omit<BatchHeaderInput, "recordCount" | "baseTimestamp">): Uint8Array {
  const bytes = new Uint8Array(RECORDS_AT);
  writeBatchHeader(bytes, 0, RECORDS_AT, { ...header, baseTimestamp: NO_TIMESTAMP, recordCount: 0 });
  return bytes;
}
