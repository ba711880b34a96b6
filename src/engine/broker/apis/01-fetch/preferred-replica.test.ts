import { expect, test } from "vitest";
import { Fetch } from "../../../protocol/schemas/01-fetch.ts";
import {
  answer,
  batch,
  brokerEpochOf,
  type TestBroker,
  TOPIC_ID,
  testBroker,
} from "../../testing/test-broker.ts";
import { fetchHandler } from "./handler.ts";

const RACK_AWARE = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

/** Broker 1 leads; 2 is a record behind, 4 is not in sync. */
function leader(properties: Record<string, string> = { "replica.selector.class": RACK_AWARE }): TestBroker {
  const broker = testBroker(
    {
      brokers: [1, 2, 3, 4],
      racks: { 1: "a", 2: "b", 3: "b", 4: "c" },
      topics: [{ name: "t", partitions: [{ replicas: [1, 2, 3, 4], isr: [1, 2, 3] }] }],
    },
    { properties },
  );
  const partition = broker.replicas.partition("t", 0)!;
  partition.appendAsLeader(batch(["a", "b"]), 1, null);
  for (const [id, end] of [
    [2, 1],
    [3, 2],
    [4, 2],
  ] as const) {
    partition.followers.get(id)!.logStartOffset = 0;
    partition.followerFetched(id, end, brokerEpochOf(id), null);
  }
  return broker;
}

async function preferred(broker: TestBroker, rackId: string, offset = 0, version = 18): Promise<number> {
  const row = { partition: 0, fetchOffset: BigInt(offset), partitionMaxBytes: 1000 };
  const { responses } = await answer(fetchHandler(broker), Fetch, version, {
    ...{ maxWaitMs: 1000, minBytes: 1, ...(version >= 11 ? { rackId } : {}) },
    topics: [{ topic: "t", topicId: TOPIC_ID, partitions: [row] }],
  });
  const found = responses[0]!.partitions[0]!;
  // Whoever is sent away gets no records.
  if (found.preferredReadReplica >= 0) expect(found.records).toHaveLength(0);
  return found.preferredReadReplica;
}

test("the replica in the consumer's rack that is furthest", async () => {
  expect(await preferred(leader(), "b")).toBe(3);
});

test("the leader, in its own rack, for a rack that nobody is in, and for a consumer without one", async () => {
  for (const rack of ["a", "z", ""]) expect(await preferred(leader(), rack)).toBe(-1);
});

test("nobody who is out of sync, or does not have the offset", async () => {
  expect(await preferred(leader(), "c")).toBe(-1);
  const broker = leader();
  broker.replicas.partition("t", 0)!.followers.get(3)!.logStartOffset = 1;
  expect(await preferred(broker, "b")).toBe(2);
  expect(await preferred(broker, "b", 1)).toBe(3);
});

test("only where the broker was told to, and only whom it can be told", async () => {
  expect(await preferred(leader({}), "b")).toBe(-1);
  expect(await preferred(leader(), "b", 0, 10)).toBe(-1);
});
