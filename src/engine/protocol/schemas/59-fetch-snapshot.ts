// FetchSnapshot, API key 59: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const FetchSnapshotRequest = {
  name: "FetchSnapshotRequest",
  kind: "request",
  key: 59,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    {
      name: "clusterId",
      type: "string",
      versions: "0-1",
      nullable: "0-1",
      tag: 0,
      tagged: "0-1",
      default: null,
    },
    { name: "replicaId", type: "int32", versions: "0-1", default: -1, entityType: "brokerId" },
    { name: "maxBytes", type: "int32", versions: "0-1", default: 2147483647 },
    {
      name: "topics",
      type: "[]TopicSnapshot",
      versions: "0-1",
      fields: [
        { name: "name", type: "string", versions: "0-1", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionSnapshot",
          versions: "0-1",
          fields: [
            { name: "partition", type: "int32", versions: "0-1" },
            { name: "currentLeaderEpoch", type: "int32", versions: "0-1" },
            {
              name: "snapshotId",
              type: "SnapshotId",
              versions: "0-1",
              fields: [
                { name: "endOffset", type: "int64", versions: "0-1" },
                { name: "epoch", type: "int32", versions: "0-1" },
              ],
            },
            { name: "position", type: "int64", versions: "0-1" },
            {
              name: "replicaDirectoryId",
              type: "uuid",
              versions: "1",
              tag: 0,
              tagged: "1",
              ignorable: true,
            },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const FetchSnapshotResponse = {
  name: "FetchSnapshotResponse",
  kind: "response",
  key: 59,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1", ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-1" },
    {
      name: "topics",
      type: "[]TopicSnapshot",
      versions: "0-1",
      fields: [
        { name: "name", type: "string", versions: "0-1", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionSnapshot",
          versions: "0-1",
          fields: [
            { name: "index", type: "int32", versions: "0-1" },
            { name: "errorCode", type: "int16", versions: "0-1" },
            {
              name: "snapshotId",
              type: "SnapshotId",
              versions: "0-1",
              fields: [
                { name: "endOffset", type: "int64", versions: "0-1" },
                { name: "epoch", type: "int32", versions: "0-1" },
              ],
            },
            {
              name: "currentLeader",
              type: "LeaderIdAndEpoch",
              versions: "0-1",
              tag: 0,
              tagged: "0-1",
              fields: [
                { name: "leaderId", type: "int32", versions: "0-1", entityType: "brokerId" },
                { name: "leaderEpoch", type: "int32", versions: "0-1" },
              ],
            },
            { name: "size", type: "int64", versions: "0-1" },
            { name: "position", type: "int64", versions: "0-1" },
            { name: "unalignedRecords", type: "records", versions: "0-1", default: null },
          ],
        },
      ],
    },
    {
      name: "nodeEndpoints",
      type: "[]NodeEndpoint",
      versions: "1",
      tag: 0,
      tagged: "1",
      fields: [
        { name: "nodeId", type: "int32", versions: "1", mapKey: true, entityType: "brokerId" },
        { name: "host", type: "string", versions: "1" },
        { name: "port", type: "uint16", versions: "1" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const FetchSnapshot = {
  key: 59,
  name: "FetchSnapshot",
  listeners: ["controller"],
  request: FetchSnapshotRequest,
  response: FetchSnapshotResponse,
} as const satisfies ApiSchema;
