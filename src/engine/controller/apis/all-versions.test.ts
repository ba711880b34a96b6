// Every version of every API that the controller decides answers, with a decision and with an error: a field that an old
// version lacks must not be set, or the answer cannot be written.
import { expect, test } from "vitest";
import type { ApiHandler, HandlerResult, RequestContext } from "../../net/server.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import {
  decodeRequestBody,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from "../../protocol/frames.ts";
import { type ApiSchema, type RequestInput, type RequestOf, versionBounds } from "../../protocol/schema.ts";
import { metadataRecord } from "../../raft/metadata-record.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";
import { tokenHmac } from "../security/delegation-tokens.ts";
import { testState } from "../testing/test-state.ts";
import { controllerApis } from "./registry.ts";

const TOPIC_ID = "Yk1rtsEoS5W6Vbtpm5E7cA";
const DIRECTORY_ID = "tu3apuocBafTNskNF5jlqQ";
const TOKEN_ID = "ZSRdBgMYSHKSmpDPcbY0Og";
const NOW_MS = 1_700_000_000_000;

const records = [
  metadataRecord("RegisterBrokerRecord", 3, {
    ...{ brokerId: 1, incarnationId: TOPIC_ID, brokerEpoch: 3n, fenced: false, logDirs: [DIRECTORY_ID] },
    endPoints: [{ name: "PLAINTEXT", host: "localhost", port: 9092, securityProtocol: 0 }],
  }),
  metadataRecord("TopicRecord", 0, { name: "t", topicId: TOPIC_ID }),
  metadataRecord("PartitionRecord", 1, {
    ...{ partitionId: 0, topicId: TOPIC_ID, replicas: [1], isr: [1], leader: 1, leaderEpoch: 0 },
    ...{ partitionEpoch: 0, directories: [DIRECTORY_ID] },
  }),
  metadataRecord("DelegationTokenRecord", 0, {
    ...{ owner: "User:alice", requester: "User:alice", tokenId: TOKEN_ID, issueTimestamp: 0n },
    ...{ maxTimestamp: BigInt(2 * NOW_MS), expirationTimestamp: BigInt(2 * NOW_MS) },
  }),
];
const properties = { "authorizer.class.name": "any", "delegation.token.secret.key": "secret" };
const state = (): ControllerState => testState({ records, properties, nowMs: NOW_MS });
const hmac = tokenHmac("secret", TOKEN_ID);

const broker = { brokerId: 1, brokerEpoch: 3n };
const resources = [{ resourceType: 2, resourceName: "t", configs: [{ name: "retention.ms", value: "5" }] }];
const acl = {
  resourceType: 2,
  resourceName: "t",
  principal: "User:a",
  host: "*",
  operation: 3,
  permissionType: 3,
};
const anyAcl = {
  ...{ resourceTypeFilter: 1, resourceNameFilter: null, patternTypeFilter: 1, principalFilter: null },
  ...{ hostFilter: null, operation: 1, permissionType: 1 },
};
const requests: Readonly<Record<number, (version: number) => object>> = {
  19: () => ({ topics: [{ name: "u", numPartitions: 1, replicationFactor: 1 }] }),
  20: (version) => ({
    ...(version >= 6 ? { topics: [{ name: "t" }] } : { topicNames: ["t"] }),
    timeoutMs: 1,
  }),
  29: () => anyAcl,
  30: () => ({ creations: [acl, { ...acl, resourceType: 4 }] }),
  31: () => ({ filters: [anyAcl] }),
  33: () => ({ resources }),
  37: () => ({ topics: [{ name: "t", count: 2, assignments: null }], timeoutMs: 1 }),
  38: () => ({ renewers: [{ principalType: "User", principalName: "bob" }], maxLifetimeMs: 5n }),
  39: () => ({ hmac, renewPeriodMs: 5n }),
  40: () => ({ hmac, expiryTimePeriodMs: 5n }),
  43: () => ({ topicPartitions: [{ topic: "t", partitions: [0] }] }),
  44: () => ({ resources }),
  45: () => ({ topics: [{ name: "t", partitions: [{ partitionIndex: 0, replicas: [1] }] }] }),
  46: () => ({ topics: null }),
  49: () => ({ entries: [{ entity: [{ entityType: "user", entityName: null }], ops: [{ key: "x" }] }] }),
  51: () => ({ deletions: [{ name: "a", mechanism: 1 }] }),
  56: (version) => ({
    ...broker,
    topics: [
      {
        topicId: TOPIC_ID,
        partitions: [
          {
            partitionIndex: 0,
            ...(version >= 3 ? { newIsrWithEpochs: [{ brokerId: 1, brokerEpoch: 3n }] } : { newIsr: [1] }),
          },
        ],
      },
    ],
  }),
  57: () => ({ featureUpdates: [{ feature: "group.version", maxVersionLevel: 0 }] }),
  62: () => ({ brokerId: 2, clusterId: "cluster-0000000000000w" }),
  63: () => broker,
  64: () => ({ brokerId: 1 }),
  67: () => broker,
  70: () => ({ controllerId: 3001 }),
  73: () => ({
    ...broker,
    directories: [{ id: DIRECTORY_ID, topics: [{ topicId: TOPIC_ID, partitions: [{ partitionIndex: 0 }] }] }],
  }),
};

/** Decides at once, and forgets what it decided. */
const controller = {
  submit: async <R>(decide: (state: ControllerState) => Decision<R>): Promise<R> => decide(state()).response,
  ask: async <R>(answer: (state: ControllerState) => R): Promise<R> => answer(state()),
};
const silent = {
  submit: () => Promise.reject(new ControllerError(ErrorCode.NOT_CONTROLLER)),
  ask: () => Promise.reject(new ControllerError(ErrorCode.NOT_CONTROLLER)),
};

type Context = Parameters<typeof controllerApis>[0];
const handlers = (of: unknown): readonly ApiHandler[] =>
  [...controllerApis({ controller: of } as Context).values()].filter(
    ({ api }) => requests[api.key] !== undefined,
  );

async function asked(handler: ApiHandler, version: number): Promise<unknown> {
  const { api } = handler;
  const body = requests[api.key]!(version) as RequestInput<ApiSchema>;
  const frame = encodeRequest(api, version, 7, "test", body).subarray(4).slice();
  const header = decodeRequestHeader(frame, () => api)!;
  const request = decodeRequestBody(api, version, header.body) as RequestOf<ApiSchema>;
  const context = { apiVersion: version, principal: "User:alice", event: "client:1" } as RequestContext;
  const result = (await handler.handle(request, context)) as HandlerResult<ApiSchema>;
  if (result === null || typeof result === "symbol") return result;
  return decodeResponse(api, version, encodeResponse(api, version, 7, result).subarray(4));
}

const cases = handlers(controller).flatMap(({ api }) => {
  const [first, last] = versionBounds(api.request.versions);
  return Array.from({ length: last - first + 1 }, (_, i) => [api.name, first + i, api.key] as const);
});

test("nothing is left out", () => {
  expect(new Set(cases.map(([, , key]) => key)).size).toBe(Object.keys(requests).length);
});

test.each(cases)("%s %i", async (_name, version, key) => {
  const handler = handlers(controller).find(({ api }) => api.key === key)!;
  await expect(asked(handler, version)).resolves.toBeTypeOf("object");
});

test.each(cases)("%s %i of a controller that is not active", async (_name, version, key) => {
  const handler = handlers(silent).find(({ api }) => api.key === key)!;
  const answer = await asked(handler, version);
  expect(JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? Number(value) : value))).toContain(
    `"errorCode":${ErrorCode.NOT_CONTROLLER}`,
  );
});
