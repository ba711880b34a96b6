// DescribeProducers, API key 61: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeProducersRequest = {
  name: "DescribeProducersRequest",
  kind: "request",
  key: 61,
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "topics",
      type: "[]TopicRequest",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", entityType: "topicName" },
        { name: "partitionIndexes", type: "[]int32", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeProducersResponse = {
  name: "DescribeProducersResponse",
  kind: "response",
  key: 61,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    {
      name: "topics",
      type: "[]TopicResponse",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionResponse",
          versions: "0",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0" },
            { name: "errorCode", type: "int16", versions: "0" },
            { name: "errorMessage", type: "string", versions: "0", nullable: "0", default: null },
            {
              name: "activeProducers",
              type: "[]ProducerState",
              versions: "0",
              fields: [
                { name: "producerId", type: "int64", versions: "0", entityType: "producerId" },
                { name: "producerEpoch", type: "int32", versions: "0" },
                { name: "lastSequence", type: "int32", versions: "0", default: -1 },
                { name: "lastTimestamp", type: "int64", versions: "0", default: -1 },
                { name: "coordinatorEpoch", type: "int32", versions: "0" },
                { name: "currentTxnStartOffset", type: "int64", versions: "0", default: -1 },
              ],
            },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeProducers = {
  key: 61,
  name: "DescribeProducers",
  listeners: ["broker"],
  request: DescribeProducersRequest,
  response: DescribeProducersResponse,
} as const satisfies ApiSchema;
