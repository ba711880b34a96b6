// The bytes that a record batch takes, for many shapes of records.
import { BatchBuilder } from "../../../src/engine/records/builder.ts";
import { expectEqual } from "../tally.ts";

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

/** What compressing gives depends on the library. */
export function isComparable({ codec }: SizeRow): boolean {
  return codec === "none";
}

export function checkSize(row: SizeRow): void {
  expectEqual(sizeOf(row), row.batchBytes, "bytes");
}

function sizeOf(row: SizeRow): number {
  const bytes = (size: number): Uint8Array | null => (size < 0 ? null : new Uint8Array(size).fill(120));
  const headers = Array.from({ length: row.headers }, (_, i) => ({ key: `header${i}`, value: bytes(8) }));
  const builder = new BatchBuilder({});
  for (let i = 0; i < row.records; i++) {
    builder.append(1_700_000_000_000 + i * row.tsStep, bytes(row.keySize), bytes(row.valueSize), headers);
  }
  return builder.build().length;
}
