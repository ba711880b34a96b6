// OffsetForLeaderEpoch, API key 23: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const OffsetForLeaderEpochRequest = {
  name: "OffsetForLeaderEpochRequest",
  kind: "request",
  key: 23,
  versions: "2-4",
  flexible: "4",
  fields: [
    {
      name: "replicaId",
      type: "int32",
      versions: "3-4",
      default: -2,
      ignorable: true,
      entityType: "brokerId",
    },
    {
      name: "topics",
      type: "[]OffsetForLeaderTopic",
      versions: "2-4",
      fields: [
        { name: "topic", type: "string", versions: "2-4", mapKey: true, entityType: "topicName" },
        {
          name: "partitions",
          type: "[]OffsetForLeaderPartition",
          versions: "2-4",
          fields: [
            { name: "partition", type: "int32", versions: "2-4" },
            { name: "currentLeaderEpoch", type: "int32", versions: "2-4", default: -1, ignorable: true },
            { name: "leaderEpoch", type: "int32", versions: "2-4" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const OffsetForLeaderEpochResponse = {
  name: "OffsetForLeaderEpochResponse",
  kind: "response",
  key: 23,
  versions: "2-4",
  flexible: "4",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "2-4", ignorable: true },
    {
      name: "topics",
      type: "[]OffsetForLeaderTopicResult",
      versions: "2-4",
      fields: [
        { name: "topic", type: "string", versions: "2-4", mapKey: true, entityType: "topicName" },
        {
          name: "partitions",
          type: "[]EpochEndOffset",
          versions: "2-4",
          fields: [
            { name: "errorCode", type: "int16", versions: "2-4" },
            { name: "partition", type: "int32", versions: "2-4" },
            { name: "leaderEpoch", type: "int32", versions: "2-4", default: -1, ignorable: true },
            { name: "endOffset", type: "int64", versions: "2-4", default: -1 },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const OffsetForLeaderEpoch = {
  key: 23,
  name: "OffsetForLeaderEpoch",
  listeners: ["broker"],
  request: OffsetForLeaderEpochRequest,
  response: OffsetForLeaderEpochResponse,
} as const satisfies ApiSchema;
