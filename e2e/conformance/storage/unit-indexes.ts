// The tables of the three indexes of a segment.
import { OffsetIndex } from "../../../src/engine/log/offset-index.ts";
import { TimeIndex } from "../../../src/engine/log/time-index.ts";
import { TxnIndex } from "../../../src/engine/log/txn-index.ts";
import type { Disk } from "../../../src/engine/ports/disk.ts";
import { expectBytes, expectEqual, expectFailure, hexOf } from "../tally.ts";
import type { UnitRow } from "./units.ts";

type Kinds = Parameters<typeof expectFailure>[1];
type Rows = readonly (readonly number[])[];

const hexOfBase64 = (text: unknown): string => Buffer.from(text as string, "base64").toString("hex");

async function contentOf(disk: Disk, name: string): Promise<Uint8Array> {
  const file = disk.open(name);
  return await file.read(0, file.sizeBytes);
}

export async function checkOffsetIndex(row: UnitRow, disk: Disk, refusals: Kinds): Promise<void> {
  const base = row["base"] as number;
  const index = new OffsetIndex(disk.open("f"), base, row["maxIndexSize"] as number);
  index.create();
  expectEqual(index.maxEntries, row["maxEntries"], "max entries");
  expectEqual(index.file.sizeBytes, row["lengthOnDisk"], "length on disk");
  for (const [offset, position] of row["appended"] as Rows) index.append(offset!, position!);
  expectEqual(index.entries, row["entries"], "entries");
  expectEqual(index.lastOffset, row["lastOffset"], "last offset");
  expectEqual(index.isFull, row["full"], "full");
  for (const [target, offset, position] of row["lookup"] as Rows) {
    expectEqual(index.lookup(target!), { offset, position }, `look-up of ${target}`);
  }
  for (const [, position, size, offset, at] of row["fetchUpperBound"] as Rows) {
    const bound = index.upperBound(position! + size!);
    const wanted = offset === null ? null : { offset, position: at };
    expectEqual(bound, wanted, `upper bound of ${position} + ${size}`);
  }
  for (const { offset, position } of row["refused"] as readonly Record<string, number>[]) {
    expectFailure(() => index.append(offset!, position!), refusals, `append of ${offset}`);
  }
  for (const [offset, entries, lastOffset] of row["truncateTo"] as Rows) {
    index.truncateTo(offset!);
    expectEqual([index.entries, index.lastOffset], [entries, lastOffset], `truncation to ${offset}`);
  }
  index.trim();
  expectEqual(index.file.sizeBytes, row["lengthTrimmed"], "length when trimmed");
  expectBytes(await contentOf(disk, "f"), hexOfBase64(row["file"]), "file");
}

export async function checkTimeIndex(row: UnitRow, disk: Disk, refusals: Kinds): Promise<void> {
  const index = new TimeIndex(disk.open("f"), row["base"] as number, row["maxIndexSize"] as number);
  index.create();
  expectEqual(index.maxEntries, row["maxEntries"], "max entries");
  expectEqual(index.file.sizeBytes, row["lengthOnDisk"], "length on disk");
  const { timestamp, offset } = index.lastEntry;
  expectEqual([timestamp, offset], row["lastEntryEmpty"], "last entry of an empty index");
  for (const step of row["maybeAppend"] as readonly Record<string, unknown>[]) {
    const append = (): void =>
      index.maybeAppend(
        step["timestamp"] as number,
        step["offset"] as number,
        step["skipFullCheck"] === true,
      );
    if (step["error"] !== undefined) {
      expectFailure(append, refusals, JSON.stringify(step));
      continue;
    }
    append();
    expectEqual([index.entries, index.isFull], [step["result"], step["full"]], JSON.stringify(step));
  }
  for (const [target, at, from] of row["lookup"] as Rows) {
    expectEqual(index.lookup(target!), { timestamp: at, offset: from }, `look-up of ${target}`);
  }
  for (const [to, entries, lastTimestamp, lastOffset] of row["truncateTo"] as Rows) {
    index.truncateTo(to!);
    const last = index.lastEntry;
    expectEqual(
      [index.entries, last.timestamp, last.offset],
      [entries, lastTimestamp, lastOffset],
      `truncation to ${to}`,
    );
  }
}

export async function checkTxnIndex(row: UnitRow, disk: Disk, refusals: Kinds): Promise<void> {
  const index = new TxnIndex(disk, "f");
  expectEqual(index.exists, row["fileExistsWhenEmpty"], "file of an empty index");
  const txn = ([producerId, firstOffset, lastOffset, lastStableOffset]: readonly number[]) => ({
    producerId: BigInt(producerId!),
    firstOffset: firstOffset!,
    lastOffset: lastOffset!,
    lastStableOffset: lastStableOffset!,
  });
  for (const one of row["appended"] as Rows) index.append(txn(one));
  for (const { lastOffset } of row["refused"] as readonly Record<string, number>[]) {
    expectFailure(() => index.append(txn([0, 0, lastOffset!, 0])), refusals, `append of ${lastOffset}`);
  }
  for (const [from, to, complete, transactions] of row["collect"] as readonly (readonly unknown[])[]) {
    const found = index.collect(from as number, to as number);
    const shown = found.transactions.map((one) => [Number(one.producerId), one.firstOffset, one.lastOffset]);
    expectEqual([found.complete, shown], [complete, transactions], `collect [${from}, ${to})`);
  }
  expectEqual(hexOf(await contentOf(disk, "f")), hexOfBase64(row["file"]), "file");
  for (const [offset, , entries, size] of row["truncateTo"] as Rows) {
    index.truncateTo(offset!);
    expectEqual(
      [index.transactions.length, disk.open("f").sizeBytes],
      [entries, size],
      `truncation to ${offset}`,
    );
  }
}
