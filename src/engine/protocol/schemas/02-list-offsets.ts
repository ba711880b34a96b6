// ListOffsets, API key 2: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ListOffsetsRequest = {
  name: "ListOffsetsRequest",
  kind: "request",
  key: 2,
  versions: "1-11",
  flexible: "6-11",
  fields: [
    { name: "replicaId", type: "int32", versions: "1-11", entityType: "brokerId" },
    { name: "isolationLevel", type: "int8", versions: "2-11" },
    {
      name: "topics",
      type: "[]ListOffsetsTopic",
      versions: "1-11",
      fields: [
        { name: "name", type: "string", versions: "1-11", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]ListOffsetsPartition",
          versions: "1-11",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "1-11" },
            { name: "currentLeaderEpoch", type: "int32", versions: "4-11", default: -1, ignorable: true },
            { name: "timestamp", type: "int64", versions: "1-11" },
          ],
        },
      ],
    },
    { name: "timeoutMs", type: "int32", versions: "10-11", ignorable: true },
  ],
} as const satisfies MessageSchema;

export const ListOffsetsResponse = {
  name: "ListOffsetsResponse",
  kind: "response",
  key: 2,
  versions: "1-11",
  flexible: "6-11",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "2-11", ignorable: true },
    {
      name: "topics",
      type: "[]ListOffsetsTopicResponse",
      versions: "1-11",
      fields: [
        { name: "name", type: "string", versions: "1-11", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]ListOffsetsPartitionResponse",
          versions: "1-11",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "1-11" },
            { name: "errorCode", type: "int16", versions: "1-11" },
            { name: "timestamp", type: "int64", versions: "1-11", default: -1 },
            { name: "offset", type: "int64", versions: "1-11", default: -1 },
            { name: "leaderEpoch", type: "int32", versions: "4-11", default: -1 },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ListOffsets = {
  key: 2,
  name: "ListOffsets",
  listeners: ["broker"],
  request: ListOffsetsRequest,
  response: ListOffsetsResponse,
} as const satisfies ApiSchema;
