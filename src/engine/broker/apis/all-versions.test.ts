// Every version of every API answers: a field that an old version lacks must not be set, or the answer cannot be written.
import { expect, test } from "vitest";
import { ErrorCode } from "../../protocol/errors.ts";
import type { ApiSchema, RequestInput, RequestOf } from "../../protocol/schema.ts";
import { versionBounds } from "../../protocol/schema.ts";
import { answer, batch, type TestBroker, TOPIC_ID, testBroker } from "../testing/test-broker.ts";
import { brokerApis } from "./registry.ts";

const broker = (): TestBroker => {
  const made = testBroker({
    brokers: [1, 2, 3],
    fenced: [3],
    topics: [
      { name: "t", partitions: [{ replicas: [1] }, { replicas: [2] }, { replicas: [1], leader: -1 }] },
    ],
  });
  made.replicas.partition("t", 0)!.appendAsLeader(batch(["a"]), 1, null);
  return made;
};

/** What a client might ask, of partition 0 that is led here, 1 that is not, 2 without leader, and 9 that is not there. */
const indexes = [0, 1, 2, 9];
const resources = [2, 4, 8].map((resourceType) => ({
  resourceType,
  resourceName: resourceType === 2 ? "t" : "1",
  configurationKeys: null,
  configs: [],
}));
const requests: Readonly<Record<number, (version: number) => object>> = {
  0: () => ({
    acks: 1,
    topicData: [
      {
        name: "t",
        topicId: TOPIC_ID,
        partitionData: indexes.map((index) => ({ index, records: batch(["b"]) })),
      },
    ],
  }),
  1: (version) => ({
    ...(version >= 15 ? {} : { replicaId: -1 }),
    isolationLevel: 1,
    topics: [
      {
        topic: "t",
        topicId: TOPIC_ID,
        partitions: indexes.map((partition) => ({ partition, partitionMaxBytes: 1000 })),
      },
    ],
  }),
  2: () => ({
    replicaId: -1,
    topics: [
      { name: "t", partitions: indexes.map((partitionIndex) => ({ partitionIndex, timestamp: -1n })) },
    ],
  }),
  3: (version) => ({
    topics: [{ name: "t" }, { name: "nope" }],
    allowAutoTopicCreation: version < 4,
    ...(version >= 8 ? { includeTopicAuthorizedOperations: true } : {}),
  }),
  10: (version) => (version >= 4 ? { coordinatorKeys: ["g"] } : { key: "g" }),
  18: () => ({ clientSoftwareName: "x", clientSoftwareVersion: "1" }),
  19: () => ({ topics: [{ name: "t" }] }),
  20: (version) => (version >= 6 ? { topics: [{ name: "t" }] } : { topicNames: ["t"] }),
  21: () => ({
    topics: [{ name: "t", partitions: indexes.map((partitionIndex) => ({ partitionIndex, offset: -1n })) }],
    timeoutMs: 0,
  }),
  22: () => ({ transactionalId: null }),
  23: () => ({ topics: [{ topic: "t", partitions: indexes.map((partition) => ({ partition })) }] }),
  32: () => ({ resources: resources.map(({ configs: _, ...resource }) => resource) }),
  29: () => ({ resourceTypeFilter: 1, patternTypeFilter: 1, operation: 1, permissionType: 1 }),
  30: () => ({ creations: [{ resourceType: 2, resourceName: "t", principal: "User:a", host: "*" }] }),
  31: () => ({ filters: [{ resourceTypeFilter: 1 }] }),
  33: () => ({ resources: resources.map(({ configurationKeys: _, ...resource }) => resource) }),
  34: () => ({ dirs: [{ path: "/tmp/kafka-logs", topics: [{ name: "t", partitions: indexes }] }] }),
  35: () => ({ topics: null }),
  37: () => ({ topics: [{ name: "t", count: 4, assignments: null }] }),
  38: () => ({ renewers: [] }),
  39: () => ({}),
  40: () => ({}),
  41: () => ({ owners: null }),
  43: () => ({ topicPartitions: [{ topic: "t", partitions: [0] }] }),
  44: () => ({ resources: resources.map(({ configurationKeys: _, ...resource }) => resource) }),
  45: () => ({ topics: [{ name: "t", partitions: [{ partitionIndex: 0, replicas: null }] }] }),
  46: () => ({ topics: null }),
  48: () => ({ components: [{ entityType: "user", matchType: 2, match: null }] }),
  49: () => ({ entries: [{ entity: [{ entityType: "user", entityName: null }], ops: [] }] }),
  50: () => ({ users: null }),
  51: () => ({ deletions: [{ name: "a", mechanism: 1 }] }),
  55: () => ({ topics: [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }] }),
  57: (version) => ({
    featureUpdates: [
      { feature: "x", maxVersionLevel: 1, ...(version === 0 ? { allowDowngrade: true } : {}) },
    ],
  }),
  60: (version) => (version >= 2 ? { includeFencedBrokers: true } : {}),
  61: () => ({ topics: [{ name: "t", partitionIndexes: indexes }] }),
  64: () => ({ brokerId: 7 }),
  74: (version) => (version >= 1 ? { resourceTypes: [2, 4, 8, 16, 32] } : {}),
  75: () => ({ topics: [{ name: "t" }, { name: "nope" }] }),
  80: () => ({ clusterId: null, voterId: 3002 }),
  81: () => ({ clusterId: null, voterId: 3002 }),
};

const cases = [...brokerApis(broker()).values()].flatMap(({ api }) => {
  const [first, last] = versionBounds(api.request.versions);
  return Array.from({ length: last - first + 1 }, (_, i) => [api.name, first + i, api] as const);
});

test.each(cases)("%s %i", async (_name, version, api) => {
  const handler = brokerApis(broker()).get(api.key)!;
  const request = requests[api.key]!(version) as RequestInput<ApiSchema>;
  await expect(answer(handler, api, version, request)).resolves.toBeTypeOf("object");
});

test.each(cases)("%s %i when its handler fails", async (_name, version, api) => {
  const onError = brokerApis(broker()).get(api.key)!.onError!;
  const failing = {
    api,
    handle: (request: RequestOf<ApiSchema>) =>
      onError(request, ErrorCode.UNKNOWN_SERVER_ERROR, "it broke", version),
  };
  const request = requests[api.key]!(version) as RequestInput<ApiSchema>;
  await expect(answer(failing, api, version, request)).resolves.toBeTypeOf("object");
});
