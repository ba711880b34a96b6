import { expect, test } from "vitest";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { askedCluster } from "../testing/asked-cluster.ts";

test("a broker whose disk was wiped tells where its replicas are now, and may lead again", async () => {
  const { ask, world, cluster } = await askedCluster({ brokers: 3 });
  const assignments = [0, 1, 2].map((partitionIndex) => ({ partitionIndex, brokerIds: [1, 2] }));
  const topic = { name: "t", numPartitions: -1, replicationFactor: -1, assignments };
  await ask(3, CreateTopics, 7, { topics: [topic], timeoutMs: 1000 });
  const partitions = () => cluster.controller()!.topics[0]!.partitions;
  await cluster.do({ kind: "kill", node: 2 });
  await cluster.do({ kind: "wipeDisk", node: 2 });
  await cluster.do({ kind: "start", node: 2 });
  await world.run(15_000);
  expect(partitions().map(({ isr }) => [...isr].sort())).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
  const asked = world.events.filter(
    ({ event }) => event.kind === "request-received" && event.api === "AssignReplicasToDirs",
  );
  expect(asked).toHaveLength(1);
  await cluster.do({ kind: "stop", node: 1 });
  expect(partitions().map(({ leader }) => leader)).toEqual([2, 2, 2]);
});
