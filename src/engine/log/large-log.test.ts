// A log larger than memory: opening it after a clean stop must not read it. The store of this test does not even keep
// it: what lies between the two ends of a file is dropped, and whoever reads it fails.
import { expect, test } from "vitest";
import type { DiskStore, StoreOp } from "../disk/store.ts";
import { DiskError } from "../ports/disk.ts";
import { batchOf, openBench, valuesOf } from "./testing/log-bench.ts";

const RECORD_BYTES = 256 * 1024;
const KEPT_RECORDS = 16;
const GIGABYTE = 2 ** 30;
/** What opening may read of it: ends of files, indexes, checkpoints. */
const READ_LIMIT_BYTES = 4 * 1024 * 1024;

interface HollowFile {
  sizeBytes: number;
  readonly records: Map<number, Uint8Array>;
}

function hollowStore(): DiskStore & { readBytes: number; storedBytes(): number } {
  const files = new Map<string, HollowFile>();
  const fileOf = (name: string): HollowFile => files.get(name)!;
  const write = (file: HollowFile, { position, bytes }: StoreOp & { readonly kind: "write" }): void => {
    const index = Math.floor(position / RECORD_BYTES);
    const start = position - index * RECORD_BYTES;
    const record = new Uint8Array(RECORD_BYTES);
    record.set(file.records.get(index) ?? new Uint8Array(0));
    record.set(bytes, start);
    file.records.set(index, record);
    if (index >= 2 * KEPT_RECORDS) file.records.delete(index - KEPT_RECORDS);
    file.sizeBytes = Math.max(file.sizeBytes, position + bytes.length);
  };
  const store = {
    recordBytes: RECORD_BYTES,
    readBytes: 0,
    storedBytes: () => [...files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    async load() {
      return Array.from(files, ([name, { sizeBytes }]) => ({ name, sizeBytes }));
    },
    async read(name: string, position: number, length: number) {
      store.readBytes += length;
      const bytes = new Uint8Array(length);
      const file = fileOf(name);
      const first = Math.floor(position / RECORD_BYTES);
      for (let index = first; index * RECORD_BYTES < position + length; index++) {
        const record = file.records.get(index);
        if (record === undefined) throw new DiskError("failed", `${name} is read at ${index * RECORD_BYTES}`);
        const start = index * RECORD_BYTES - position;
        bytes.set(record.subarray(Math.max(0, -start), length - start), Math.max(0, start));
      }
      return bytes;
    },
    async commit(ops: readonly StoreOp[]) {
      for (const op of ops) {
        if (op.kind === "create") files.set(op.name, { sizeBytes: 0, records: new Map() });
        else if (op.kind === "write") write(fileOf(op.name), op);
        else if (op.kind === "truncate") fileOf(op.name).sizeBytes = op.sizeBytes;
        else if (op.kind === "remove") files.delete(op.name);
        else {
          files.set(op.to, fileOf(op.from));
          files.delete(op.from);
        }
      }
    },
  };
  return store;
}

test.each([
  [GIGABYTE, "one segment", 2 ** 31 - 1],
  [GIGABYTE / 4, "many segments", 16 * 1024 * 1024],
])("%d bytes of log in %s open after a clean stop without being read", async (logBytes, _, segmentBytes) => {
  const store = hollowStore();
  const bench = await openBench({ segmentBytes }, undefined, () => store);
  const log = bench.log();
  const batch = batchOf(["x".repeat(1_000_000)]);
  const count = Math.ceil(logBytes / batch.length);
  for (let i = 0; i < count; i++) {
    log.appendAsLeader(batch, 0, "client");
    batch.fill(0, 0, 8);
    if (i % 16 === 0) await log.flush();
  }
  log.appendAsLeader(batchOf(["the last one"]), 0, "client");
  await bench.manager.close(new Map([[log, count + 1]]));
  expect(store.storedBytes()).toBeGreaterThan(logBytes);
  store.readBytes = 0;
  await bench.reopen();
  expect(store.readBytes).toBeLessThan(READ_LIMIT_BYTES);
  expect(bench.disk.residentBytes()).toBeLessThan(2 * READ_LIMIT_BYTES);
  const again = bench.log();
  expect(again.logEndOffset).toBe(count + 1);
  expect(valuesOf(await again.read(count, count + 1, 1000, true))).toEqual(["the last one"]);
  expect(again.appendAsLeader(batchOf(["and on"]), 0, "client").firstOffset).toBe(count + 1);
});
