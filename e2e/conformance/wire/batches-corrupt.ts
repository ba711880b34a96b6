// Damaged batches: what each step of reading says.
import {
  batchSize,
  checkCrc,
  ensureValid,
  exactBaseOffset,
  MAGIC_AT,
  readBatchHeader,
  wholeBatchSize,
} from "../../../src/engine/records/batch.ts";
import { type KafkaRecord, readRecords, streamRecords } from "../../../src/engine/records/record.ts";
import { RecordError } from "../../../src/engine/records/record-error.ts";
import { expectEqual, fromHex, Mismatch } from "../tally.ts";
import type { CaseFile, JavaError } from "./case-file.ts";

interface BatchCase {
  readonly magic: number;
  readonly baseOffset?: number | string;
  readonly sizeInBytes?: number;
  readonly headerError?: JavaError;
  readonly valid: boolean;
  readonly ensureValidError?: JavaError;
  readonly records: readonly (readonly unknown[])[];
  readonly iterateError?: JavaError;
  readonly streamed?: number;
  readonly streamError?: JavaError;
}

interface CorruptCase {
  readonly name: string;
  readonly bytes: string;
  readonly firstBatchSize?: number | null;
  readonly firstBatchSizeError?: JavaError;
  readonly batches: readonly BatchCase[];
  readonly batchesError?: JavaError;
}

export const corruptBatches: CaseFile<CorruptCase> = {
  file: "batches-corrupt.jsonl",
  name: (one) => one.name,
  check(one) {
    const bytes = fromHex(one.bytes);
    const first = attempt(() => batchSize(bytes));
    sameError(first.error, one.firstBatchSizeError, "first batch size");
    if (first.error === undefined) expectEqual(first.value, one.firstBatchSize, "first batch size");
    let at = 0;
    for (const [i, batch] of one.batches.entries()) {
      const size = wholeBatchSize(bytes, at);
      if (size === 0) throw new Mismatch(`there is no batch ${i}`);
      checkBatch(bytes.slice(at, at + size), batch, `batch ${i}`);
      at += size;
    }
    const rest = attempt(() => wholeBatchSize(bytes, at));
    sameError(rest.error, one.batchesError, "after the last batch");
    if (rest.error === undefined) expectEqual(rest.value, 0, "batch after the last one");
  },
};

interface Attempt<T> {
  readonly value?: T;
  readonly error?: RecordError;
}

/** Only RecordError is an answer to bad bytes; anything else is a defect of ours. */
function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof RecordError) return { error };
    throw error;
  }
}

/** Kafka's own texts are compared; those of the Java library are not. */
const OWN_TEXT = /\.(CorruptRecordException|InvalidRecordException)$/;

function sameError(actual: RecordError | undefined, expected: JavaError | undefined, what: string): void {
  if (expected === undefined) {
    if (actual !== undefined) throw new Mismatch(`${what}: refused (${actual.message}), where Kafka accepts`);
    return;
  }
  if (actual === undefined) throw new Mismatch(`${what}: accepted, where Kafka says: ${expected.message}`);
  if (OWN_TEXT.test(expected.class)) expectEqual(actual.message, expected.message, what);
}

function checkBatch(batch: Uint8Array, expected: BatchCase, what: string): void {
  expectEqual(batch[MAGIC_AT], expected.magic, `${what}: magic`);
  expectEqual(checkCrc(batch), expected.valid, `${what}: valid`);
  sameError(attempt(() => ensureValid(batch)).error, expected.ensureValidError, `${what}: ensureValid`);
  const { rows, error } = iterate(batch);
  sameError(error, expected.iterateError, `${what}: iteration`);
  // Java's rows of old messages are filled field by field: one that broke off has less than four.
  expectEqual(
    rows,
    expected.records.filter((row) => row.length === 4),
    `${what}: records`,
  );
  if (expected.headerError === undefined) {
    const legacyFirst = expected.magic < 2 && rows[0] !== undefined ? rows[0][0] : undefined;
    expectEqual(legacyFirst ?? Number(exactBaseOffset(batch)), expected.baseOffset, `${what}: base offset`);
    expectEqual(batch.length, expected.sizeInBytes, `${what}: size`);
  }
  if (expected.streamed !== undefined) checkStream(batch, expected, what);
}

function row(record: KafkaRecord): readonly unknown[] {
  const text = (bytes: Uint8Array | null): string | null =>
    bytes === null ? null : Buffer.from(bytes).toString("base64");
  return [record.offset, text(record.key), text(record.value), record.headers.length];
}

/** A compressed batch is read whole or not at all, another one up to its first bad record. */
function iterate(batch: Uint8Array): { rows: (readonly unknown[])[]; error?: RecordError } {
  const rows: (readonly unknown[])[] = [];
  const { error } = attempt(() => {
    const header = readBatchHeader(batch);
    const records = header.codec === 0 ? streamRecords(batch, header) : readRecords(batch, header);
    for (const record of records) rows.push(row(record));
  });
  return error === undefined ? { rows } : { rows, error };
}

function checkStream(batch: Uint8Array, expected: BatchCase, what: string): void {
  let count = 0;
  const { error } = attempt(() => {
    for (const _ of streamRecords(batch, readBatchHeader(batch))) count++;
  });
  sameError(error, expected.streamError, `${what}: streaming`);
  // We decompress a batch whole, so damage at its end is found before its first record.
  const early = error !== undefined && count < expected.streamed!;
  if (!early) expectEqual(count, expected.streamed, `${what}: streamed records`);
}
