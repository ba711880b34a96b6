import { expect, test } from "vitest";
import { utf8Encode } from "../base/utf8.ts";
import { batchHeaders } from "../records/batch.ts";
import type { LocalPartitionLog } from "./partition-log.ts";
import { batchOf, type LogBench, openBench, START_MS, TOPIC, valuesOf } from "./testing/log-bench.ts";

const LOG = "orders-0/00000000000000000000.log";

async function readAll(log: LocalPartitionLog): Promise<string[]> {
  const values: string[] = [];
  for (let at = log.logStartOffset; at < log.logEndOffset; ) {
    const bytes = await log.read(at, Number.MAX_SAFE_INTEGER, 1000, true);
    expect(bytes.length).toBeGreaterThan(0);
    for (const header of batchHeaders(bytes)) at = header.lastOffset + 1;
    values.push(...valuesOf(bytes));
  }
  return values;
}

/** All files of the log, as text, but those that wait to be deleted; the active indexes without the zeros behind them. */
async function layout(bench: LogBench): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const names = bench.disk.list("orders-0/").filter((file) => !file.endsWith(".deleted"));
  const active = names.findLast((name) => name.endsWith(".log"))!.slice(0, -".log".length);
  for (const name of names) {
    const file = bench.disk.open(name);
    const bytes = await file.read(0, file.sizeBytes);
    const isFilled = name.startsWith(active) && name.endsWith("index");
    const end = isFilled ? bytes.findLastIndex((byte) => byte !== 0) + 1 : bytes.length;
    files[name] = Array.from(bytes.subarray(0, end)).join(" ");
  }
  return files;
}

test("after a clean stop everything is there, nothing is cut, and the files stay as they are", async () => {
  const bench = await openBench({ segmentBytes: 500, indexIntervalBytes: 100 });
  const log = bench.log();
  for (let i = 0; i < 30; i++) {
    log.appendAsLeader(batchOf([{ value: `v${i}`, timestamp: START_MS + i }]), i >> 3, "client");
  }
  log.truncateTo(25);
  await bench.manager.close(new Map([[log, 21]]), 7);
  const before = await layout(bench);
  await bench.reopen();
  expect(bench.manager.recoveries).toEqual([
    { topic: TOPIC, partition: 0, clean: true, logEndOffset: 25, cutBytes: 0 },
  ]);
  expect(bench.manager.previousBrokerEpoch).toBe(7);
  expect(bench.manager.checkpointedHighWatermark(TOPIC, 0)).toBe(21);
  expect(await layout(bench)).toEqual(before);
  const again = bench.log();
  expect(await readAll(again)).toEqual(Array.from({ length: 25 }, (_, i) => `v${i}`));
  expect(again.epochs.entries.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  expect(again.flushedOffset).toBe(25);
  expect(bench.disk.exists(".kafka_cleanshutdown")).toBe(false);
  await bench.reopen();
  expect(bench.manager.recoveries[0]).toMatchObject({ clean: false, logEndOffset: 25, cutBytes: 0 });
  expect(bench.manager.previousBrokerEpoch).toBe(-1);
});

test("unclean recovery builds the same indexes that appending built", async () => {
  const bench = await openBench({ segmentBytes: 2000, indexIntervalBytes: 100 });
  const log = bench.log();
  for (let i = 0; i < 60; i++) {
    log.appendAsLeader(batchOf([{ value: `v${i}`, timestamp: START_MS + ((i * 7) % 60) }]), 0, "client");
  }
  log.seal();
  await bench.manager.flushAll();
  const before = await layout(bench);
  for (const name of bench.disk.list("orders-0/")) {
    if (name.endsWith("index")) bench.disk.open(name).write(0, new Uint8Array(8).fill(7));
  }
  bench.disk.remove("recovery-point-offset-checkpoint");
  await bench.disk.flush();
  await bench.reopen();
  expect(await layout(bench)).toEqual(before);
});

test("a torn tail, at every byte: whole batches survive, the rest is cut", async () => {
  const first = batchOf(["a"]).length;
  const sizes = [first, first, batchOf(["longer value"]).length];
  const total = sizes.reduce((a, b) => a + b);
  for (let cut = 0; cut <= total; cut++) {
    const bench = await openBench();
    const log = bench.log();
    for (const value of ["a", "b", "longer value"]) log.appendAsLeader(batchOf([value]), 0, "client");
    await bench.manager.flushAll();
    bench.disk.open(LOG).truncate(cut);
    await bench.disk.flush();
    await bench.reopen();
    const whole = cut === total ? 3 : Math.min(2, Math.floor(cut / first));
    const kept = whole === 3 ? total : whole * first;
    expect(bench.manager.recoveries[0]).toMatchObject({ logEndOffset: whole, cutBytes: cut - kept });
    expect(bench.disk.open(LOG).sizeBytes).toBe(kept);
    const again = bench.log();
    again.appendAsLeader(batchOf(["new"]), 0, "client");
    expect(await readAll(again)).toEqual([...["a", "b", "longer value"].slice(0, whole), "new"]);
  }
});

test("a flipped byte cuts there, and the segments behind go; below the recovery point reading survives it", async () => {
  const bench = await openBench({ segmentBytes: 300 });
  const log = bench.log();
  const size = batchOf(["v0"]).length;
  for (let i = 0; i < 12; i++) log.appendAsLeader(batchOf([`v${i}`]), 0, "client");
  const [, second] = log.segments;
  await bench.manager.flushAll();
  const damage = async (name: string, at: number): Promise<void> => {
    const file = bench.disk.open(name);
    const [byte] = await file.read(at, 1);
    file.write(at, Uint8Array.of(byte! ^ 0xff));
    await bench.disk.flush();
  };
  // Every byte of the header of a flushed batch in turn: a reader gets something, or nothing, but never an exception.
  for (let at = 0; at < 61; at++) {
    await damage(LOG, size + at);
    const read = await log.read(1, 1e9, 500, true);
    expect(read).toBeInstanceOf(Uint8Array);
    await log.offsetForTimestamp(START_MS);
    await damage(LOG, size + at);
  }
  // Clean: not noticed. Unclean from the second segment on: cut there.
  await damage(LOG, size + 69);
  await bench.manager.close(new Map());
  await bench.reopen();
  expect(bench.manager.recoveries[0]).toMatchObject({ logEndOffset: 12, cutBytes: 0 });
  await damage(LOG, size + 69);
  bench.disk.remove("recovery-point-offset-checkpoint");
  await damage(`orders-0/${String(second!.baseOffset).padStart(20, "0")}.log`, size + 69);
  await bench.reopen();
  const end = second!.baseOffset + 1;
  expect(bench.manager.recoveries[0]).toMatchObject({ clean: false, logEndOffset: end });
  expect(bench.events.at(-1)).toMatchObject({ kind: "log-recovered", logEndOffset: end });
  expect(bench.log().segments.map(({ baseOffset }) => baseOffset)).toEqual([0, second!.baseOffset]);
});

test("leftovers of deletions go, a missing index is built, a missing time index stays empty", async () => {
  const bench = await openBench({ segmentBytes: 1500, indexIntervalBytes: 100, retentionBytes: 4000 });
  const log = bench.log();
  for (let i = 0; i < 100; i++) log.appendAsLeader(batchOf([`v${i}`]), 0, "client");
  log.deleteOldSegments(START_MS, 50);
  await bench.manager.close(new Map());
  const { [`orders-0/00000000000000000042.snapshot`]: atLogStart, ...before } = await layout(bench);
  const index = bench.disk.list("orders-0/").findLast((name) => name.endsWith(".index"))!;
  bench.disk.remove(index);
  const timeIndex = bench.disk.list("orders-0/").find((name) => name.endsWith(".timeindex"))!;
  bench.disk.remove(timeIndex);
  bench.disk.open("orders-0/00000000000000000007.index").append(new Uint8Array(8));
  await bench.disk.flush();
  await bench.reopen();
  // Of what lies before the log's start no state is wanted.
  expect(atLogStart).toBeDefined();
  expect(before[timeIndex]).not.toBe("");
  expect(await layout(bench)).toEqual({ ...before, [timeIndex]: "" });
  expect(bench.disk.list("orders-0/").filter((name) => name.endsWith(".deleted"))).toEqual([]);
  expect(bench.log().logStartOffset).toBe(log.logStartOffset);
});

test.each([
  "meta.properties",
  "recovery-point-offset-checkpoint",
  "replication-offset-checkpoint",
  "log-start-offset-checkpoint",
  "cleaner-offset-checkpoint",
  "orders-0/leader-epoch-checkpoint",
  "orders-0/partition.metadata",
])("without a sound %s the only log directory cannot be opened", async (name) => {
  const bench = await openBench();
  bench.log().appendAsLeader(batchOf(["a"]), 0, "client");
  await bench.manager.flushAll();
  const file = bench.disk.open(name);
  file.truncate(0);
  file.append(utf8Encode("version=x\nversion: x\n"));
  await bench.disk.flush();
  await expect(bench.reopen()).rejects.toMatchObject({ name: "MalformedFileError" });
});

test("records below the log start offset stay gone after a crash", async () => {
  const bench = await openBench();
  const log = bench.log();
  for (let i = 0; i < 5; i++) log.appendAsLeader(batchOf([`v${i}`]), i, "client");
  log.advanceLogStartOffset(3);
  bench.manager.checkpoint(new Map([[log, 5]]));
  await bench.manager.flushAll();
  await bench.reopen();
  expect(await readAll(bench.log())).toEqual(["v3", "v4"]);
  expect(bench.log().epochs.entries[0]).toEqual({ epoch: 3, startOffset: 3 });
});
