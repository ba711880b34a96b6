// CreateTopics, API key 19: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const CreateTopicsRequest = {
  name: "CreateTopicsRequest",
  kind: "request",
  key: 19,
  versions: "2-7",
  flexible: "5-7",
  fields: [
    {
      name: "topics",
      type: "[]CreatableTopic",
      versions: "2-7",
      fields: [
        { name: "name", type: "string", versions: "2-7", mapKey: true, entityType: "topicName" },
        { name: "numPartitions", type: "int32", versions: "2-7" },
        { name: "replicationFactor", type: "int16", versions: "2-7" },
        {
          name: "assignments",
          type: "[]CreatableReplicaAssignment",
          versions: "2-7",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "2-7", mapKey: true },
            { name: "brokerIds", type: "[]int32", versions: "2-7", entityType: "brokerId" },
          ],
        },
        {
          name: "configs",
          type: "[]CreatableTopicConfig",
          versions: "2-7",
          fields: [
            { name: "name", type: "string", versions: "2-7", mapKey: true },
            { name: "value", type: "string", versions: "2-7", nullable: "2-7" },
          ],
        },
      ],
    },
    { name: "timeoutMs", type: "int32", versions: "2-7", default: 60000 },
    { name: "validateOnly", type: "bool", versions: "2-7" },
  ],
} as const satisfies MessageSchema;

export const CreateTopicsResponse = {
  name: "CreateTopicsResponse",
  kind: "response",
  key: 19,
  versions: "2-7",
  flexible: "5-7",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "2-7", ignorable: true },
    {
      name: "topics",
      type: "[]CreatableTopicResult",
      versions: "2-7",
      fields: [
        { name: "name", type: "string", versions: "2-7", mapKey: true, entityType: "topicName" },
        { name: "topicId", type: "uuid", versions: "7", ignorable: true },
        { name: "errorCode", type: "int16", versions: "2-7" },
        { name: "errorMessage", type: "string", versions: "2-7", nullable: "2-7", ignorable: true },
        {
          name: "topicConfigErrorCode",
          type: "int16",
          versions: "5-7",
          tag: 0,
          tagged: "5-7",
          ignorable: true,
        },
        { name: "numPartitions", type: "int32", versions: "5-7", default: -1, ignorable: true },
        { name: "replicationFactor", type: "int16", versions: "5-7", default: -1, ignorable: true },
        {
          name: "configs",
          type: "[]CreatableTopicConfigs",
          versions: "5-7",
          nullable: "5-7",
          ignorable: true,
          fields: [
            { name: "name", type: "string", versions: "5-7" },
            { name: "value", type: "string", versions: "5-7", nullable: "5-7" },
            { name: "readOnly", type: "bool", versions: "5-7" },
            { name: "configSource", type: "int8", versions: "5-7", default: -1, ignorable: true },
            { name: "isSensitive", type: "bool", versions: "5-7" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const CreateTopics = {
  key: 19,
  name: "CreateTopics",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: CreateTopicsRequest,
  response: CreateTopicsResponse,
} as const satisfies ApiSchema;
