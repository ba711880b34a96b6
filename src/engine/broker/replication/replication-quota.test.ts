// KIP-73: a reassignment that is throttled takes its time, and what is in sync is never throttled.
import { describe, expect, test } from "vitest";
import { BrokerConfig } from "../../config/broker-config.ts";
import { Produce } from "../../protocol/schemas/00-produce.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { IncrementalAlterConfigs } from "../../protocol/schemas/44-incremental-alter-configs.ts";
import { AlterPartitionReassignments } from "../../protocol/schemas/45-alter-partition-reassignments.ts";
import { askedCluster } from "../testing/asked-cluster.ts";
import { batch } from "../testing/test-broker.ts";
import { ReplicationQuota } from "./replication-quota.ts";

describe("the rate", () => {
  const clock = { nowMs: 0 };
  const config = new BrokerConfig({});
  config.updateDynamic(new Map([["leader.replication.throttled.rate", "100"]]), new Map());
  const quota = (listed: string): ReplicationQuota =>
    new ReplicationQuota("leader", {
      brokerId: 1,
      clock: { monotonicMs: () => clock.nowMs, wallMs: () => 0, setTimer: () => ({ cancel() {} }) },
      config,
      topicConfig: (_topic, name) => (name === "leader.replication.throttled.replicas" ? listed : undefined),
    });

  test.each([
    ["*", true],
    ["0:1,1:2", true],
    ["0:2,1:1", false],
    ["", false],
  ])("of replicas %s", (listed, expected) => {
    expect(quota(listed).isThrottled("t", 0)).toBe(expected);
  });

  test("is over all windows, of which there are ten and the present one", () => {
    clock.nowMs = 0;
    const throttled = quota("*");
    throttled.record(1000);
    expect(throttled.isExceeded).toBe(false);
    throttled.record(1);
    expect(throttled.isExceeded).toBe(true);
    clock.nowMs = 10_100;
    expect(throttled.isExceeded).toBe(false);
    throttled.record(2000);
    expect(throttled.isExceeded).toBe(true);
    clock.nowMs = 12_000;
    // The first window is forgotten, the second is as if it had begun ten seconds ago.
    expect(throttled.isExceeded).toBe(true);
    clock.nowMs = 30_200;
    expect(throttled.isExceeded).toBe(false);
  });
});

const VALUE = "x".repeat(1000);

/** How long it takes until broker 2 has all of a megabyte. */
async function moved(throttle: Readonly<Record<string, string>>): Promise<number> {
  const { ask, world, cluster } = await askedCluster({ properties: { "replica.fetch.max.bytes": "50000" } });
  const assignments = [{ partitionIndex: 0, brokerIds: [1] }];
  const topic = { name: "t", numPartitions: -1, replicationFactor: -1, assignments };
  await ask(1, CreateTopics, 7, { topics: [topic], timeoutMs: 1000 });
  for (let i = 0; i < 100; i++) {
    const records = batch(
      Array.from({ length: 10 }, () => VALUE),
      world.wallMs(),
    );
    await ask(1, Produce, 9, {
      acks: 1,
      timeoutMs: 1000,
      topicData: [{ name: "t", partitionData: [{ index: 0, records }] }],
    });
  }
  const set = (resourceType: number, resourceName: string, name: string, value: string) => ({
    ...{ resourceType, resourceName },
    configs: [{ name, value, configOperation: 0 }],
  });
  for (const [name, value] of Object.entries(throttle)) {
    const resource = name.endsWith("rate") ? set(4, "", name, value) : set(2, "t", name, value);
    const { responses } = await ask(1, IncrementalAlterConfigs, 1, { resources: [resource] });
    expect(responses).toMatchObject([{ errorCode: 0 }]);
  }
  await ask(1, AlterPartitionReassignments, 1, {
    timeoutMs: 1000,
    topics: [{ name: "t", partitions: [{ partitionIndex: 0, replicas: [1, 2] }] }],
  });
  const startMs = world.nowMs();
  const isr = (): readonly number[] => cluster.controller()!.topics[0]!.partitions[0]!.isr;
  await world.runUntil(() => isr().length === 2, 120_000);
  expect(isr()).toHaveLength(2);
  return world.nowMs() - startMs;
}

describe("a move of a megabyte", () => {
  test("takes no time without a throttle", async () => {
    expect(await moved({})).toBeLessThan(3000);
  });

  test.each(["leader", "follower"] as const)("takes its time where the %s is throttled", async (side) => {
    const throttle = {
      [`${side}.replication.throttled.rate`]: "20000",
      [`${side}.replication.throttled.replicas`]: side === "leader" ? "0:1" : "0:2",
    };
    const tookMs = await moved(throttle);
    expect(tookMs).toBeGreaterThan(20_000);
    expect(tookMs).toBeLessThan(100_000);
  });

  test("takes no time when another replica is meant", async () => {
    const throttle = {
      "leader.replication.throttled.rate": "20000",
      "leader.replication.throttled.replicas": "0:2",
    };
    expect(await moved(throttle)).toBeLessThan(3000);
  });
});
