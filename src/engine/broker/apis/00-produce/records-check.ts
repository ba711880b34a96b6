// What a broker looks at before a produced batch goes to the log: that it is exactly one batch of the current format.
// Only header bytes are read; the log checks the rest.
import type { ErrorName } from "../../../protocol/errors.ts";

const LENGTH_AT = 8;
const LENGTH_END = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const HEADER_BYTES = 61;
/** The smallest record of the oldest format: less cannot be a batch of any format. */
const SMALLEST_BATCH_BYTES = 14;
const CODEC_MASK = 0x07;
const ZSTD = 4;
const FIRST_VERSION_WITH_ZSTD = 7;
const TRANSACTIONAL = 0x10;

/** Null when the batch may go on to the log. */
export function checkRecords(records: Uint8Array | null, apiVersion: number): ErrorName | null {
  if (records === null) return "INVALID_RECORD";
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const first = batchEnd(view, 0);
  if (typeof first === "string") return first;
  if (first === null || view.getInt8(MAGIC_AT) !== 2) return "INVALID_RECORD";
  const codec = records.length < HEADER_BYTES ? 0 : view.getInt16(ATTRIBUTES_AT) & CODEC_MASK;
  if (codec === ZSTD && apiVersion < FIRST_VERSION_WITH_ZSTD) return "UNSUPPORTED_COMPRESSION_TYPE";
  const second = batchEnd(view, first);
  if (typeof second === "string") return second;
  return second === null ? null : "INVALID_RECORD";
}

export function isTransactional(records: Uint8Array | null): boolean {
  if (records === null || records.length < HEADER_BYTES || records[MAGIC_AT] !== 2) return false;
  return (records[ATTRIBUTES_AT + 1]! & TRANSACTIONAL) !== 0;
}

/** Where the batch that begins at `from` ends; null when there is no whole batch. */
function batchEnd(view: DataView, from: number): number | null | "CORRUPT_MESSAGE" {
  const left = view.byteLength - from;
  if (left < LENGTH_END) return null;
  const length = view.getInt32(from + LENGTH_AT);
  if (length < SMALLEST_BATCH_BYTES) return "CORRUPT_MESSAGE";
  if (left <= MAGIC_AT) return null;
  const magic = view.getInt8(from + MAGIC_AT);
  if (magic < 0 || magic > 2) return "CORRUPT_MESSAGE";
  const end = LENGTH_END + length;
  return left < end ? null : from + end;
}
