// AlterShareGroupOffsets, API key 91: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AlterShareGroupOffsetsRequest = {
  name: "AlterShareGroupOffsetsRequest",
  kind: "request",
  key: 91,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "groupId", type: "string", versions: "0", entityType: "groupId" },
    {
      name: "topics",
      type: "[]AlterShareGroupOffsetsRequestTopic",
      versions: "0",
      fields: [
        { name: "topicName", type: "string", versions: "0", mapKey: true, entityType: "topicName" },
        {
          name: "partitions",
          type: "[]AlterShareGroupOffsetsRequestPartition",
          versions: "0",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0" },
            { name: "startOffset", type: "int64", versions: "0" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterShareGroupOffsetsResponse = {
  name: "AlterShareGroupOffsetsResponse",
  kind: "response",
  key: 91,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "errorMessage", type: "string", versions: "0", nullable: "0", default: null },
    {
      name: "responses",
      type: "[]AlterShareGroupOffsetsResponseTopic",
      versions: "0",
      fields: [
        { name: "topicName", type: "string", versions: "0", mapKey: true, entityType: "topicName" },
        { name: "topicId", type: "uuid", versions: "0" },
        {
          name: "partitions",
          type: "[]AlterShareGroupOffsetsResponsePartition",
          versions: "0",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0" },
            { name: "errorCode", type: "int16", versions: "0" },
            { name: "errorMessage", type: "string", versions: "0", nullable: "0", default: null },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterShareGroupOffsets = {
  key: 91,
  name: "AlterShareGroupOffsets",
  listeners: ["broker"],
  request: AlterShareGroupOffsetsRequest,
  response: AlterShareGroupOffsetsResponse,
} as const satisfies ApiSchema;
