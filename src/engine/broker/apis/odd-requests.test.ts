// What no tool sends and a client of one's own may: things named twice, nothing where something should be, no time left.
// The answers are those that Apache Kafka 4.3.1 gave to the same requests.
import { describe, expect, test } from "vitest";
import { ZERO_UUID } from "../../base/uuid.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../../protocol/schemas/20-delete-topics.ts";
import { InitProducerId } from "../../protocol/schemas/22-init-producer-id.ts";
import { DescribeAcls } from "../../protocol/schemas/29-describe-acls.ts";
import { CreateAcls } from "../../protocol/schemas/30-create-acls.ts";
import { CreatePartitions } from "../../protocol/schemas/37-create-partitions.ts";
import { ElectLeaders } from "../../protocol/schemas/43-elect-leaders.ts";
import { AlterPartitionReassignments } from "../../protocol/schemas/45-alter-partition-reassignments.ts";
import { DescribeClientQuotas } from "../../protocol/schemas/48-describe-client-quotas.ts";
import { AlterClientQuotas } from "../../protocol/schemas/49-alter-client-quotas.ts";
import { DescribeUserScramCredentials } from "../../protocol/schemas/50-describe-user-scram-credentials.ts";
import { AlterUserScramCredentials } from "../../protocol/schemas/51-alter-user-scram-credentials.ts";
import { DescribeQuorum } from "../../protocol/schemas/55-describe-quorum.ts";
import { UpdateFeatures } from "../../protocol/schemas/57-update-features.ts";
import { DescribeCluster } from "../../protocol/schemas/60-describe-cluster.ts";
import { askedCluster } from "../testing/asked-cluster.ts";

const TIMEOUT_MS = 5_000;
const plain = (name: string) => ({ name, numPartitions: 1, replicationFactor: 1 });

describe("topics", () => {
  test("named twice for deletion, by name or id or both, are told of once and stay", async () => {
    const { ask } = await askedCluster();
    const names = ["twice", "both", "once"];
    const created = await ask(1, CreateTopics, 7, { topics: names.map(plain), timeoutMs: TIMEOUT_MS });
    const [twice, both] = created.topics.map(({ topicId }) => topicId);
    const deleted = await ask(1, DeleteTopics, 6, {
      topics: [
        { name: "twice", topicId: ZERO_UUID },
        { name: "twice", topicId: ZERO_UUID },
        { name: null, topicId: both! },
        { name: "both", topicId: ZERO_UUID },
        { name: "once", topicId: ZERO_UUID },
      ],
      timeoutMs: TIMEOUT_MS,
    });
    const told = deleted.responses.map(({ name, errorCode, errorMessage }) => [
      name,
      errorCode,
      errorMessage,
    ]);
    expect(told).toHaveLength(3);
    expect(told).toContainEqual(["twice", 42, "Duplicate topic name."]);
    expect(told).toContainEqual([
      "both",
      42,
      "The provided topic name maps to an ID that was already supplied.",
    ]);
    expect(told).toContainEqual(["once", 0, null]);
    const ids = {
      topics: [twice!, twice!].map((topicId) => ({ name: null, topicId })),
      timeoutMs: TIMEOUT_MS,
    };
    expect((await ask(1, DeleteTopics, 6, ids)).responses).toMatchObject([
      { name: null, topicId: twice, errorCode: 42, errorMessage: "Duplicate topic id." },
    ]);
  });

  test("with a config of null, and the metadata log, are not created", async () => {
    const { ask } = await askedCluster();
    const configs = [{ name: "retention.ms", value: null }];
    const topics = [{ ...plain("nulled"), configs }, plain("__cluster_metadata")];
    expect((await ask(1, CreateTopics, 7, { topics, timeoutMs: TIMEOUT_MS })).topics).toMatchObject([
      { errorCode: 40, errorMessage: "Null value not supported for topic configs: retention.ms" },
      { errorCode: 42, errorMessage: "Creation of internal topic __cluster_metadata is prohibited." },
    ]);
  });

  test("are left as they are when no time is given", async () => {
    const { ask } = await askedCluster();
    const late = { errorCode: 7, errorMessage: null };
    const created = await ask(1, CreateTopics, 7, { topics: [plain("late")], timeoutMs: 0 });
    expect(created.topics).toMatchObject([{ name: "late", ...late }]);
    await ask(1, CreateTopics, 7, { topics: [plain("late")], timeoutMs: TIMEOUT_MS });

    const topics = [{ name: "late", topicId: ZERO_UUID }];
    const deleted = await ask(1, DeleteTopics, 6, { topics, timeoutMs: -1 });
    expect(deleted.responses).toMatchObject([{ name: "late", ...late }]);
    const more = [{ name: "late", count: 2, assignments: null }];
    const grown = await ask(1, CreatePartitions, 3, { topics: more, timeoutMs: 0 });
    expect(grown.results).toMatchObject([{ name: "late", ...late }]);
    const elected = await ask(1, ElectLeaders, 2, {
      ...{ electionType: 0, timeoutMs: 0 },
      topicPartitions: [{ topic: "late", partitions: [0] }],
    });
    expect(elected).toMatchObject({ errorCode: 7 });
    expect(elected.replicaElectionResults[0]!.partitionResult).toMatchObject([{ partitionId: 0, ...late }]);
    const moves = [{ name: "late", partitions: [{ partitionIndex: 0, replicas: [2] }] }];
    const moved = await ask(1, AlterPartitionReassignments, 1, { topics: moves, timeoutMs: 0 });
    expect(moved).toMatchObject({ ...late, responses: [{ name: "late", partitions: [late] }] });
    const none = await ask(1, AlterPartitionReassignments, 1, { topics: [], timeoutMs: 0 });
    expect(none).toMatchObject({ errorCode: 0, errorMessage: "", responses: [] });
  });
});

test("an entity that stands twice, or has a limit twice, keeps what its first entry set, and is told of once", async () => {
  const { ask } = await askedCluster();
  const limit = (value: number) => ({ key: "producer_byte_rate", value, remove: false });
  const entry = (entityName: string, ...values: number[]) => ({
    entity: [{ entityType: "user", entityName }],
    ops: values.map(limit),
  });
  const entries = [entry("a", 5), entry("b", 5), entry("a", 6), entry("c", 7, 8)];
  const altered = await ask(1, AlterClientQuotas, 1, { entries, validateOnly: false });
  const told = altered.entries.map(({ errorMessage }) => errorMessage);
  expect(told).toEqual([
    "Ignoring duplicate entity ClientQuotaEntity(entries={user=a})",
    null,
    "Ignoring duplicate entity ClientQuotaEntity(entries={user=c})",
  ]);
  const shown = await ask(1, DescribeClientQuotas, 1, { components: [], strict: false });
  expect(shown).toMatchObject({ errorCode: 0, errorMessage: "" });
  expect(shown.entries!.map(({ entity, values }) => [entity[0]!.entityName, values[0]!.value])).toEqual([
    ["a", 5],
    ["b", 5],
  ]);
});

test("a credential without a salted password is refused", async () => {
  const { ask } = await askedCluster();
  const salt = new Uint8Array([1]);
  const credential = { mechanism: 1, iterations: 4096, salt };
  const upsertions = [
    { ...credential, name: "empty", saltedPassword: new Uint8Array(0) },
    { ...credential, name: "whole", saltedPassword: salt },
  ];
  const altered = await ask(1, AlterUserScramCredentials, 0, { deletions: [], upsertions });
  expect(altered.results).toContainEqual(
    expect.objectContaining({ user: "empty", errorCode: -1, errorMessage: null }),
  );
  const shown = await ask(1, DescribeUserScramCredentials, 0, { users: null });
  expect(shown).toMatchObject({ errorCode: 0, errorMessage: "", results: [{ user: "whole" }] });
  expect(shown.results).toHaveLength(1);
});

test("the quorum is described in all versions", async () => {
  const { ask } = await askedCluster();
  const topics = [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }];
  for (const version of [0, 1, 2]) {
    const answer = await ask(1, DescribeQuorum, version, { topics });
    expect(answer).toMatchObject({
      errorCode: 0,
      topics: [{ partitions: [{ leaderId: 3001, errorCode: 0 }] }],
    });
    expect(answer.topics[0]!.partitions[0]!.observers).toHaveLength(2);
  }
});

test("a producer id without its epoch, or an epoch without its id, is refused", async () => {
  const { ask } = await askedCluster();
  for (const half of [
    { producerId: 5n, producerEpoch: -1 },
    { producerId: -1n, producerEpoch: 5 },
  ]) {
    const asked = { transactionalId: null, transactionTimeoutMs: 0, ...half };
    expect(await ask(1, InitProducerId, 4, asked)).toMatchObject({ errorCode: 42, producerId: -1n });
  }
});

test("access control lists that were made, and those that are shown, have an empty message", async () => {
  const authorizer = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";
  const { ask } = await askedCluster({ properties: { "authorizer.class.name": authorizer } });
  const acl = {
    ...{ resourceType: 2, resourceName: "t", resourcePatternType: 3, principal: "User:a", host: "*" },
    ...{ operation: 3, permissionType: 3 },
  };
  const created = await ask(1, CreateAcls, 3, { creations: [acl] });
  expect(created.results).toMatchObject([{ errorCode: 0, errorMessage: "" }]);
  const all = { resourceTypeFilter: 1, patternTypeFilter: 1, operation: 1, permissionType: 1 };
  const any = { ...all, resourceNameFilter: null, principalFilter: null, hostFilter: null };
  expect(await ask(1, DescribeAcls, 3, any)).toMatchObject({ errorCode: 0, errorMessage: "" });
});

test("who asks for endpoints of the wrong type learns nothing else", async () => {
  const { ask } = await askedCluster();
  const answer = await ask(1, DescribeCluster, 2, { endpointType: 2 });
  expect(answer).toMatchObject({ errorCode: 114, endpointType: 1, clusterId: "", brokers: [] });
});

describe("features", () => {
  const lowered = { feature: "transaction.version", maxVersionLevel: 1 };

  test("cannot be lowered in version 0, whatever it allows", async () => {
    const { ask } = await askedCluster();
    const asked = { featureUpdates: [{ ...lowered, allowDowngrade: true }] };
    const { errorCode, errorMessage } = await ask(1, UpdateFeatures, 0, asked);
    expect(errorCode).toBe(95);
    expect(errorMessage).toContain(
      "Can't downgrade the version of this feature without setting the upgrade type",
    );
  });

  test("named twice: the last one counts, and each is answered with the name of the code", async () => {
    const { ask } = await askedCluster();
    const featureUpdates = [
      { ...lowered, maxVersionLevel: 9 },
      { ...lowered, upgradeType: 2 },
    ];
    const answer = await ask(1, UpdateFeatures, 1, { featureUpdates, validateOnly: true });
    expect(answer).toMatchObject({ errorCode: 0, errorMessage: null });
    expect(answer.results.map(({ errorMessage }) => errorMessage)).toEqual(["NONE", "NONE"]);
  });
});
