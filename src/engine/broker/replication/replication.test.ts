// Replication between three brokers, with real logs and wires in virtual time; the test is the controller.
import { describe, expect, test } from "vitest";
import { type Produced, type TestCluster, testCluster } from "../testing/test-cluster.ts";

/** Lets time pass until the promise settles. */
async function settled<T>(cluster: TestCluster, promise: Promise<T>, limitMs = 20_000): Promise<T> {
  let outcome: { value: T } | { error: unknown } | null = null;
  promise.then(
    (value) => {
      outcome = { value };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  await cluster.world.runUntil(() => outcome !== null, limitMs);
  const done = outcome as unknown as { value: T } | { error: unknown };
  if ("error" in done) throw done.error;
  return done.value;
}
const produce = (
  cluster: TestCluster,
  values: readonly string[],
  acks: number,
  to?: number,
): Promise<Produced> => settled(cluster, cluster.produce(values, acks, to));
const ends = (cluster: TestCluster): number[] =>
  [...cluster.nodes.values()].map((node) => node.partition().log.logEndOffset);
const kinds = (cluster: TestCluster): string[] => cluster.world.events.map(({ event }) => event.kind);

async function logBytes(cluster: TestCluster, id: number): Promise<Uint8Array> {
  const { log } = cluster.node(id).partition();
  return log.read(log.logStartOffset, log.logEndOffset, 10_000_000, true);
}

describe("a healthy partition", () => {
  test("acks=all is answered when all replicas have the records, which then are committed", async () => {
    const cluster = await testCluster();
    expect(await produce(cluster, ["a", "b"], -1)).toEqual({ errorCode: 0, baseOffset: 0 });
    expect(ends(cluster)).toEqual([2, 2, 2]);
    expect(cluster.node(1).partition().highWatermark).toBe(2);
    // Followers hear of it with their next fetch.
    await cluster.world.run(1000);
    expect(cluster.node(2).partition().highWatermark).toBe(2);
    expect(await logBytes(cluster, 3)).toEqual(await logBytes(cluster, 1));
  });

  test("every step is told with what caused it", async () => {
    const cluster = await testCluster();
    await produce(cluster, ["a"], -1);
    expect(kinds(cluster)).toEqual(
      expect.arrayContaining(["became-leader", "became-follower", "records-appended", "request-parked"]),
    );
    const advanced = cluster.world.events.find(({ event }) => event.kind === "high-watermark-advanced")!;
    const cause = cluster.world.events.find(({ id }) => id === advanced.cause)!;
    expect(cause.event).toMatchObject({ kind: "request-received", api: "Fetch" });
  });
});

describe("a leader that dies", () => {
  test("takes nothing with it that was acknowledged with acks=all", async () => {
    const cluster = await testCluster();
    await produce(cluster, ["a", "b", "c"], -1);
    cluster.kill(1);
    cluster.decide({ leader: 2, isr: [2, 3] });
    expect(await produce(cluster, ["d"], -1)).toEqual({ errorCode: 0, baseOffset: 3 });
    expect(await settled(cluster, cluster.committed(2))).toBe(4);
    // It comes back with whatever its disk has, and catches up.
    await cluster.start(1);
    await cluster.world.run(3000);
    expect(ends(cluster)).toEqual([4, 4, 4]);
    expect(cluster.state().isr).toEqual([1, 2, 3]);
    expect(await logBytes(cluster, 1)).toEqual(await logBytes(cluster, 2));
  });

  test("takes with it what was acknowledged with acks=1 and not yet copied; the rest of its log is cut off", async () => {
    const cluster = await testCluster({ properties: { "samsa.page.cache.writeback.ms": "10" } });
    await produce(cluster, ["a"], -1);
    await cluster.world.run(100);
    // The followers lose their leader before they can copy b.
    for (const id of [2, 3]) cluster.node(id).replicas.stop();
    await cluster.world.run(600);
    expect((await produce(cluster, ["b"], 1)).errorCode).toBe(0);
    await cluster.world.run(100);
    expect(cluster.node(1).partition().log.flushedOffset).toBe(2);
    for (const id of [2, 3]) cluster.kill(id);
    cluster.kill(1);
    for (const id of [2, 3]) await cluster.start(id);
    cluster.decide({ leader: 2, isr: [2, 3] });
    expect(await produce(cluster, ["c"], -1)).toEqual({ errorCode: 0, baseOffset: 1 });
    await cluster.start(1);
    await cluster.world.run(3000);
    expect(kinds(cluster)).toContain("log-truncated");
    expect(ends(cluster)).toEqual([2, 2, 2]);
    expect(await logBytes(cluster, 1)).toEqual(await logBytes(cluster, 2));
  });
});

describe("the in-sync replicas", () => {
  const cut = { "replica.lag.time.max.ms": "3000" };

  test("lose a follower that does not fetch, and regain it when it has caught up", async () => {
    const cluster = await testCluster({ properties: cut });
    await produce(cluster, ["a"], -1);
    cluster.node(3).replicas.stop();
    const late = cluster.produce(["b"], -1, 1, 20_000);
    await cluster.world.run(1000);
    expect(cluster.state().isr).toEqual([1, 2, 3]);
    expect(cluster.node(1).partition().highWatermark).toBe(1);
    await cluster.world.run(4000);
    expect(cluster.state().isr).toEqual([1, 2]);
    expect(await settled(cluster, late)).toEqual({ errorCode: 0, baseOffset: 1 });
    cluster.kill(3);
    await cluster.start(3);
    await cluster.world.run(2000);
    expect(cluster.state().isr).toEqual([1, 2, 3]);
    const changes = cluster.world.events.filter(({ event }) => event.kind === "isr-changed");
    expect(changes.map(({ event }) => "to" in event && event.to)).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
  });

  test("keep an idle follower of an idle partition", async () => {
    const cluster = await testCluster({ properties: cut });
    await produce(cluster, ["a"], -1);
    await cluster.world.run(1000);
    cluster.node(3).replicas.stop();
    await cluster.world.run(10_000);
    expect(cluster.state().isr).toEqual([1, 2, 3]);
  });

  test("do not take back a fenced broker", async () => {
    const cluster = await testCluster({ properties: cut });
    await produce(cluster, ["a"], -1);
    cluster.decide({ isr: [1, 2] });
    cluster.fence(3);
    await cluster.world.run(3000);
    expect(cluster.state().isr).toEqual([1, 2]);
    cluster.fence();
    await cluster.world.run(3000);
    expect(cluster.state().isr).toEqual([1, 2, 3]);
  });

  test("below the minimum refuse acks=all and commit nothing", async () => {
    const cluster = await testCluster({ minIsr: 2 });
    await produce(cluster, ["a"], -1);
    for (const id of [2, 3]) cluster.kill(id);
    cluster.fence(2, 3);
    cluster.decide({ isr: [1] });
    expect((await produce(cluster, ["b"], -1)).errorCode).toBe(19);
    expect(await produce(cluster, ["b"], 1)).toEqual({ errorCode: 0, baseOffset: 1 });
    expect(await settled(cluster, cluster.committed(1))).toBe(1);
    cluster.fence(3);
    await cluster.start(2);
    await cluster.world.run(3000);
    expect(cluster.state().isr).toEqual([1, 2]);
    expect(await settled(cluster, cluster.committed(1))).toBe(2);
  });
});

describe("logs that part", () => {
  test("a follower cuts off what the new leader does not have, over several epochs", async () => {
    const cluster = await testCluster({ properties: { "samsa.page.cache.writeback.ms": "10" } });
    await produce(cluster, ["a"], -1);
    await cluster.world.run(100);
    // Broker 3 alone writes x and y in epoch 1.
    cluster.decide({ leader: 3, isr: [3] });
    for (const id of [1, 2]) cluster.kill(id);
    await produce(cluster, ["x", "y"], 1);
    await cluster.world.run(100);
    cluster.kill(3);
    // Unclean: broker 1 leads without them, in epochs 2 and 3.
    for (const id of [1, 2]) await cluster.start(id);
    cluster.decide({ leader: 1, isr: [1] });
    await produce(cluster, ["b"], 1);
    await cluster.world.run(2000);
    cluster.decide({ leader: 2, isr: [1, 2] });
    await produce(cluster, ["c"], 1);
    await cluster.start(3);
    await cluster.world.run(5000);
    expect(ends(cluster)).toEqual([3, 3, 3]);
    expect(await logBytes(cluster, 3)).toEqual(await logBytes(cluster, 1));
    expect(await logBytes(cluster, 3)).toEqual(await logBytes(cluster, 2));
  });

  test("followers let go of records that were deleted at the leader", async () => {
    const cluster = await testCluster();
    await produce(cluster, ["a", "b", "c"], -1);
    await cluster.world.run(1000);
    const leader = cluster.node(1).partition();
    expect(leader.deleteRecords(2)).toBe(2);
    expect(leader.lowWatermark).toBe(0);
    await cluster.world.run(2000);
    expect([2, 3].map((id) => cluster.node(id).partition().log.logStartOffset)).toEqual([2, 2]);
    expect(leader.lowWatermark).toBe(2);
  });

  test("a follower behind the leader's log start begins there anew", async () => {
    const cluster = await testCluster();
    await produce(cluster, ["a"], -1);
    cluster.kill(3);
    cluster.decide({ isr: [1, 2] });
    await produce(cluster, ["b", "c"], -1);
    const { log } = cluster.node(1).partition();
    log.advanceLogStartOffset(3);
    for (let i = 0; i < 1; i++) await cluster.start(3);
    await cluster.world.run(5000);
    expect(cluster.node(3).partition().log.logStartOffset).toBe(3);
    expect(cluster.state().isr).toEqual([1, 2, 3]);
  });
});
