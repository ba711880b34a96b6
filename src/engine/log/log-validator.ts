// What a leader refuses to append: Kafka's rules, its error codes and its order of checking.
import { toLong } from "../base/long.ts";
import { ErrorCode } from "../protocol/errors.ts";
import {
  type BatchHeader,
  batchSize,
  ensureValid,
  readBatchHeader,
  wholeBatchSize,
} from "../records/batch.ts";
import { codecName, loadedCodec } from "../records/compression.ts";
import { RecordCursor } from "../records/record-cursor.ts";
import { RecordError } from "../records/record-error.ts";
import { AppendError, type LogConfig } from "./log.ts";
import { targetCodec } from "./recompress.ts";

/** A coordinator writes on behalf of clients: what it writes is checked, but not as the batch of an idempotent producer. */
export type AppendOrigin = "client" | "coordinator" | "internal";

type RecordErrorEntry = AppendError["recordErrors"][number];

const NO_TIMESTAMP = -1;
const MAX_LONG = 2n ** 63n - 1n;
/** How many wrong records the summary shows. */
const SHOWN_ERRORS = 3;
/** How many are named one by one. A small compressed batch can hold millions of them; Kafka would name them all. */
const MOST_NAMED_ERRORS = 10_000;

export interface ValidBatch {
  readonly header: BatchHeader;
  /** Of its records; what the header says may be wrong. */
  readonly maxTimestamp: number;
}

/**
 * The header of the one batch in `records`, or AppendError. A compressed batch is looked into when its codec is loaded:
 * see loadCodecsFor, to be awaited before appending what clients send.
 */
export function validateLeaderBatch(
  records: Uint8Array,
  partitionName: string,
  config: LogConfig,
  origin: AppendOrigin,
  nowMs: number,
): ValidBatch {
  try {
    const header = singleBatch(records);
    if (origin === "client" && header.magic === 2 && header.baseOffset !== 0) {
      throw invalid(
        `The baseOffset of the record batch in the append to ${partitionName} should be 0, but it is ${header.baseOffset}`,
      );
    }
    if (header.sizeBytes > config.maxMessageBytes) {
      throw new AppendError(
        ErrorCode.MESSAGE_TOO_LARGE,
        `The record batch size in the append to ${partitionName} is ${header.sizeBytes} bytes which exceeds the maximum configured value of ${config.maxMessageBytes}.`,
      );
    }
    ensureValid(records);
    if (header.magic < 2) throw invalid("Only record batches of magic version 2 are allowed");
    checkHeader(header, partitionName, origin);
    codecName(header.codec);
    const checked = origin !== "internal" && (header.codec === 0 || loadedCodec(header.codec) !== undefined);
    const maxTimestamp = checked
      ? checkRecords(records, header, partitionName, config, nowMs)
      : header.maxTimestamp;
    return { header, maxTimestamp };
  } catch (error) {
    if (error instanceof RecordError) throw new AppendError(error.code, error.message);
    throw error;
  }
}

/** Nothing, or a batch that is cut off: there is nothing to append, and nothing to refuse. */
export function holdsNoBatch(records: Uint8Array): boolean {
  try {
    return wholeBatchSize(records, 0) === 0;
  } catch (error) {
    if (error instanceof RecordError) return false;
    throw error;
  }
}

function invalid(message: string): AppendError {
  return new AppendError(ErrorCode.INVALID_RECORD, message);
}

function singleBatch(records: Uint8Array): BatchHeader {
  const size = batchSize(records);
  if (size === null || size > records.length) throw invalid("Record batch has no batches at all");
  if (size < records.length) throw invalid("Compressed outer record has more than one batch");
  return readBatchHeader(records);
}

function checkHeader(header: BatchHeader, partitionName: string, origin: AppendOrigin): void {
  const where = `in topic partition ${partitionName}`;
  if (origin === "client") {
    if (header.producerId >= 0n && header.baseSequence < 0) {
      throw invalid(
        `Invalid sequence number ${header.baseSequence} in record batch with producerId ${header.producerId} ${where}`,
      );
    }
    if (header.control) throw invalid(`Clients are not allowed to write control records ${where}`);
  }
  const { baseOffset, lastOffset, recordCount } = header;
  const range = `[${baseOffset}, ${lastOffset}]`;
  const span = lastOffset - baseOffset + 1;
  if (span <= 0) throw invalid(`Batch has an invalid offset range: ${range} ${where}`);
  if (recordCount <= 0) throw invalid(`Invalid reported count for record batch: ${recordCount} ${where}`);
  if (span !== recordCount) {
    throw invalid(`Inconsistent batch offset range ${range} and count of records ${recordCount} ${where}`);
  }
}

/** The largest timestamp of the records, or AppendError with those that are refused. */
function checkRecords(
  records: Uint8Array,
  header: BatchHeader,
  partitionName: string,
  config: LogConfig,
  nowMs: number,
): number {
  const needsKey = config.cleanupPolicy.includes("compact");
  const checksTime = config.messageTimestampType === "CreateTime";
  const hasEarliest = config.messageTimestampBeforeMaxMs < Number.MAX_SAFE_INTEGER;
  const earliest = hasEarliest ? nowMs - config.messageTimestampBeforeMaxMs : Number.NEGATIVE_INFINITY;
  const earliestText = hasEarliest ? earliest : toLong(nowMs) - MAX_LONG;
  const latest = nowMs + config.messageTimestampAfterMaxMs;
  const refused: RecordErrorEntry[] = [];
  let refusedCount = 0;
  const refuse = (batchIndex: number, message: () => string): void => {
    refusedCount++;
    if (refused.length < MOST_NAMED_ERRORS) refused.push({ batchIndex, message: message() });
  };
  let invalidTimestamp = false;
  let maxTimestamp = NO_TIMESTAMP;
  const cursor = new RecordCursor(records, header);
  for (let batchIndex = 0; cursor.next(); batchIndex++) {
    const { timestamp, offset } = cursor;
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    if (header.codec !== 0 && offset !== header.baseOffset + batchIndex) {
      refuse(
        batchIndex,
        () =>
          `Inner record ${offset} inside the compressed record batch does not have incremental offsets, expected offset is ${header.baseOffset + batchIndex}`,
      );
    } else if (needsKey && cursor.key() === null) {
      refuse(
        batchIndex,
        () => `Compacted topic cannot accept message without key in topic partition ${partitionName}`,
      );
    } else if (checksTime && timestamp !== NO_TIMESTAMP) {
      if (timestamp >= earliest && timestamp <= latest) continue;
      invalidTimestamp = true;
      refuse(
        batchIndex,
        () =>
          `Timestamp ${timestamp} of message with offset ${offset} is out of range. The timestamp should be within [${earliestText}, ${latest}]`,
      );
    } else if (header.timestampType === "LogAppendTime") {
      invalidTimestamp = true;
      refuse(
        batchIndex,
        () =>
          `Invalid timestamp type in message ${recordText(cursor, config)}. Producer should not set timestamp type to LogAppendTime.`,
      );
    }
  }
  if (refusedCount > 0) throw refusal(refused, refusedCount, invalidTimestamp);
  return maxTimestamp;
}

/** As Kafka names a record; of a compressed one that is passed on as it is it never looks at key and value. */
function recordText(
  { header, offset, timestamp, keyLength, valueLength }: RecordCursor,
  config: LogConfig,
): string {
  const target = targetCodec(config);
  const isSkipped = header.codec !== 0 && (target === null || target === header.codec);
  const sizeOf = (length: number): number => (isSkipped ? length : Math.max(0, length));
  return `${isSkipped ? "Partial" : ""}DefaultRecord(offset=${offset}, timestamp=${timestamp}, key=${sizeOf(keyLength)} bytes, value=${sizeOf(valueLength)} bytes)`;
}

function refusal(
  refused: readonly RecordErrorEntry[],
  count: number,
  invalidTimestamp: boolean,
): AppendError {
  if (invalidTimestamp) {
    const message = "One or more records have been rejected due to invalid timestamp";
    return new AppendError(ErrorCode.INVALID_TIMESTAMP, message, refused);
  }
  const shown = refused.slice(0, SHOWN_ERRORS).map(({ message }) => message);
  return new AppendError(
    ErrorCode.INVALID_RECORD,
    `One or more records have been rejected due to ${count} record errors in total, and only showing the first three errors at most: ${shown.join("; ")}`,
    refused,
  );
}
