// DeleteTopics, API key 20: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DeleteTopicsRequest = {
  name: "DeleteTopicsRequest",
  kind: "request",
  key: 20,
  versions: "1-6",
  flexible: "4-6",
  fields: [
    {
      name: "topics",
      type: "[]DeleteTopicState",
      versions: "6",
      fields: [
        {
          name: "name",
          type: "string",
          versions: "6",
          nullable: "6",
          default: null,
          entityType: "topicName",
        },
        { name: "topicId", type: "uuid", versions: "6" },
      ],
    },
    { name: "topicNames", type: "[]string", versions: "1-5", ignorable: true, entityType: "topicName" },
    { name: "timeoutMs", type: "int32", versions: "1-6" },
  ],
} as const satisfies MessageSchema;

export const DeleteTopicsResponse = {
  name: "DeleteTopicsResponse",
  kind: "response",
  key: 20,
  versions: "1-6",
  flexible: "4-6",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-6", ignorable: true },
    {
      name: "responses",
      type: "[]DeletableTopicResult",
      versions: "1-6",
      fields: [
        {
          name: "name",
          type: "string",
          versions: "1-6",
          nullable: "6",
          mapKey: true,
          entityType: "topicName",
        },
        { name: "topicId", type: "uuid", versions: "6", ignorable: true },
        { name: "errorCode", type: "int16", versions: "1-6" },
        {
          name: "errorMessage",
          type: "string",
          versions: "5-6",
          nullable: "5-6",
          default: null,
          ignorable: true,
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteTopics = {
  key: 20,
  name: "DeleteTopics",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: DeleteTopicsRequest,
  response: DeleteTopicsResponse,
} as const satisfies ApiSchema;
