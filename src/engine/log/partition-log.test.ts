import { expect, test } from "vitest";
import { ErrorCode } from "../protocol/errors.ts";
import { batchHeaders, readBatchHeader } from "../records/batch.ts";
import { AppendError, OffsetOutOfRangeError } from "./log.ts";
import { batchOf, openBench, START_MS, valuesOf } from "./testing/log-bench.ts";

const all = (log: {
  logStartOffset: number;
  read: (...args: [number, number, number, boolean]) => unknown;
}) => log.read(log.logStartOffset, Number.MAX_SAFE_INTEGER, 1e9, true) as Uint8Array;

test("a leader gives offsets and its epoch in place, and what it stored can be read at once", async () => {
  const { manager, log: open } = await openBench();
  const log = open();
  expect(manager.get("orders", 0)).toBe(log);
  const batch = batchOf(["a", "b"]);
  expect(log.appendAsLeader(batchOf(["0"]), 3, "client")).toMatchObject({ firstOffset: 0, lastOffset: 0 });
  expect(log.appendAsLeader(batch, 3, "client")).toEqual({
    firstOffset: 1,
    lastOffset: 2,
    logAppendTimeMs: -1,
    logStartOffset: 0,
    records: 2,
    sizeBytes: batch.length,
    duplicate: false,
  });
  expect(readBatchHeader(batch)).toMatchObject({ baseOffset: 1, partitionLeaderEpoch: 3 });
  expect(log.logEndOffset).toBe(3);
  expect(valuesOf(all(log))).toEqual(["0", "a", "b"]);
  expect(log.epochs.entries).toEqual([{ epoch: 3, startOffset: 0 }]);
  expect(log.recentBatches(1)).toEqual([
    { baseOffset: 1, lastOffset: 2, records: 2, sizeBytes: batch.length, control: false },
  ]);
});

test("read: from inside a batch, up to a limit, within bytes, at least one", async () => {
  const log = (await openBench()).log();
  const size = batchOf(["a", "b"]).length;
  for (let i = 0; i < 5; i++) log.appendAsLeader(batchOf([`${i}a`, `${i}b`]), 0, "client");
  const read = (...args: [number, number, number, boolean]): string[] =>
    valuesOf(log.read(...args) as Uint8Array);
  expect(read(3, 100, 1e6, true)).toEqual(["1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b"]);
  expect(read(2, 6, 1e6, true)).toEqual(["1a", "1b", "2a", "2b"]);
  expect(read(2, 5, 1e6, true)).toEqual(["1a", "1b"]);
  expect(read(0, 100, 3 * size, false)).toEqual(["0a", "0b", "1a", "1b"]);
  expect(read(4, 100, 10, true)).toEqual(["2a", "2b"]);
  expect(read(4, 100, 10, false)).toEqual([]);
  expect(read(4, 5, 10, true)).toEqual([]);
  expect(read(10, 100, 1e6, true)).toEqual([]);
  expect(() => log.read(11, 100, 1, true)).toThrow(OffsetOutOfRangeError);
  log.advanceLogStartOffset(4);
  expect(() => log.read(3, 100, 1, true)).toThrow(OffsetOutOfRangeError);
});

test("reading on from where a read ended needs no index, also over segments", async () => {
  const log = (await openBench({ segmentBytes: 400 })).log();
  const expected: string[] = [];
  for (let i = 0; i < 50; i++) {
    log.appendAsLeader(batchOf([`v${i}`]), 0, "client");
    expected.push(`v${i}`);
  }
  expect(log.segments.length).toBeGreaterThan(5);
  const seen: string[] = [];
  for (let at = 0; at < log.logEndOffset; ) {
    const bytes = log.read(at, 1e9, 200, true) as Uint8Array;
    for (const header of batchHeaders(bytes)) at = header.lastOffset + 1;
    seen.push(...valuesOf(bytes));
  }
  expect(seen).toEqual(expected);
});

test("LogAppendTime: the broker's time in batch and answer, checksum right", async () => {
  const log = (await openBench({ messageTimestampType: "LogAppendTime" })).log();
  const batch = batchOf([{ value: "old", timestamp: 5 }]);
  expect(log.appendAsLeader(batch, 0, "client").logAppendTimeMs).toBe(START_MS);
  const [header] = batchHeaders(all(log));
  expect(header).toMatchObject({ timestampType: "LogAppendTime", maxTimestamp: START_MS });
  expect(log.appendAsLeader(batchOf(["x"]), 0, "client").firstOffset).toBe(1);
});

test("compression.type of the topic wins over the producer's codec", async () => {
  const { loadCodec } = await import("../records/compression.ts");
  await loadCodec(1);
  const log = (await openBench({ compressionType: "gzip" })).log();
  const values = Array.from({ length: 50 }, (_, i) => `value ${i % 3}`);
  log.appendAsLeader(batchOf(values), 0, "client");
  const [header] = batchHeaders(all(log));
  expect(header).toMatchObject({ codec: 1, recordCount: 50, baseOffset: 0 });
  expect(valuesOf(all(log))).toEqual(values);
  log.updateConfig({ ...log.config, compressionType: "uncompressed" });
  log.appendAsLeader(batchOf(["packed"], { codec: 1 }), 0, "client");
  expect([...batchHeaders(all(log))].map(({ codec }) => codec)).toEqual([1, 0]);
});

test("a follower takes batches as they are, epochs included, and refuses damage and overlap", async () => {
  const leader = (await openBench()).log();
  for (let i = 0; i < 3; i++) leader.appendAsLeader(batchOf([`v${i}`]), i, "client");
  const follower = (await openBench()).log();
  const bytes = all(leader);
  const cut = bytes.subarray(0, bytes.length - 1);
  expect(follower.appendAsFollower(cut)).toMatchObject({ firstOffset: 0, lastOffset: 1, records: 2 });
  expect(() => follower.appendAsFollower(bytes)).toThrow(AppendError);
  const rest = leader.read(2, 100, 1e6, true) as Uint8Array;
  const damaged = rest.slice();
  damaged[damaged.length - 1]! ^= 1;
  expect(() => follower.appendAsFollower(damaged)).toThrow(
    expect.objectContaining({ code: ErrorCode.CORRUPT_MESSAGE }),
  );
  follower.appendAsFollower(rest);
  expect(all(follower)).toEqual(bytes);
  expect(follower.epochs.entries).toEqual(leader.epochs.entries);
  expect(follower.appendAsFollower(new Uint8Array(0))).toMatchObject({ firstOffset: 3, lastOffset: 2 });
});

test("segments roll by size, by time and when an index is full", async () => {
  const bench = await openBench({ segmentBytes: 300, segmentMs: 1000 });
  const log = bench.log();
  const append = (value: string, timestamp: number): void => {
    log.appendAsLeader(batchOf([{ value, timestamp }]), 0, "client");
  };
  append("a", START_MS);
  append("b", START_MS + 1000);
  expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0]);
  append("c", START_MS + 1001);
  expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 2]);
  append("x".repeat(200), START_MS + 1001);
  expect(log.segments.map(({ baseOffset }) => baseOffset)).toEqual([0, 2, 3]);
  expect(() => append("x".repeat(300), START_MS)).toThrow(
    expect.objectContaining({ code: ErrorCode.RECORD_LIST_TOO_LARGE }),
  );
  expect(bench.events.filter(({ kind }) => kind === "segment-rolled")).toHaveLength(2);
  const tiny = (await openBench({ segmentIndexBytes: 24, indexIntervalBytes: 0 })).log();
  for (let i = 0; i < 10; i++) {
    tiny.appendAsLeader(batchOf([{ value: "v", timestamp: START_MS + i }]), 0, "client");
  }
  expect(tiny.segments.length).toBeGreaterThan(2);
});

test("truncation: inside a segment, over segments, and everything", async () => {
  const bench = await openBench({ segmentBytes: 250, indexIntervalBytes: 60 });
  const log = bench.log();
  for (let i = 0; i < 20; i++) log.appendAsLeader(batchOf([`v${i}`]), Math.floor(i / 5), "client");
  expect(log.truncateTo(20)).toBe(false);
  expect(log.truncateTo(18)).toBe(true);
  expect(log.truncateTo(7)).toBe(true);
  expect(log.logEndOffset).toBe(7);
  expect(log.epochs.entries).toEqual([
    { epoch: 0, startOffset: 0 },
    { epoch: 1, startOffset: 5 },
  ]);
  log.appendAsLeader(batchOf(["new"]), 4, "client");
  const values: string[] = [];
  for (let at = 0; at < log.logEndOffset; ) {
    const bytes = log.read(at, 1e9, 1e6, true) as Uint8Array;
    for (const header of batchHeaders(bytes)) at = header.lastOffset + 1;
    values.push(...valuesOf(bytes));
  }
  expect(values).toEqual(["v0", "v1", "v2", "v3", "v4", "v5", "v6", "new"]);
  log.truncateFullyAndStartAt(100);
  expect([log.logStartOffset, log.logEndOffset, log.latestEpoch]).toEqual([100, 100, -1]);
  log.appendAsLeader(batchOf(["later"]), 5, "client");
  expect(valuesOf(all(log))).toEqual(["later"]);
  bench.advance(60_000);
  expect(bench.disk.list("orders-0/").filter((name) => name.endsWith(".log"))).toEqual([
    "orders-0/00000000000000000100.log",
  ]);
});

test("a truncation whose place is no longer in the cache cuts more, never a hole", async () => {
  const bench = await openBench({ segmentBytes: 40_000 });
  let log = bench.log();
  for (let i = 0; i < 300; i++) log.appendAsLeader(batchOf([`${i}`.repeat(200)]), 0, "client");
  await bench.manager.flushAll();
  await bench.reopen({ cacheBytes: 4096 });
  log = bench.log();
  const [, second] = log.segments;
  expect(log.truncateTo(second!.baseOffset + 20)).toBe(true);
  expect(log.logEndOffset).toBe(second!.baseOffset);
  expect(log.appendAsLeader(batchOf(["x"]), 1, "client").firstOffset).toBe(second!.baseOffset);
  expect(valuesOf(await log.read(second!.baseOffset, 1e9, 1e6, true))).toEqual(["x"]);
});

test("timestamps: the first record at or after, the largest, and none", async () => {
  const bench = await openBench({ segmentBytes: 400, indexIntervalBytes: 0 });
  const log = bench.log();
  expect(await log.offsetForTimestamp(0)).toBeNull();
  expect(await log.offsetForTimestamp(-3)).toBeNull();
  const times = [10, 30, 20, 20, 50, 40, 45, 60, 60, 55];
  times.forEach((timestamp, i) => {
    log.appendAsLeader(batchOf([{ value: `${i}`, timestamp: START_MS + timestamp }]), i, "client");
  });
  for (const wanted of [0, 10, 11, 30, 31, 41, 51, 60]) {
    const index = times.findIndex((time) => time >= wanted);
    expect(await log.offsetForTimestamp(START_MS + wanted), `at ${wanted}`).toEqual({
      timestamp: START_MS + times[index]!,
      offset: index,
      leaderEpoch: index,
    });
  }
  expect(await log.offsetForTimestamp(START_MS + 61)).toBeNull();
  expect(await log.offsetForTimestamp(-3)).toMatchObject({ offset: 7, timestamp: START_MS + 60 });
  log.truncateTo(8);
  log.truncateTo(7);
  expect(await log.offsetForTimestamp(-3)).toMatchObject({ offset: 4, timestamp: START_MS + 50 });
  expect(await log.offsetForTimestamp(START_MS + 51)).toBeNull();
});

test("timestamps inside a compressed batch", async () => {
  const log = (await openBench()).log();
  const { loadCodec } = await import("../records/compression.ts");
  await loadCodec(2);
  const samples = [1, 9, 5].map((timestamp) => ({ value: "v", timestamp: START_MS + timestamp }));
  log.appendAsLeader(batchOf(samples, { codec: 2 }), 0, "client");
  expect(await log.offsetForTimestamp(START_MS + 2)).toMatchObject({ offset: 1 });
  expect(await log.offsetForTimestamp(-3)).toMatchObject({ offset: 1 });
});

test("epochs answer as OffsetsForLeaderEpoch asks", async () => {
  const log = (await openBench()).log();
  const unknown = { epoch: -1, endOffset: -1 };
  expect(log.endOffsetForEpoch(0)).toEqual(unknown);
  for (const epoch of [2, 2, 5]) log.appendAsLeader(batchOf(["v"]), epoch, "client");
  log.assignEpochStart(9, 3);
  expect(log.endOffsetForEpoch(1)).toEqual({ epoch: 1, endOffset: 0 });
  expect(log.endOffsetForEpoch(2)).toEqual({ epoch: 2, endOffset: 2 });
  expect(log.endOffsetForEpoch(4)).toEqual({ epoch: 2, endOffset: 2 });
  expect(log.endOffsetForEpoch(9)).toEqual({ epoch: 9, endOffset: 3 });
  expect(log.endOffsetForEpoch(10)).toEqual(unknown);
  expect([0, 1, 2, 3].map((offset) => log.epochForOffset(offset))).toEqual([2, 2, 5, 9]);
});

test("retention: by size, by time, never above the high watermark", async () => {
  const bench = await openBench({ segmentBytes: 100, retentionMs: 1000, retentionBytes: -1 });
  const log = bench.log();
  for (let i = 0; i < 6; i++) {
    log.appendAsLeader(batchOf([{ value: `v${i}`, timestamp: START_MS + i * 100 }]), 0, "client");
  }
  const bases = (): number[] => log.segments.map(({ baseOffset }) => baseOffset);
  expect(bases()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(log.deleteOldSegments(START_MS + 1000, 6)).toBe(0);
  expect(log.deleteOldSegments(START_MS + 1150, 1)).toBe(1);
  expect(log.deleteOldSegments(START_MS + 1150, 6)).toBe(1);
  expect([log.logStartOffset, bases()]).toEqual([2, [2, 3, 4, 5]]);
  const one = log.segments[0]!.sizeBytes;
  log.updateConfig({ ...log.config, retentionMs: -1, retentionBytes: 2 * one + 1 });
  expect(log.deleteOldSegments(START_MS, 6)).toBe(1);
  log.advanceLogStartOffset(5);
  log.updateConfig({ ...log.config, cleanupPolicy: ["compact"] });
  expect(log.deleteOldSegments(START_MS, 6)).toBe(2);
  expect(bases()).toEqual([5]);
  log.updateConfig({ ...log.config, cleanupPolicy: ["delete"], retentionBytes: 0 });
  expect(log.deleteOldSegments(START_MS, 6)).toBe(1);
  expect([log.logStartOffset, log.logEndOffset, bases()]).toEqual([6, 6, [6]]);
  expect(log.deleteOldSegments(START_MS + 1e12, 6)).toBe(0);
  const names = (): string[] => bench.disk.list("orders-0/").filter((name) => name.endsWith(".deleted"));
  // Of six segments three files each, and a snapshot of all but the first.
  expect(names()).toHaveLength(23);
  bench.advance(59_999);
  expect(names()).toHaveLength(23);
  bench.advance(1);
  expect(names()).toEqual([]);
});

test("flush makes everything below its end durable, a truncation meanwhile lowers it", async () => {
  const bench = await openBench();
  const log = bench.log();
  log.appendAsLeader(batchOf(["a"]), 0, "client");
  log.appendAsLeader(batchOf(["b"]), 0, "client");
  const flush = log.flush();
  log.truncateTo(1);
  await flush;
  expect(log.flushedOffset).toBe(1);
  log.appendAsLeader(batchOf(["c"]), 0, "client");
  expect(log.flushedOffset).toBe(1);
  await log.flush();
  await bench.reopen();
  expect(valuesOf(all(bench.log()))).toEqual(["a", "c"]);
});
