// AlterPartitionReassignments, API key 45: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AlterPartitionReassignmentsRequest = {
  name: "AlterPartitionReassignmentsRequest",
  kind: "request",
  key: 45,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "timeoutMs", type: "int32", versions: "0-1", default: 60000 },
    { name: "allowReplicationFactorChange", type: "bool", versions: "1", default: true },
    {
      name: "topics",
      type: "[]ReassignableTopic",
      versions: "0-1",
      fields: [
        { name: "name", type: "string", versions: "0-1", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]ReassignablePartition",
          versions: "0-1",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-1" },
            {
              name: "replicas",
              type: "[]int32",
              versions: "0-1",
              nullable: "0-1",
              default: null,
              entityType: "brokerId",
            },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterPartitionReassignmentsResponse = {
  name: "AlterPartitionReassignmentsResponse",
  kind: "response",
  key: 45,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    { name: "allowReplicationFactorChange", type: "bool", versions: "1", default: true, ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-1" },
    { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1" },
    {
      name: "responses",
      type: "[]ReassignableTopicResponse",
      versions: "0-1",
      fields: [
        { name: "name", type: "string", versions: "0-1", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]ReassignablePartitionResponse",
          versions: "0-1",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-1" },
            { name: "errorCode", type: "int16", versions: "0-1" },
            { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterPartitionReassignments = {
  key: 45,
  name: "AlterPartitionReassignments",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: AlterPartitionReassignmentsRequest,
  response: AlterPartitionReassignmentsResponse,
} as const satisfies ApiSchema;
