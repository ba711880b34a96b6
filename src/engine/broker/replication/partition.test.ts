import { expect, test } from "vitest";
import { batch, testBroker } from "../testing/test-broker.ts";

const led = (leaderEpoch: number, isr: readonly number[]) => ({
  topics: [
    { name: "t", partitions: [{ replicas: [1, 2, 3], isr, leaderEpoch, partitionEpoch: leaderEpoch }] },
  ],
});

test("a follower joins the ISR only when it has reached the start of the leader's epoch", () => {
  const broker = testBroker(led(0, [1, 3]));
  const partition = broker.replicas.partition("t", 0)!;
  partition.appendAsLeader(batch(["a", "b"]), 1, null);
  broker.apply(led(1, [1, 3]));
  expect([partition.highWatermark, partition.epochStartOffset]).toEqual([0, 2]);
  partition.followerFetched(2, 1, 102, null);
  expect(partition.isrState.kind).toBe("committed");
  partition.followerFetched(2, 2, 102, null);
  expect(partition.isrState).toEqual({ kind: "growing", isr: [1, 3], adding: 2 });
});

test("one change at a time: while one is on its way nobody else joins or leaves", async () => {
  const broker = testBroker(led(0, [1]));
  const partition = broker.replicas.partition("t", 0)!;
  partition.followerFetched(2, 0, 102, null);
  partition.followerFetched(3, 0, 103, null);
  partition.shrinkIsr();
  expect(partition.isrState).toEqual({ kind: "growing", isr: [1], adding: 2 });
  partition.isrConfirmed({ isr: [1, 2], leaderEpoch: 0, partitionEpoch: 1 }, null);
  partition.followerFetched(3, 0, 103, null);
  expect(partition.isrState).toEqual({ kind: "growing", isr: [1, 2], adding: 3 });
  expect(broker.events()).toContainEqual(
    expect.objectContaining({ kind: "isr-changed", from: [1], to: [1, 2] }),
  );
});

test("metadata that is older than the controller's answer changes nothing", () => {
  const broker = testBroker(led(0, [1]));
  const partition = broker.replicas.partition("t", 0)!;
  partition.isrConfirmed({ isr: [1, 2], leaderEpoch: 0, partitionEpoch: 5 }, null);
  broker.apply(led(0, [1]));
  expect(partition.isr).toEqual([1, 2]);
});

test("an earlier incarnation of a follower does not count", () => {
  const broker = testBroker(led(0, [1]));
  const partition = broker.replicas.partition("t", 0)!;
  partition.followerFetched(2, 0, 55, null);
  expect(partition.isrState.kind).toBe("committed");
});

test("the high watermark of a leader never goes back", () => {
  const broker = testBroker(led(0, [1]));
  const partition = broker.replicas.partition("t", 0)!;
  partition.appendAsLeader(batch(["a", "b"]), 1, null);
  expect(partition.highWatermark).toBe(2);
  broker.apply(led(1, [1, 2, 3]));
  partition.followerFetched(2, 1, 102, null);
  partition.followerFetched(3, 1, 103, null);
  expect(partition.highWatermark).toBe(2);
});

test("a member that is about to join counts already, however long the controller takes", async () => {
  const broker = testBroker(led(0, [1]));
  const partition = broker.replicas.partition("t", 0)!;
  partition.followerFetched(2, 0, 102, null);
  expect(partition.isrState.kind).toBe("growing");
  // By now it would be out of sync, were it in sync.
  await broker.world.run(31_000);
  partition.appendAsLeader(batch(["a"]), 1, null);
  expect(partition.highWatermark).toBe(0);
  partition.followerFetched(2, 1, 102, null);
  expect(partition.highWatermark).toBe(1);
});

test("a leader that is elected again gives everybody in sync the whole time to show up", async () => {
  const broker = testBroker(led(0, [1, 2, 3]));
  const partition = broker.replicas.partition("t", 0)!;
  partition.appendAsLeader(batch(["a"]), 1, null);
  await broker.world.run(31_000);
  broker.apply(led(1, [1, 2, 3]));
  partition.shrinkIsr();
  expect(partition.isrState.kind).toBe("committed");
  await broker.world.run(31_000);
  partition.shrinkIsr();
  expect(partition.isrState).toEqual({ kind: "shrinking", isr: [1, 2, 3], removing: [2, 3] });
});
