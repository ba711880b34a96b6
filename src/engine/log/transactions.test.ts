import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { createMemoryStore } from "../disk/memory-store.ts";
import { mountDisk } from "../disk/page-cache.ts";
import { ErrorCode } from "../protocol/errors.ts";
import { transactionMarkerBatch } from "../records/control.ts";
import { AppendError } from "./log.ts";
import { LocalPartitionLog } from "./partition-log.ts";
import type { TransactionContext } from "./producer-checks.ts";
import { newLog } from "./recovery.ts";
import { batchOf, openBench, START_MS, TOPIC, TOPIC_ID } from "./testing/log-bench.ts";
import { Verifications } from "./verification.ts";

function write(
  log: LocalPartitionLog,
  producerId: bigint,
  baseSequence: number,
  context?: TransactionContext,
): number {
  const batch = batchOf(["v"], { producerId, producerEpoch: 0, baseSequence, transactional: true });
  return log.appendAsLeader(batch, 0, "client", context).firstOffset;
}

function end(log: LocalPartitionLog, producerId: bigint, commit: boolean): number {
  const marker = transactionMarkerBatch({
    commit,
    coordinatorEpoch: 0,
    producerId,
    producerEpoch: 0,
    timestampMs: START_MS,
  });
  return log.appendAsLeader(marker.slice(), 0, "internal").firstOffset;
}

const aborted = async (log: LocalPartitionLog, from: number) => {
  const { bytes, abortedTransactions } = await log.fetch(from, 1e6, "committed-transactions", true);
  return { bytes: bytes.length, aborted: abortedTransactions?.map(({ firstOffset }) => firstOffset) };
};

test("the last stable offset waits for open transactions, and for their ends to be committed", async () => {
  const log = (await openBench()).log();
  write(log, 1n, 0);
  write(log, 2n, 0);
  log.updateHighWatermark(2);
  expect(log.lastStableOffset).toBe(0);
  end(log, 1n, false);
  log.updateHighWatermark(2);
  // The first one has ended, but nobody knows yet whether that survives.
  expect(log.lastStableOffset).toBe(0);
  log.updateHighWatermark(3);
  expect(log.lastStableOffset).toBe(1);
  end(log, 2n, true);
  log.updateHighWatermark(4);
  expect(log.lastStableOffset).toBe(4);
  expect((await aborted(log, 0)).aborted).toEqual([0]);
  expect((await aborted(log, 3)).aborted).toEqual([]);
});

test("who reads only what is committed gets nothing of an open transaction, and others all", async () => {
  const log = (await openBench()).log();
  log.appendAsLeader(batchOf(["plain"]), 0, "client");
  write(log, 1n, 0);
  log.updateHighWatermark(2);
  const all = await log.fetch(0, 1e6, "high-watermark", true);
  expect(all.abortedTransactions).toBeNull();
  expect((await aborted(log, 0)).bytes).toBeLessThan(all.bytes.length);
  expect(await aborted(log, 1)).toEqual({ bytes: 0, aborted: [] });
});

test("after a crash open transactions and aborted ones are known as before", async () => {
  const bench = await openBench({ segmentBytes: 300 });
  const log = bench.log();
  for (let i = 0; i < 4; i++) write(log, 1n, i);
  end(log, 1n, false);
  write(log, 2n, 0);
  await bench.manager.flushAll();
  await bench.reopen();
  const again = bench.log();
  expect(again.logEndOffset).toBe(6);
  again.updateHighWatermark(6);
  expect(again.lastStableOffset).toBe(5);
  expect((await aborted(again, 0)).aborted).toEqual([0]);
  end(again, 2n, false);
  again.updateHighWatermark(7);
  expect((await aborted(again, 5)).aborted).toEqual([5]);
});

test("a guard is good for one transaction: a marker in between makes it void", async () => {
  const { config } = (await openBench()).log();
  const ports = {
    disk: await mountDisk(createMemoryStore()),
    rng: seededRandom(1),
    clock: { monotonicMs: () => 0, wallMs: () => START_MS, setTimer: () => ({ cancel() {} }) },
    trace: { emit: () => "test:0" },
  };
  const identity = { topic: TOPIC, partition: 0, topicId: TOPIC_ID, directory: "t-0" };
  const content = newLog(ports, "t-0", config, { verifies: true });
  const log = new LocalPartitionLog(ports, identity, config, content);
  const refused = { name: "AppendError", code: ErrorCode.INVALID_TXN_STATE };
  expect(() => write(log, 1n, 0)).toThrow(expect.objectContaining(refused) as AppendError);
  const guard = log.startVerification(1n, 0, 0, false)!;
  expect(write(log, 1n, 0, { guard })).toBe(0);
  expect(log.startVerification(1n, 1, 0, false)).toBeNull();
  expect(write(log, 1n, 1)).toBe(1);
  end(log, 1n, true);
  const old = log.startVerification(1n, 2, 0, false)!;
  end(log, 1n, false);
  expect(() => write(log, 1n, 2, { guard: old })).toThrow(AppendError);
});

test("the lowest sequence that asked is kept, and guards expire", () => {
  const verifications = new Verifications();
  const guard = verifications.start(1n, 5, 0, false, 0);
  expect(verifications.start(1n, 3, 0, false, 1)).toBe(guard);
  expect(verifications.get(1n)?.lowestSequence).toBe(3);
  verifications.start(1n, 0, 1, false, 2);
  expect(verifications.get(1n)).toMatchObject({ epoch: 1, lowestSequence: 0 });
  verifications.expire(10, 10);
  expect(verifications.isVerified(1n, guard)).toBe(false);
});
