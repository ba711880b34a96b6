// OffsetDelete, API key 47: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const OffsetDeleteRequest = {
  name: "OffsetDeleteRequest",
  kind: "request",
  key: 47,
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0", entityType: "groupId" },
    {
      name: "topics",
      type: "[]OffsetDeleteRequestTopic",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", mapKey: true, entityType: "topicName" },
        {
          name: "partitions",
          type: "[]OffsetDeleteRequestPartition",
          versions: "0",
          fields: [{ name: "partitionIndex", type: "int32", versions: "0" }],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const OffsetDeleteResponse = {
  name: "OffsetDeleteResponse",
  kind: "response",
  key: 47,
  versions: "0",
  flexible: "none",
  fields: [
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "throttleTimeMs", type: "int32", versions: "0", ignorable: true },
    {
      name: "topics",
      type: "[]OffsetDeleteResponseTopic",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", mapKey: true, entityType: "topicName" },
        {
          name: "partitions",
          type: "[]OffsetDeleteResponsePartition",
          versions: "0",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0", mapKey: true },
            { name: "errorCode", type: "int16", versions: "0" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const OffsetDelete = {
  key: 47,
  name: "OffsetDelete",
  listeners: ["broker"],
  request: OffsetDeleteRequest,
  response: OffsetDeleteResponse,
} as const satisfies ApiSchema;
