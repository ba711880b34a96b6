// The bytes that a record batch takes, for many shapes of records. What compressing gives depends on the library: of a
// compressed shape the records must take, unpacked, what was recorded for the same shape without compression.
import { type BatchHeader, RECORDS_AT, readBatchHeader } from "../../../src/engine/records/batch.ts";
import { BatchBuilder } from "../../../src/engine/records/builder.ts";
import { codecId, decompress } from "../../../src/engine/records/compression.ts";
import { expectBytes, expectEqual, hexOf, Mismatch } from "../tally.ts";
import { withoutSizes } from "./own-batches.ts";

export interface SizeRow {
  readonly records: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly headers: number;
  readonly tsStep: number;
  readonly codec: string;
  readonly payload: string;
  readonly batchBytes: number;
}

const START_MS = 1_700_000_000_000;
const HEADER_BYTES = 8;

/** `all` are the rows of the table. */
export function checkSize(row: SizeRow, all: readonly SizeRow[]): void {
  const batch = batchOf(row, row.codec);
  if (row.codec === "none") expectEqual(batch.length, row.batchBytes, "bytes");
  else checkCompressed(row, batch, all);
}

function checkCompressed(row: SizeRow, batch: Uint8Array, all: readonly SizeRow[]): void {
  const header = readBatchHeader(batch);
  const plain = batchOf(row, "none");
  expectEqual(header.codec, codecId(row.codec), "codec");
  expectEqual(shown(header), shown(readBatchHeader(plain)), "header");
  const records = decompress(header.codec, batch.subarray(RECORDS_AT));
  expectBytes(records, hexOf(plain.subarray(RECORDS_AT)), "records");
  const twin = all.find((other) => other.codec === "none" && isSameShape(row, other));
  if (twin !== undefined) expectEqual(plain.length, twin.batchBytes, "bytes before compression");
  if (row.batchBytes < plain.length && batch.length >= plain.length) {
    throw new Mismatch("compressing saves nothing");
  }
}

function isSameShape(one: SizeRow, other: SizeRow): boolean {
  const keys = ["records", "keySize", "valueSize", "headers", "tsStep", "payload"] as const;
  return keys.every((key) => one[key] === other[key]);
}

function shown(header: BatchHeader): Record<string, unknown> {
  const { attributes: _a, codec: _c, ...rest } = withoutSizes(header);
  return rest;
}

function batchOf(row: SizeRow, codec: string): Uint8Array {
  const headers = Array.from({ length: row.headers }, (_, i) => ({
    key: `header${i}`,
    value: filled(HEADER_BYTES),
  }));
  const builder = new BatchBuilder({ codec: codecId(codec) ?? 0 });
  for (let i = 0; i < row.records; i++) {
    const value = row.payload === "json" ? json(row.valueSize, i) : filled(row.valueSize);
    builder.append(START_MS + i * row.tsStep, filled(row.keySize), value, headers);
  }
  return builder.build();
}

function filled(size: number): Uint8Array | null {
  return size < 0 ? null : new Uint8Array(size).fill(120);
}

function json(size: number, index: number): Uint8Array {
  const object = JSON.stringify({ id: index, user: `user-${index % 17}`, amount: (index * 7919) % 1000 });
  return Buffer.from(object.repeat(Math.ceil(size / object.length)).slice(0, size));
}
