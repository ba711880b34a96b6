// Fetch, API key 1: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const FetchRequest = {
  name: "FetchRequest",
  kind: "request",
  key: 1,
  versions: "4-18",
  flexible: "12-18",
  fields: [
    {
      name: "clusterId",
      type: "string",
      versions: "12-18",
      nullable: "12-18",
      tag: 0,
      tagged: "12-18",
      default: null,
      ignorable: true,
    },
    { name: "replicaId", type: "int32", versions: "4-14", default: -1, entityType: "brokerId" },
    {
      name: "replicaState",
      type: "ReplicaState",
      versions: "15-18",
      tag: 1,
      tagged: "15-18",
      fields: [
        { name: "replicaId", type: "int32", versions: "15-18", default: -1, entityType: "brokerId" },
        { name: "replicaEpoch", type: "int64", versions: "15-18", default: -1 },
      ],
    },
    { name: "maxWaitMs", type: "int32", versions: "4-18" },
    { name: "minBytes", type: "int32", versions: "4-18" },
    { name: "maxBytes", type: "int32", versions: "4-18", default: 2147483647, ignorable: true },
    { name: "isolationLevel", type: "int8", versions: "4-18", ignorable: true },
    { name: "sessionId", type: "int32", versions: "7-18", ignorable: true },
    { name: "sessionEpoch", type: "int32", versions: "7-18", default: -1, ignorable: true },
    {
      name: "topics",
      type: "[]FetchTopic",
      versions: "4-18",
      fields: [
        { name: "topic", type: "string", versions: "4-12", ignorable: true, entityType: "topicName" },
        { name: "topicId", type: "uuid", versions: "13-18", ignorable: true },
        {
          name: "partitions",
          type: "[]FetchPartition",
          versions: "4-18",
          fields: [
            { name: "partition", type: "int32", versions: "4-18" },
            { name: "currentLeaderEpoch", type: "int32", versions: "9-18", default: -1, ignorable: true },
            { name: "fetchOffset", type: "int64", versions: "4-18" },
            { name: "lastFetchedEpoch", type: "int32", versions: "12-18", default: -1 },
            { name: "logStartOffset", type: "int64", versions: "5-18", default: -1, ignorable: true },
            { name: "partitionMaxBytes", type: "int32", versions: "4-18" },
            {
              name: "replicaDirectoryId",
              type: "uuid",
              versions: "17-18",
              tag: 0,
              tagged: "17-18",
              ignorable: true,
            },
            {
              name: "highWatermark",
              type: "int64",
              versions: "18",
              tag: 1,
              tagged: "18",
              default: "9223372036854775807",
              ignorable: true,
            },
          ],
        },
      ],
    },
    {
      name: "forgottenTopicsData",
      type: "[]ForgottenTopic",
      versions: "7-18",
      fields: [
        { name: "topic", type: "string", versions: "7-12", ignorable: true, entityType: "topicName" },
        { name: "topicId", type: "uuid", versions: "13-18", ignorable: true },
        { name: "partitions", type: "[]int32", versions: "7-18" },
      ],
    },
    { name: "rackId", type: "string", versions: "11-18", ignorable: true },
  ],
} as const satisfies MessageSchema;

export const FetchResponse = {
  name: "FetchResponse",
  kind: "response",
  key: 1,
  versions: "4-18",
  flexible: "12-18",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "4-18", ignorable: true },
    { name: "errorCode", type: "int16", versions: "7-18", ignorable: true },
    { name: "sessionId", type: "int32", versions: "7-18" },
    {
      name: "responses",
      type: "[]FetchableTopicResponse",
      versions: "4-18",
      fields: [
        { name: "topic", type: "string", versions: "4-12", ignorable: true, entityType: "topicName" },
        { name: "topicId", type: "uuid", versions: "13-18", ignorable: true },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "4-18",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "4-18" },
            { name: "errorCode", type: "int16", versions: "4-18" },
            { name: "highWatermark", type: "int64", versions: "4-18" },
            { name: "lastStableOffset", type: "int64", versions: "4-18", default: -1, ignorable: true },
            { name: "logStartOffset", type: "int64", versions: "5-18", default: -1, ignorable: true },
            {
              name: "divergingEpoch",
              type: "EpochEndOffset",
              versions: "12-18",
              tag: 0,
              tagged: "12-18",
              fields: [
                { name: "epoch", type: "int32", versions: "12-18", default: -1 },
                { name: "endOffset", type: "int64", versions: "12-18", default: -1 },
              ],
            },
            {
              name: "currentLeader",
              type: "LeaderIdAndEpoch",
              versions: "12-18",
              tag: 1,
              tagged: "12-18",
              fields: [
                { name: "leaderId", type: "int32", versions: "12-18", default: -1, entityType: "brokerId" },
                { name: "leaderEpoch", type: "int32", versions: "12-18", default: -1 },
              ],
            },
            {
              name: "snapshotId",
              type: "SnapshotId",
              versions: "12-18",
              tag: 2,
              tagged: "12-18",
              fields: [
                { name: "endOffset", type: "int64", versions: "12-18", default: -1 },
                { name: "epoch", type: "int32", versions: "12-18", default: -1 },
              ],
            },
            {
              name: "abortedTransactions",
              type: "[]AbortedTransaction",
              versions: "4-18",
              nullable: "4-18",
              ignorable: true,
              fields: [
                { name: "producerId", type: "int64", versions: "4-18", entityType: "producerId" },
                { name: "firstOffset", type: "int64", versions: "4-18" },
              ],
            },
            {
              name: "preferredReadReplica",
              type: "int32",
              versions: "11-18",
              default: -1,
              entityType: "brokerId",
            },
            { name: "records", type: "records", versions: "4-18", nullable: "4-18", default: null },
          ],
        },
      ],
    },
    {
      name: "nodeEndpoints",
      type: "[]NodeEndpoint",
      versions: "16-18",
      tag: 0,
      tagged: "16-18",
      fields: [
        { name: "nodeId", type: "int32", versions: "16-18", mapKey: true, entityType: "brokerId" },
        { name: "host", type: "string", versions: "16-18" },
        { name: "port", type: "int32", versions: "16-18" },
        { name: "rack", type: "string", versions: "16-18", nullable: "16-18", default: null },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const Fetch = {
  key: 1,
  name: "Fetch",
  listeners: ["broker", "controller"],
  request: FetchRequest,
  response: FetchResponse,
} as const satisfies ApiSchema;
