// Files byte for byte; compressed batches, where the broker compressed them, by what is in them.
import { createHash } from "node:crypto";
import { batchHeaders } from "../../../src/engine/records/batch.ts";
import { readRecords } from "../../../src/engine/records/record.ts";
import { expectBytes, expectEqual, hexOf, Mismatch } from "../tally.ts";
import { withoutSizes } from "./own-batches.ts";

export interface RecordedFile {
  readonly name: string;
  readonly size: number;
  /** Zeros at the end of a file that was preallocated; neither hashed nor kept. */
  readonly zeroTail?: number;
  readonly sha256: string;
}

export function checkFiles(
  ours: ReadonlyMap<string, Uint8Array>,
  theirs: readonly RecordedFile[],
  blobs: Readonly<Record<string, string>>,
  isLoose: boolean,
  label: string,
): void {
  expectEqual([...ours.keys()].sort(), theirs.map(({ name }) => name).sort(), `${label}: names`);
  for (const file of theirs) {
    const bytes = ours.get(file.name)!;
    if (isLoose) {
      const blob = blobs[file.sha256];
      if (file.name.endsWith(".log") && blob !== undefined) checkRecords(bytes, file, blob, label);
      continue;
    }
    expectEqual(bytes.length, file.size, `${label}: ${file.name} size`);
    const content = bytes.subarray(0, file.size - (file.zeroTail ?? 0));
    const tail = bytes.subarray(content.length);
    const hash = createHash("sha256").update(content).digest("hex");
    if (hash === file.sha256 && tail.every((byte) => byte === 0)) continue;
    const blob = blobs[file.sha256];
    if (blob !== undefined)
      expectBytes(content, hexOf(Buffer.from(blob, "base64")), `${label}: ${file.name}`);
    throw new Mismatch(`${label}: ${file.name} differs`);
  }
}

/** The content that the tool was shown. */
export function withoutZeroTails(
  ours: ReadonlyMap<string, Uint8Array>,
  theirs: readonly RecordedFile[],
): Map<string, Uint8Array> {
  return new Map(
    theirs.map(({ name, size, zeroTail = 0 }) => [name, ours.get(name)!.subarray(0, size - zeroTail)]),
  );
}

function checkRecords(bytes: Uint8Array, file: RecordedFile, blob: string, label: string): void {
  const theirs = new Uint8Array(Buffer.from(blob, "base64"));
  expectEqual(shown(bytes), shown(theirs), `${label}: ${file.name}`);
}

function shown(bytes: Uint8Array): unknown[] {
  return Array.from(batchHeaders(bytes), (header) => ({
    ...withoutSizes(header),
    records: readRecords(bytes, header).map((record) => ({
      ...record,
      sizeBytes: 0,
      key: record.key === null ? null : hexOf(record.key),
      value: record.value === null ? null : hexOf(record.value),
      headers: record.headers.map(({ key, value }) => [key, value === null ? null : hexOf(value)]),
    })),
  }));
}
