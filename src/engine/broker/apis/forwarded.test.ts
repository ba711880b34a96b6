// What brokers pass on to the controller: asked of a broker, decided by the controller, and seen at the other broker.
import { describe, expect, test } from "vitest";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { DescribeAcls } from "../../protocol/schemas/29-describe-acls.ts";
import { CreateAcls } from "../../protocol/schemas/30-create-acls.ts";
import { DeleteAcls } from "../../protocol/schemas/31-delete-acls.ts";
import { AlterPartitionReassignments } from "../../protocol/schemas/45-alter-partition-reassignments.ts";
import { ListPartitionReassignments } from "../../protocol/schemas/46-list-partition-reassignments.ts";
import { DescribeClientQuotas } from "../../protocol/schemas/48-describe-client-quotas.ts";
import { AlterClientQuotas } from "../../protocol/schemas/49-alter-client-quotas.ts";
import { DescribeUserScramCredentials } from "../../protocol/schemas/50-describe-user-scram-credentials.ts";
import { AlterUserScramCredentials } from "../../protocol/schemas/51-alter-user-scram-credentials.ts";
import { DescribeQuorum } from "../../protocol/schemas/55-describe-quorum.ts";
import { UpdateFeatures } from "../../protocol/schemas/57-update-features.ts";
import { DescribeCluster } from "../../protocol/schemas/60-describe-cluster.ts";
import { UnregisterBroker } from "../../protocol/schemas/64-unregister-broker.ts";
import { DescribeTopicPartitions } from "../../protocol/schemas/75-describe-topic-partitions.ts";
import { askedCluster } from "../testing/asked-cluster.ts";

const AUTHORIZER = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

describe("access control lists", () => {
  const creations = [
    {
      ...{ resourceType: 2, resourceName: "t", resourcePatternType: 3 },
      ...{ principal: "User:alice", host: "*", operation: 3, permissionType: 3 },
    },
    {
      ...{ resourceType: 4, resourceName: "somewhere", resourcePatternType: 3 },
      ...{ principal: "User:alice", host: "*", operation: 3, permissionType: 3 },
    },
  ];
  const all = {
    ...{ resourceTypeFilter: 1, resourceNameFilter: null, patternTypeFilter: 1 },
    ...{ principalFilter: null, hostFilter: null, operation: 1, permissionType: 1 },
  };

  test("are made, shown by another broker, and deleted", async () => {
    const { ask } = await askedCluster({ properties: { "authorizer.class.name": AUTHORIZER } });
    const created = await ask(1, CreateAcls, 3, { creations });
    expect(created.results).toMatchObject([
      { errorCode: 0 },
      { errorCode: 42, errorMessage: "The only valid name for the CLUSTER resource is kafka-cluster" },
    ]);
    const shown = await ask(2, DescribeAcls, 3, all);
    expect(shown.resources).toMatchObject([{ resourceName: "t", acls: [{ principal: "User:alice" }] }]);
    const deleted = await ask(2, DeleteAcls, 2, { filters: [all] });
    expect(deleted.filterResults).toMatchObject([{ errorCode: 0, matchingAcls: [{ resourceName: "t" }] }]);
    expect((await ask(1, DescribeAcls, 1, all)).resources).toEqual([]);
  });

  test("are refused without an authorizer", async () => {
    const { ask } = await askedCluster();
    const created = await ask(1, CreateAcls, 1, { creations });
    expect(created.results).toMatchObject([{ errorCode: 54 }, { errorCode: 54 }]);
    const deleted = await ask(1, DeleteAcls, 1, { filters: [all] });
    expect(deleted.filterResults).toMatchObject([
      { errorCode: 54, errorMessage: "No Authorizer is configured." },
    ]);
  });
});

test("client quotas are set through one broker and shown by another", async () => {
  const { ask } = await askedCluster();
  const entity = [{ entityType: "user", entityName: "alice" }];
  const altered = await ask(1, AlterClientQuotas, 1, {
    entries: [
      { entity, ops: [{ key: "producer_byte_rate", value: 1024 }] },
      { entity: [{ entityType: "user", entityName: "bob" }], ops: [{ key: "nonsense", value: 1 }] },
    ],
  });
  expect(altered.entries.map(({ errorCode }) => errorCode)).toEqual([0, 42]);
  const shown = await ask(2, DescribeClientQuotas, 1, { components: [], strict: false });
  expect(shown.entries).toMatchObject([{ entity, values: [{ key: "producer_byte_rate", value: 1024 }] }]);
});

test("SCRAM credentials are kept, and their secrets are not shown", async () => {
  const { ask } = await askedCluster();
  const upsertion = {
    name: "alice",
    mechanism: 1,
    iterations: 4096,
    salt: Uint8Array.of(1),
    saltedPassword: new Uint8Array(32),
  };
  const altered = await ask(1, AlterUserScramCredentials, 0, { upsertions: [upsertion] });
  expect(altered.results).toMatchObject([{ user: "alice", errorCode: 0 }]);
  const shown = await ask(2, DescribeUserScramCredentials, 0, { users: null });
  expect(shown.results).toMatchObject([
    { user: "alice", credentialInfos: [{ mechanism: 1, iterations: 4096 }] },
  ]);
});

test("a partition moves to another broker, and the move is listed until it is done", async () => {
  const { ask, world } = await askedCluster();
  const topic = {
    name: "t",
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [1] }],
  };
  await ask(1, CreateTopics, 7, { topics: [topic], timeoutMs: 1000 });
  const move = (replicas: number[] | null) => ({
    timeoutMs: 1000,
    topics: [{ name: "t", partitions: [{ partitionIndex: 0, replicas }] }],
  });
  const refused = await ask(2, AlterPartitionReassignments, 1, move([7]));
  expect(refused.responses[0]!.partitions).toMatchObject([{ errorCode: 39 }]);
  expect((await ask(2, AlterPartitionReassignments, 0, move([2]))).responses).toMatchObject([
    { partitions: [{ errorCode: 0 }] },
  ]);
  await world.run(3000);
  const listed = await ask(1, ListPartitionReassignments, 0, { timeoutMs: 1000, topics: null });
  expect(listed).toMatchObject({ errorCode: 0, topics: [] });
  const shown = await ask(1, DescribeTopicPartitions, 0, { topics: [{ name: "t" }] });
  expect(shown.topics[0]!.partitions).toMatchObject([{ leaderId: 2, replicaNodes: [2], isrNodes: [2] }]);
});

test("the quorum, features and a broker that is gone", async () => {
  const { ask, cluster, world } = await askedCluster();
  const metadata = { topics: [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }] };
  const quorum = await ask(2, DescribeQuorum, 2, metadata);
  expect(quorum.topics[0]!.partitions[0]).toMatchObject({
    leaderId: 3001,
    currentVoters: [{ replicaId: 3001 }],
  });
  const lower = { featureUpdates: [{ feature: "group.version", maxVersionLevel: 0, upgradeType: 2 }] };
  expect(await ask(1, UpdateFeatures, 2, lower)).toMatchObject({ errorCode: 0 });
  const unknown = { featureUpdates: [{ feature: "nonsense", maxVersionLevel: 1, upgradeType: 1 }] };
  expect(await ask(1, UpdateFeatures, 1, unknown)).toMatchObject({ errorCode: 95 });
  await cluster.do({ kind: "kill", node: 2 });
  await world.run(15_000);
  expect(await ask(1, UnregisterBroker, 0, { brokerId: 2 })).toMatchObject({ errorCode: 0 });
  expect(await ask(1, UnregisterBroker, 0, { brokerId: 2 })).toMatchObject({ errorCode: 102 });
  const { brokers } = await ask(1, DescribeCluster, 2, { includeFencedBrokers: true });
  expect(brokers.map(({ brokerId }) => brokerId)).toEqual([1]);
});
