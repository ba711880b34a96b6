import { expect, test } from "vitest";
import { mountDisk } from "../disk/page-cache.ts";
import { ErrorCode } from "../protocol/errors.ts";
import { BatchBuilder } from "../records/builder.ts";
import { AppendError, type AppendResult } from "./log.ts";
import type { LocalPartitionLog } from "./partition-log.ts";
import { openBench, START_MS } from "./testing/log-bench.ts";

const DAY_MS = 86_400_000;

function batchFrom(producerId: bigint, baseSequence: number, count = 1, epoch = 0, size = 1): Uint8Array {
  const builder = new BatchBuilder({
    producerId,
    producerEpoch: epoch,
    baseSequence,
    partitionLeaderEpoch: 0,
  });
  for (let i = 0; i < count; i++) builder.append(START_MS, null, new Uint8Array(size));
  return builder.build().slice();
}

const append = (log: LocalPartitionLog, ...batch: Parameters<typeof batchFrom>): AppendResult =>
  log.appendAsLeader(batchFrom(...batch), 0, "client");

/** The offset, "again" for a duplicate, or the error's code. */
function outcome(log: LocalPartitionLog, ...batch: Parameters<typeof batchFrom>): number | string {
  try {
    const { firstOffset, duplicate } = append(log, ...batch);
    return duplicate ? `again ${firstOffset}` : firstOffset;
  } catch (error) {
    if (error instanceof AppendError) return `error ${error.code}`;
    throw error;
  }
}

const outOfOrder = `error ${ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER}`;

test("a follower remembers what its leader wrote, and refuses nothing", async () => {
  const leader = (await openBench()).log();
  append(leader, 1n, 0);
  append(leader, 1n, 1);
  const follower = (await openBench()).log();
  follower.appendAsFollower(await leader.read(0, 2, 1e6, true));
  expect(outcome(follower, 1n, 0)).toBe("again 0");
  expect(outcome(follower, 1n, 3)).toBe(outOfOrder);
  const gap = batchFrom(1n, 9);
  new DataView(gap.buffer).setBigInt64(0, 2n);
  follower.appendAsFollower(gap);
  expect(outcome(follower, 1n, 10)).toBe(3);
});

test("a duplicate is answered with its first offset and adds nothing, whatever the segment", async () => {
  const bench = await openBench({ segmentBytes: 150 });
  const log = bench.log();
  for (let i = 0; i < 4; i++) append(log, 5n, i);
  const { logEndOffset, sizeBytes } = log;
  expect(append(log, 5n, 1)).toMatchObject({ firstOffset: 1, lastOffset: 1, duplicate: true, records: 0 });
  expect([log.logEndOffset, log.sizeBytes]).toEqual([logEndOffset, sizeBytes]);
});

test("after a power cut the state is what the durable batches say", async () => {
  const bench = await openBench({ segmentBytes: 300 });
  const log = bench.log();
  for (let i = 0; i < 20; i++) append(log, 1n, i);
  append(log, 2n, 0, 3);
  await bench.manager.flushAll();
  append(log, 1n, 20);
  await bench.reopen();
  const again = bench.log();
  expect(again.logEndOffset).toBe(23);
  expect(outcome(again, 2n, 0, 3)).toBe("again 20");
  expect(outcome(again, 1n, 19)).toBe("again 19");
  expect(outcome(again, 1n, 21)).toBe(outOfOrder);
  expect(outcome(again, 1n, 20)).toBe(23);
});

test("a flush of the log carries its snapshots, and takes away those that a cut made void", async () => {
  const bench = await openBench({ segmentBytes: 300 });
  const log = bench.log();
  const snapshots = (): string[] => bench.disk.list("orders-0/").filter((name) => name.endsWith(".snapshot"));
  for (let i = 0; i < 12; i++) append(log, 1n, i);
  const before = snapshots();
  expect(before).toHaveLength(2);
  await log.flush();
  bench.disk.kill();
  bench.disk = await mountDisk(bench.store);
  expect(snapshots()).toEqual(before);
  await bench.reopen();
  bench.log().truncateTo(2);
  await bench.log().flush();
  bench.disk.kill();
  bench.disk = await mountDisk(bench.store);
  expect(snapshots()).toEqual(["orders-0/00000000000000000002.snapshot"]);
});

test("cut off at any place, the log accepts exactly what comes next", async () => {
  for (let end = 1; end <= 12; end++) {
    const bench = await openBench({ segmentBytes: 300 });
    const log = bench.log();
    for (let i = 0; i < 12; i++) append(log, 1n, i);
    log.truncateTo(end);
    await log.producers.settled();
    expect(outcome(log, 1n, end + 1)).toBe(outOfOrder);
    expect(outcome(log, 1n, end - 1)).toBe(`again ${end - 1}`);
    expect(outcome(log, 1n, end)).toBe(end);
    await bench.manager.close(new Map());
    await bench.reopen();
    expect(outcome(bench.log(), 1n, end)).toBe(`again ${end}`);
  }
});

test("where the disk must be read after a cut, what happens meanwhile is not lost", async () => {
  const bench = await openBench({ segmentBytes: 20_000 });
  let log = bench.log();
  for (let i = 0; i < 40; i++) append(log, 1n, i, 1, 0, 2000);
  for (let i = 0; i < 40; i++) append(log, 2n, i, 1, 0, 2000);
  await bench.manager.flushAll();
  await bench.reopen({ cacheBytes: 4096 });
  log = bench.log();
  log.truncateTo(70);
  expect(outcome(log, 2n, 30)).toBe(`error ${ErrorCode.NOT_LEADER_OR_FOLLOWER}`);
  const end = log.logEndOffset;
  const next = batchFrom(3n, 0);
  new DataView(next.buffer).setBigInt64(0, BigInt(end));
  log.appendAsFollower(next);
  await log.producers.settled();
  expect(outcome(log, 3n, 0)).toBe(`again ${end}`);
  expect(end).toBeGreaterThan(40);
  expect(outcome(log, 2n, end - 41)).toBe(`again ${end - 1}`);
  expect(outcome(log, 2n, end - 40)).toBe(end + 1);
});

test("producers that are silent for a day are forgotten, at start too", async () => {
  const bench = await openBench();
  const log = bench.log();
  append(log, 1n, 0);
  append(log, 1n, 1);
  log.expireProducers(START_MS + DAY_MS - 1, DAY_MS);
  expect(outcome(log, 1n, 7)).toBe(outOfOrder);
  log.expireProducers(START_MS + DAY_MS, DAY_MS);
  expect(outcome(log, 1n, 7)).toBe(2);
  await bench.manager.close(new Map());
  bench.wallMs += DAY_MS;
  await bench.reopen();
  expect(outcome(bench.log(), 1n, 30)).toBe(3);
});
