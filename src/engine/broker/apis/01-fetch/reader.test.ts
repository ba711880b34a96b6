import { expect, test } from "vitest";
import { batch, testBroker } from "../../testing/test-broker.ts";
import type { AskedPartition } from "./fetch-sessions.ts";
import { noteFollower, readAll, type Wanted } from "./reader.ts";

const led = (leaderEpoch: number) => ({
  topics: [
    { name: "t", partitions: [{ replicas: [1, 2], isr: [1, 2], leaderEpoch, partitionEpoch: leaderEpoch }] },
  ],
});

test("what a follower fetched in an epoch that ended meanwhile does not count in the next", async () => {
  const broker = testBroker(led(0));
  const partition = broker.replicas.partition("t", 0)!;
  partition.appendAsLeader(batch(["a", "b"]), 1, null);
  const row = { partition: 0, fetchOffset: 2n, partitionMaxBytes: 1000 } as AskedPartition["row"];
  const wanted: Wanted = {
    asked: { key: "t-0", topic: "t", topicId: partition.topicId, row },
    topic: { name: "t", topicId: partition.topicId },
    index: 0,
    partition,
    currentLeaderEpoch: 0,
    fetchOffset: 2,
    logStartOffset: 0,
    lastFetchedEpoch: -1,
    maxBytes: 1000,
    byId: false,
  };
  const params = {
    replicaId: 2,
    replicaEpoch: 102,
    readCommitted: false,
    onlyFromLeader: true,
    rackId: "",
    quota: broker.replicas.leaderQuota,
    preferredReplica: null,
    minBytes: 1,
    maxBytes: 1000,
  };
  const results = await readAll(broker.replicas, [wanted], params);
  broker.apply(led(1));
  noteFollower(results, params, "1:1");
  expect(partition.highWatermark).toBe(0);
  const again = await readAll(broker.replicas, [{ ...wanted, currentLeaderEpoch: 1 }], params);
  noteFollower(again, params, "1:1");
  expect(partition.highWatermark).toBe(2);
});
