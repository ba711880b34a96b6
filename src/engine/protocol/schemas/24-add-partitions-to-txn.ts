// AddPartitionsToTxn, API key 24: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AddPartitionsToTxnRequest = {
  name: "AddPartitionsToTxnRequest",
  kind: "request",
  key: 24,
  versions: "0-5",
  flexible: "3-5",
  fields: [
    {
      name: "transactions",
      type: "[]AddPartitionsToTxnTransaction",
      versions: "4-5",
      fields: [
        {
          name: "transactionalId",
          type: "string",
          versions: "4-5",
          mapKey: true,
          entityType: "transactionalId",
        },
        { name: "producerId", type: "int64", versions: "4-5", entityType: "producerId" },
        { name: "producerEpoch", type: "int16", versions: "4-5" },
        { name: "verifyOnly", type: "bool", versions: "4-5" },
        {
          name: "topics",
          type: "[]AddPartitionsToTxnTopic",
          versions: "4-5",
          fields: [
            { name: "name", type: "string", versions: "4-5", mapKey: true, entityType: "topicName" },
            { name: "partitions", type: "[]int32", versions: "4-5" },
          ],
        },
      ],
    },
    { name: "v3AndBelowTransactionalId", type: "string", versions: "0-3", entityType: "transactionalId" },
    { name: "v3AndBelowProducerId", type: "int64", versions: "0-3", entityType: "producerId" },
    { name: "v3AndBelowProducerEpoch", type: "int16", versions: "0-3" },
    {
      name: "v3AndBelowTopics",
      type: "[]AddPartitionsToTxnTopic",
      versions: "0-3",
      fields: [
        { name: "name", type: "string", versions: "0-3", mapKey: true, entityType: "topicName" },
        { name: "partitions", type: "[]int32", versions: "0-3" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AddPartitionsToTxnResponse = {
  name: "AddPartitionsToTxnResponse",
  kind: "response",
  key: 24,
  versions: "0-5",
  flexible: "3-5",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-5" },
    { name: "errorCode", type: "int16", versions: "4-5", ignorable: true },
    {
      name: "resultsByTransaction",
      type: "[]AddPartitionsToTxnResult",
      versions: "4-5",
      fields: [
        {
          name: "transactionalId",
          type: "string",
          versions: "4-5",
          mapKey: true,
          entityType: "transactionalId",
        },
        {
          name: "topicResults",
          type: "[]AddPartitionsToTxnTopicResult",
          versions: "4-5",
          fields: [
            { name: "name", type: "string", versions: "4-5", mapKey: true, entityType: "topicName" },
            {
              name: "resultsByPartition",
              type: "[]AddPartitionsToTxnPartitionResult",
              versions: "4-5",
              fields: [
                { name: "partitionIndex", type: "int32", versions: "4-5", mapKey: true },
                { name: "partitionErrorCode", type: "int16", versions: "4-5" },
              ],
            },
          ],
        },
      ],
    },
    {
      name: "resultsByTopicV3AndBelow",
      type: "[]AddPartitionsToTxnTopicResult",
      versions: "0-3",
      fields: [
        { name: "name", type: "string", versions: "0-3", mapKey: true, entityType: "topicName" },
        {
          name: "resultsByPartition",
          type: "[]AddPartitionsToTxnPartitionResult",
          versions: "0-3",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-3", mapKey: true },
            { name: "partitionErrorCode", type: "int16", versions: "0-3" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AddPartitionsToTxn = {
  key: 24,
  name: "AddPartitionsToTxn",
  listeners: ["broker"],
  request: AddPartitionsToTxnRequest,
  response: AddPartitionsToTxnResponse,
} as const satisfies ApiSchema;
