// Vote, API key 52: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const VoteRequest = {
  name: "VoteRequest",
  kind: "request",
  key: 52,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "clusterId", type: "string", versions: "0-2", nullable: "0-2", default: null },
    {
      name: "voterId",
      type: "int32",
      versions: "1-2",
      default: -1,
      ignorable: true,
      entityType: "brokerId",
    },
    {
      name: "topics",
      type: "[]TopicData",
      versions: "0-2",
      fields: [
        { name: "topicName", type: "string", versions: "0-2", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0-2",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-2" },
            { name: "replicaEpoch", type: "int32", versions: "0-2" },
            { name: "replicaId", type: "int32", versions: "0-2", entityType: "brokerId" },
            { name: "replicaDirectoryId", type: "uuid", versions: "1-2", ignorable: true },
            { name: "voterDirectoryId", type: "uuid", versions: "1-2", ignorable: true },
            { name: "lastOffsetEpoch", type: "int32", versions: "0-2" },
            { name: "lastOffset", type: "int64", versions: "0-2" },
            { name: "preVote", type: "bool", versions: "2" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const VoteResponse = {
  name: "VoteResponse",
  kind: "response",
  key: 52,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "errorCode", type: "int16", versions: "0-2" },
    {
      name: "topics",
      type: "[]TopicData",
      versions: "0-2",
      fields: [
        { name: "topicName", type: "string", versions: "0-2", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0-2",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-2" },
            { name: "errorCode", type: "int16", versions: "0-2" },
            { name: "leaderId", type: "int32", versions: "0-2", entityType: "brokerId" },
            { name: "leaderEpoch", type: "int32", versions: "0-2" },
            { name: "voteGranted", type: "bool", versions: "0-2" },
          ],
        },
      ],
    },
    {
      name: "nodeEndpoints",
      type: "[]NodeEndpoint",
      versions: "1-2",
      tag: 0,
      tagged: "1-2",
      fields: [
        { name: "nodeId", type: "int32", versions: "1-2", mapKey: true, entityType: "brokerId" },
        { name: "host", type: "string", versions: "1-2" },
        { name: "port", type: "uint16", versions: "1-2" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const Vote = {
  key: 52,
  name: "Vote",
  listeners: ["controller"],
  clusterAction: true,
  request: VoteRequest,
  response: VoteResponse,
} as const satisfies ApiSchema;
