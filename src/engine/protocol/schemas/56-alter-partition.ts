// AlterPartition, API key 56: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AlterPartitionRequest = {
  name: "AlterPartitionRequest",
  kind: "request",
  key: 56,
  versions: "2-3",
  flexible: "2-3",
  fields: [
    { name: "brokerId", type: "int32", versions: "2-3", entityType: "brokerId" },
    { name: "brokerEpoch", type: "int64", versions: "2-3", default: -1 },
    {
      name: "topics",
      type: "[]TopicData",
      versions: "2-3",
      fields: [
        { name: "topicId", type: "uuid", versions: "2-3", ignorable: true },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "2-3",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "2-3" },
            { name: "leaderEpoch", type: "int32", versions: "2-3" },
            { name: "newIsr", type: "[]int32", versions: "2", entityType: "brokerId" },
            {
              name: "newIsrWithEpochs",
              type: "[]BrokerState",
              versions: "3",
              fields: [
                { name: "brokerId", type: "int32", versions: "3", entityType: "brokerId" },
                { name: "brokerEpoch", type: "int64", versions: "3", default: -1 },
              ],
            },
            { name: "leaderRecoveryState", type: "int8", versions: "2-3" },
            { name: "partitionEpoch", type: "int32", versions: "2-3" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterPartitionResponse = {
  name: "AlterPartitionResponse",
  kind: "response",
  key: 56,
  versions: "2-3",
  flexible: "2-3",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "2-3" },
    { name: "errorCode", type: "int16", versions: "2-3" },
    {
      name: "topics",
      type: "[]TopicData",
      versions: "2-3",
      fields: [
        { name: "topicId", type: "uuid", versions: "2-3", ignorable: true },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "2-3",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "2-3" },
            { name: "errorCode", type: "int16", versions: "2-3" },
            { name: "leaderId", type: "int32", versions: "2-3", entityType: "brokerId" },
            { name: "leaderEpoch", type: "int32", versions: "2-3" },
            { name: "isr", type: "[]int32", versions: "2-3", entityType: "brokerId" },
            { name: "leaderRecoveryState", type: "int8", versions: "2-3", ignorable: true },
            { name: "partitionEpoch", type: "int32", versions: "2-3" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterPartition = {
  key: 56,
  name: "AlterPartition",
  listeners: ["controller"],
  clusterAction: true,
  request: AlterPartitionRequest,
  response: AlterPartitionResponse,
} as const satisfies ApiSchema;
