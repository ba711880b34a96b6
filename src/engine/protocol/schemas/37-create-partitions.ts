// CreatePartitions, API key 37: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const CreatePartitionsRequest = {
  name: "CreatePartitionsRequest",
  kind: "request",
  key: 37,
  versions: "0-3",
  flexible: "2-3",
  fields: [
    {
      name: "topics",
      type: "[]CreatePartitionsTopic",
      versions: "0-3",
      fields: [
        { name: "name", type: "string", versions: "0-3", mapKey: true, entityType: "topicName" },
        { name: "count", type: "int32", versions: "0-3" },
        {
          name: "assignments",
          type: "[]CreatePartitionsAssignment",
          versions: "0-3",
          nullable: "0-3",
          fields: [{ name: "brokerIds", type: "[]int32", versions: "0-3", entityType: "brokerId" }],
        },
      ],
    },
    { name: "timeoutMs", type: "int32", versions: "0-3" },
    { name: "validateOnly", type: "bool", versions: "0-3" },
  ],
} as const satisfies MessageSchema;

export const CreatePartitionsResponse = {
  name: "CreatePartitionsResponse",
  kind: "response",
  key: 37,
  versions: "0-3",
  flexible: "2-3",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-3" },
    {
      name: "results",
      type: "[]CreatePartitionsTopicResult",
      versions: "0-3",
      fields: [
        { name: "name", type: "string", versions: "0-3", entityType: "topicName" },
        { name: "errorCode", type: "int16", versions: "0-3" },
        { name: "errorMessage", type: "string", versions: "0-3", nullable: "0-3", default: null },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const CreatePartitions = {
  key: 37,
  name: "CreatePartitions",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: CreatePartitionsRequest,
  response: CreatePartitionsResponse,
} as const satisfies ApiSchema;
