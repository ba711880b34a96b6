// DescribeTopicPartitions, API key 75: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeTopicPartitionsRequest = {
  name: "DescribeTopicPartitionsRequest",
  kind: "request",
  key: 75,
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "topics",
      type: "[]TopicRequest",
      versions: "0",
      fields: [{ name: "name", type: "string", versions: "0", entityType: "topicName" }],
    },
    { name: "responsePartitionLimit", type: "int32", versions: "0", default: 2000 },
    {
      name: "cursor",
      type: "Cursor",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "topicName", type: "string", versions: "0", entityType: "topicName" },
        { name: "partitionIndex", type: "int32", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeTopicPartitionsResponse = {
  name: "DescribeTopicPartitionsResponse",
  kind: "response",
  key: 75,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0", ignorable: true },
    {
      name: "topics",
      type: "[]DescribeTopicPartitionsResponseTopic",
      versions: "0",
      fields: [
        { name: "errorCode", type: "int16", versions: "0" },
        {
          name: "name",
          type: "string",
          versions: "0",
          nullable: "0",
          mapKey: true,
          entityType: "topicName",
        },
        { name: "topicId", type: "uuid", versions: "0", ignorable: true },
        { name: "isInternal", type: "bool", versions: "0", ignorable: true },
        {
          name: "partitions",
          type: "[]DescribeTopicPartitionsResponsePartition",
          versions: "0",
          fields: [
            { name: "errorCode", type: "int16", versions: "0" },
            { name: "partitionIndex", type: "int32", versions: "0" },
            { name: "leaderId", type: "int32", versions: "0", entityType: "brokerId" },
            { name: "leaderEpoch", type: "int32", versions: "0", default: -1, ignorable: true },
            { name: "replicaNodes", type: "[]int32", versions: "0", entityType: "brokerId" },
            { name: "isrNodes", type: "[]int32", versions: "0", entityType: "brokerId" },
            {
              name: "eligibleLeaderReplicas",
              type: "[]int32",
              versions: "0",
              nullable: "0",
              default: null,
              entityType: "brokerId",
            },
            {
              name: "lastKnownElr",
              type: "[]int32",
              versions: "0",
              nullable: "0",
              default: null,
              entityType: "brokerId",
            },
            {
              name: "offlineReplicas",
              type: "[]int32",
              versions: "0",
              ignorable: true,
              entityType: "brokerId",
            },
          ],
        },
        { name: "topicAuthorizedOperations", type: "int32", versions: "0", default: -2147483648 },
      ],
    },
    {
      name: "nextCursor",
      type: "Cursor",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "topicName", type: "string", versions: "0", entityType: "topicName" },
        { name: "partitionIndex", type: "int32", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeTopicPartitions = {
  key: 75,
  name: "DescribeTopicPartitions",
  listeners: ["broker"],
  request: DescribeTopicPartitionsRequest,
  response: DescribeTopicPartitionsResponse,
} as const satisfies ApiSchema;
