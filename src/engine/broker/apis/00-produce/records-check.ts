// What a broker looks at before a produced batch goes to the log: that it is exactly one batch of the current format.
// Only header bytes are read; the log checks the rest.
import type { ErrorName } from "../../../protocol/errors.ts";
import {
  ATTRIBUTES_AT,
  BATCH_LENGTH_AT,
  CODEC_MASK,
  LOG_OVERHEAD_BYTES,
  MAGIC_AT,
  RECORDS_AT,
  TRANSACTIONAL_BIT,
} from "../../../records/batch.ts";

/** The smallest record of the oldest format: less cannot be a batch of any format. */
const SMALLEST_BATCH_BYTES = 14;
const ZSTD = 4;
const FIRST_VERSION_WITH_ZSTD = 7;

/** Null when the batch may go on to the log. */
export function checkRecords(records: Uint8Array | null, apiVersion: number): ErrorName | null {
  if (records === null) return "INVALID_RECORD";
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const first = batchEnd(view, 0);
  if (typeof first === "string") return first;
  if (first === null || view.getInt8(MAGIC_AT) !== 2) return "INVALID_RECORD";
  if (codecOf(records) === ZSTD && apiVersion < FIRST_VERSION_WITH_ZSTD)
    return "UNSUPPORTED_COMPRESSION_TYPE";
  const second = batchEnd(view, first);
  if (typeof second === "string") return second;
  return second === null ? null : "INVALID_RECORD";
}

/** 0 where there is no batch to ask. */
export function codecOf(records: Uint8Array | null): number {
  return attributesOf(records) & CODEC_MASK;
}

export function isTransactional(records: Uint8Array | null): boolean {
  return (attributesOf(records) & TRANSACTIONAL_BIT) !== 0;
}

/** The low byte, which holds all that is assigned. */
function attributesOf(records: Uint8Array | null): number {
  if (records === null || records.length < RECORDS_AT || records[MAGIC_AT] !== 2) return 0;
  return records[ATTRIBUTES_AT + 1]!;
}

/** Where the batch that begins at `from` ends; null when there is no whole batch. */
function batchEnd(view: DataView, from: number): number | null | "CORRUPT_MESSAGE" {
  const left = view.byteLength - from;
  if (left < LOG_OVERHEAD_BYTES) return null;
  const length = view.getInt32(from + BATCH_LENGTH_AT);
  if (length < SMALLEST_BATCH_BYTES) return "CORRUPT_MESSAGE";
  if (left <= MAGIC_AT) return null;
  const magic = view.getInt8(from + MAGIC_AT);
  if (magic < 0 || magic > 2) return "CORRUPT_MESSAGE";
  const end = LOG_OVERHEAD_BYTES + length;
  return left < end ? null : from + end;
}
