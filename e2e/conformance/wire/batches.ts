// Record batches and old message sets: decoded, encoded where the bytes are determined, compressed anew where not.
import { createHash } from "node:crypto";
import { type Json, messageToJson } from "../../../src/engine/protocol/json.ts";
import {
  type BatchHeader,
  batchHeaders,
  checkCrc,
  emptyBatch,
  exactBaseOffset,
  readBatchHeader,
  setMaxTimestamp,
  wholeBatchesSize,
  wholeBatchSize,
} from "../../../src/engine/records/batch.ts";
import { BatchBuilder } from "../../../src/engine/records/builder.ts";
import { CODEC_NAMES, codecName, loadCodec } from "../../../src/engine/records/compression.ts";
import { CONTROL_TYPES, controlSchema, readControlRecord } from "../../../src/engine/records/control.ts";
import { encodeLegacyMessage } from "../../../src/engine/records/legacy.ts";
import { type KafkaRecord, offsetOfMaxTimestamp, readRecords } from "../../../src/engine/records/record.ts";
import { expectBytes, expectEqual, fromHex, Mismatch } from "../tally.ts";
import type { CaseFile, JavaError } from "./case-file.ts";
import { isRefused } from "./refusals.ts";

type Long = number | string;
type Blob = string | null | { readonly length: number; readonly sha256: string };

interface RecordCase {
  readonly offset: Long;
  readonly timestamp: Long;
  readonly key: Blob;
  readonly value: Blob;
  readonly headers?: readonly (readonly [string, string | null])[];
  readonly control?: { readonly type: string; readonly typeId: number };
}

interface Batch {
  readonly magic: number;
  readonly baseOffset: Long;
  readonly lastOffset: Long;
  readonly compression: string;
  readonly timestampType: string;
  readonly maxTimestamp: Long;
  readonly baseTimestamp: Long;
  readonly lastOffsetDelta: number;
  readonly partitionLeaderEpoch: number;
  readonly producerId: Long;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  readonly deleteHorizonMs: Long | null;
  readonly records: readonly RecordCase[];
}

interface BatchesCase {
  readonly name: string;
  readonly group: string;
  readonly encodable: boolean;
  readonly bytes?: string;
  readonly sizeInBytes?: number;
  readonly validBytes?: number;
  readonly batches?: readonly Batch[];
  readonly error?: JavaError;
}

export async function loadCodecs(): Promise<void> {
  for (let id = 1; id < CODEC_NAMES.length; id++) await loadCodec(id);
}

export const batches: CaseFile<BatchesCase> = {
  file: "batches.jsonl",
  name: (one) => `${one.group} ${one.name}`,
  check(one) {
    if (one.batches === undefined) {
      // The case has no input, only what Kafka's builder says: one of our refusals must say it too.
      if (!isRefused(one.error!.message!)) throw new Mismatch(`never refused: ${one.error!.message}`);
      return;
    }
    const bytes = fromHex(one.bytes!);
    expectEqual(bytes.length, one.sizeInBytes, "size");
    expectEqual(wholeBatchesSize(bytes), one.validBytes, "size of the whole batches");
    const headers = [...batchHeaders(bytes)];
    expectEqual(headers.length, one.batches.length, "number of batches");
    const rebuilt: Uint8Array[] = [];
    for (const [i, expected] of one.batches.entries()) {
      const batch = bytes.slice(headers[i]!.position, headers[i]!.position + headers[i]!.sizeBytes);
      expectEqual(batchJson(batch, expected), expected, `batch ${i}`);
      if (one.encodable) rebuilt.push(rebuild(batch, expected, 0));
      else if (expected.magic === 2) checkRecompressed(batch, expected);
    }
    if (one.encodable) expectBytes(Buffer.concat(rebuilt), one.bytes!, "encoded");
    checkTornTails(bytes);
  },
};

// ---- decoding ----

function batchJson(batch: Uint8Array, expected: Batch): unknown {
  const exact = exactBaseOffset(batch);
  const header = readBatchHeader(batch);
  const records = readRecords(batch, header);
  // A number cannot hold every int64: offsets are counted from 0 and put behind the exact base.
  const base = header.magic === 2 ? exact : BigInt(records[0]?.offset ?? 0);
  const delta = (offset: number): bigint =>
    BigInt(offset - (header.magic === 2 ? header.baseOffset : Number(base)));
  const last = header.magic === 2 ? exact + BigInt(header.lastOffsetDelta) : exact;
  const common = {
    magic: header.magic,
    sizeInBytes: header.sizeBytes,
    baseOffset: long(base),
    lastOffset: long(last),
    nextOffset: long(last + 1n),
    crc: header.crc,
    valid: checkCrc(batch),
    compression: codecName(header.codec),
    timestampType: header.timestampType,
  };
  const maxOffset = offsetOfMaxTimestamp(batch, header);
  const json = records.map((record, i) =>
    recordJson(record, long(base + delta(record.offset)), header, expected.records[i]),
  );
  if (header.magic < 2)
    return { ...common, maxTimestamp: legacyMaxTimestamp(header, records), records: json };
  return {
    ...common,
    maxTimestamp: header.maxTimestamp,
    baseTimestamp: header.baseTimestamp,
    attributes: header.attributes,
    lastOffsetDelta: header.lastOffsetDelta,
    partitionLeaderEpoch: header.partitionLeaderEpoch,
    producerId: long(header.producerId),
    producerEpoch: header.producerEpoch,
    baseSequence: header.baseSequence,
    lastSequence: header.lastSequence,
    hasProducerId: header.producerId > -1n,
    isTransactional: header.transactional,
    isControl: header.control,
    count: header.recordCount,
    deleteHorizonMs: header.deleteHorizonMs,
    offsetOfMaxTimestamp: maxOffset === undefined ? null : long(base + delta(maxOffset)),
    records: json,
  };
}

function legacyMaxTimestamp(header: BatchHeader, records: readonly KafkaRecord[]): number {
  return header.magic === 0
    ? -1
    : Math.max(header.maxTimestamp, ...records.map((record) => record.timestamp));
}

function long(value: bigint): Long {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function blobJson(bytes: Uint8Array | null, expected: Blob | undefined): unknown {
  if (bytes === null) return null;
  if (typeof expected === "object" && expected !== null) {
    return { length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  }
  return Buffer.from(bytes).toString("base64");
}

function recordJson(record: KafkaRecord, offset: Long, header: BatchHeader, expected?: RecordCase): unknown {
  const json: Record<string, unknown> = {
    offset,
    timestamp: record.timestamp,
    size: record.sizeBytes,
    key: blobJson(record.key, expected?.key),
    value: blobJson(record.value, expected?.value),
  };
  if (header.magic < 2) return json;
  json["sequence"] = record.sequence;
  json["headers"] = record.headers.map(({ key, value }) => [key, blobJson(value, "")]);
  // Kafka's reader fails on values that ours may read: then there is nothing to compare.
  if (header.control && expected?.control !== undefined) {
    json["control"] = "kafkaDeserializeError" in expected.control ? expected.control : controlJson(record);
  }
  return json;
}

function controlJson(record: KafkaRecord): unknown {
  const control = readControlRecord(record);
  if (control === undefined) return undefined;
  const { type } = control;
  const named = { type, typeId: CONTROL_TYPES.indexOf(type) };
  const message = control.message as unknown as Record<string, Json>;
  if (type === "COMMIT" || type === "ABORT")
    return { ...named, coordinatorEpoch: message["coordinatorEpoch"] };
  return { ...named, message: messageToJson(controlSchema(type), control.version, message) };
}

// ---- encoding ----

function bytesOf(blob: Blob, fallback: Uint8Array | null): Uint8Array | null {
  if (blob === null) return null;
  return typeof blob === "string" ? new Uint8Array(Buffer.from(blob, "base64")) : fallback;
}

/** The batch as our own builder writes it. What the JSON does not tell is taken from the decoded bytes. */
function rebuild(batch: Uint8Array, expected: Batch, codec: number): Uint8Array {
  if (expected.magic < 2) return rebuildLegacy(expected);
  const base = BigInt(expected.baseOffset);
  const appendTime = expected.timestampType === "LogAppendTime";
  const header = {
    baseOffset: base,
    partitionLeaderEpoch: expected.partitionLeaderEpoch,
    producerId: BigInt(expected.producerId),
    producerEpoch: expected.producerEpoch,
    baseSequence: expected.baseSequence,
  };
  const original = readBatchHeader(batch);
  if (expected.records.length === 0) {
    return emptyBatch({
      ...header,
      attributes: original.attributes,
      lastOffsetDelta: expected.lastOffsetDelta,
      maxTimestamp: Number(expected.maxTimestamp),
    });
  }
  const builder = new BatchBuilder({
    ...header,
    codec,
    transactional: expected.isTransactional,
    control: expected.isControl,
    deleteHorizonMs: expected.deleteHorizonMs === null ? null : Number(expected.deleteHorizonMs),
    ...(appendTime ? { logAppendTimeMs: Number(expected.maxTimestamp) } : {}),
    capacityBytes: 64,
  });
  const raw = rawRecords(batch);
  for (const [i, record] of expected.records.entries()) {
    builder.appendAt(
      Number(BigInt(record.offset) - base),
      appendTime ? raw[i]!.timestamp : Number(record.timestamp),
      bytesOf(record.key, raw[i]!.key),
      bytesOf(record.value, raw[i]!.value),
      (record.headers ?? []).map(([key, value]) => ({ key, value: bytesOf(value, null) })),
    );
  }
  return builder.build(expected.lastOffsetDelta);
}

/** The records with the timestamps that they have beneath a LogAppendTime. */
function rawRecords(batch: Uint8Array): KafkaRecord[] {
  const copy = batch.slice();
  setMaxTimestamp(copy, 0, "CreateTime", 0);
  return readRecords(copy, readBatchHeader(copy));
}

function rebuildLegacy(expected: Batch): Uint8Array {
  const record = expected.records[0]!;
  return encodeLegacyMessage({
    magic: expected.magic as 0 | 1,
    offset: Number(record.offset),
    timestamp: Number(record.timestamp),
    logAppendTime: expected.timestampType === "LogAppendTime",
    key: bytesOf(record.key, null),
    value: bytesOf(record.value, null),
  });
}

/** The same records through each of our compressors and back. */
function checkRecompressed(batch: Uint8Array, expected: Batch): void {
  if (expected.records.length === 0) return;
  const codec = CODEC_NAMES.indexOf(expected.compression as "gzip");
  const again = rebuild(batch, expected, codec);
  const strip = (bytes: Uint8Array): unknown =>
    readRecords(bytes, readBatchHeader(bytes)).map((record) => ({
      ...record,
      key: blobJson(record.key, ""),
      value: blobJson(record.value, ""),
    }));
  expectEqual(checkCrc(again), true, "checksum of the recompressed batch");
  expectEqual(strip(again), strip(batch), "recompressed");
}

// ---- torn tails ----

const MAX_CUTS = 200;

/** A log that ends anywhere inside a batch ends before that batch: no error, no garbage. */
function checkTornTails(bytes: Uint8Array): void {
  const step = Math.max(1, Math.ceil(bytes.length / MAX_CUTS));
  const ends: number[] = [];
  for (let at = 0; ; ) {
    const size = wholeBatchSize(bytes, at);
    if (size === 0) break;
    at += size;
    ends.push(at);
  }
  for (let length = 0; length <= bytes.length; length += step) {
    const expected = ends.filter((end) => end <= length).at(-1) ?? 0;
    expectEqual(wholeBatchesSize(bytes.subarray(0, length)), expected, `cut to ${length} bytes`);
  }
}
