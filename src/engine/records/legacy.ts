// Message sets of magic 0 and 1, as brokers before 0.11 wrote them. A compressed message wraps a whole message set.
// Kafka 4 takes them from no producer any more, but still reads them from an old log.
import { assert } from "../base/assert.ts";
import { ByteError, ByteReader, ByteWriter } from "../base/bytes.ts";
import { crc32 } from "../base/crc32.ts";
import { utf8Encode } from "../base/utf8.ts";
import { type BatchHeader, readBatchHeader, wholeBatchSize } from "./batch.ts";
import { codecName, decompress } from "./compression.ts";
import type { KafkaRecord } from "./record.ts";
import { corrupt, invalidRecord } from "./record-error.ts";

const ZSTD = 4;
const FIXED_BYTES = [26, 34] as const;
const KEY_AT = [18, 26] as const;

interface Message {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

function readMessage(bytes: Uint8Array, header: BatchHeader): Message {
  const end = header.position + header.sizeBytes;
  try {
    const reader = new ByteReader(bytes, header.position + KEY_AT[header.magic as 0 | 1], end);
    return { key: nullableBytes(reader), value: nullableBytes(reader) };
  } catch (error) {
    if (!(error instanceof ByteError)) throw error;
    throw corrupt(`Message at byte ${header.position}: ${error.message}`);
  }
}

function nullableBytes(reader: ByteReader): Uint8Array | null {
  const length = reader.int32();
  return length < 0 ? null : reader.slice(length);
}

/** The records of one message: itself, or those it wraps. Its codec must be loaded. Throws RecordError. */
export function* legacyRecords(bytes: Uint8Array, header: BatchHeader): Generator<KafkaRecord> {
  codecName(header.codec);
  if (header.codec === 0) yield record(header, readMessage(bytes, header));
  else yield* wrappedRecords(bytes, header);
}

function record(header: BatchHeader, message: Message): KafkaRecord {
  return {
    offset: header.baseOffset,
    timestamp: header.maxTimestamp,
    key: message.key,
    value: message.value,
    headers: [],
    sequence: -1,
    sizeBytes: header.sizeBytes,
  };
}

function wrappedRecords(bytes: Uint8Array, wrapper: BatchHeader): KafkaRecord[] {
  const { magic } = wrapper;
  if (wrapper.codec === ZSTD) {
    throw invalidRecord(`Invalid wrapper compressionType found in legacy deep record iterator ${magic}`);
  }
  const { value } = readMessage(bytes, wrapper);
  if (value === null)
    throw invalidRecord(`Found invalid compressed record set with null value (magic = ${magic})`);
  const inner = decompress(wrapper.codec, value, magic);
  const records: KafkaRecord[] = [];
  for (let at = 0; at < inner.length; ) {
    const size = wholeBatchSize(inner, at);
    if (size === 0) throw invalidRecord("Incorrect declared batch size, premature EOF reached");
    const header = readBatchHeader(inner, at);
    if (header.codec !== 0) throw invalidRecord("Inner record must not be compressed");
    if (header.magic !== magic) {
      throw invalidRecord(`Compressed message magic ${magic} does not match wrapper magic ${header.magic}`);
    }
    const one = record(header, readMessage(inner, header));
    const timestamp = wrapper.timestampType === "LogAppendTime" ? wrapper.maxTimestamp : one.timestamp;
    records.push({ ...one, timestamp });
    at += size;
  }
  return placed(records, wrapper);
}

/** In magic 1 the inner offsets count from 0, and the wrapper has the last one; in magic 0 they are the true ones. */
function placed(records: readonly KafkaRecord[], wrapper: BatchHeader): KafkaRecord[] {
  const last = records.at(-1);
  if (last === undefined) throw invalidRecord("Found invalid compressed record set with no records");
  const base = wrapper.magic === 1 ? wrapper.lastOffset - last.offset : 0;
  return records.map((one) => ({ ...one, offset: base + one.offset }));
}

export interface LegacyMessage {
  readonly magic: 0 | 1;
  readonly offset: number;
  /** Left out in magic 0. */
  readonly timestamp?: number;
  readonly logAppendTime?: boolean;
  readonly key: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
}

/** One message that is not compressed. Samsa writes them only as examples of the old formats. */
export function encodeLegacyMessage(message: LegacyMessage): Uint8Array {
  const { magic, key, value } = message;
  assert(magic === 0 || magic === 1, `magic ${magic} has no message sets`);
  const keyBytes = typeof key === "string" ? utf8Encode(key) : key;
  const valueBytes = typeof value === "string" ? utf8Encode(value) : value;
  const writer = new ByteWriter(FIXED_BYTES[magic] + (keyBytes?.length ?? 0) + (valueBytes?.length ?? 0));
  writer.int64(BigInt(message.offset));
  writer.int32(0);
  writer.int32(0);
  writer.int8(magic);
  writer.int8(message.logAppendTime === true ? 8 : 0);
  if (magic === 1) writer.int64(BigInt(message.timestamp ?? -1));
  for (const part of [keyBytes, valueBytes]) {
    writer.int32(part === null ? -1 : part.length);
    if (part !== null) writer.raw(part);
  }
  writer.int32At(8, writer.size - 12);
  const bytes = writer.finish();
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(12, crc32(bytes, 16) | 0);
  return bytes;
}
