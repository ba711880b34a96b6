// ListPartitionReassignments, API key 46: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ListPartitionReassignmentsRequest = {
  name: "ListPartitionReassignmentsRequest",
  kind: "request",
  key: 46,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "timeoutMs", type: "int32", versions: "0", default: 60000 },
    {
      name: "topics",
      type: "[]ListPartitionReassignmentsTopics",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "name", type: "string", versions: "0", entityType: "topicName" },
        { name: "partitionIndexes", type: "[]int32", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ListPartitionReassignmentsResponse = {
  name: "ListPartitionReassignmentsResponse",
  kind: "response",
  key: 46,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "errorMessage", type: "string", versions: "0", nullable: "0" },
    {
      name: "topics",
      type: "[]OngoingTopicReassignment",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]OngoingPartitionReassignment",
          versions: "0",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0" },
            { name: "replicas", type: "[]int32", versions: "0", entityType: "brokerId" },
            { name: "addingReplicas", type: "[]int32", versions: "0", entityType: "brokerId" },
            { name: "removingReplicas", type: "[]int32", versions: "0", entityType: "brokerId" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ListPartitionReassignments = {
  key: 46,
  name: "ListPartitionReassignments",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: ListPartitionReassignmentsRequest,
  response: ListPartitionReassignmentsResponse,
} as const satisfies ApiSchema;
