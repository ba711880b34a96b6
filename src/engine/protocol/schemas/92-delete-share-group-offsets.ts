// DeleteShareGroupOffsets, API key 92: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DeleteShareGroupOffsetsRequest = {
  name: "DeleteShareGroupOffsetsRequest",
  kind: "request",
  key: 92,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "groupId", type: "string", versions: "0", entityType: "groupId" },
    {
      name: "topics",
      type: "[]DeleteShareGroupOffsetsRequestTopic",
      versions: "0",
      fields: [{ name: "topicName", type: "string", versions: "0", entityType: "topicName" }],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteShareGroupOffsetsResponse = {
  name: "DeleteShareGroupOffsetsResponse",
  kind: "response",
  key: 92,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "errorMessage", type: "string", versions: "0", nullable: "0", default: null },
    {
      name: "responses",
      type: "[]DeleteShareGroupOffsetsResponseTopic",
      versions: "0",
      fields: [
        { name: "topicName", type: "string", versions: "0", entityType: "topicName" },
        { name: "topicId", type: "uuid", versions: "0" },
        { name: "errorCode", type: "int16", versions: "0" },
        { name: "errorMessage", type: "string", versions: "0", nullable: "0", default: null },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteShareGroupOffsets = {
  key: 92,
  name: "DeleteShareGroupOffsets",
  listeners: ["broker"],
  request: DeleteShareGroupOffsetsRequest,
  response: DeleteShareGroupOffsetsResponse,
} as const satisfies ApiSchema;
