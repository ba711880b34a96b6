// DescribeTransactions, API key 65: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeTransactionsRequest = {
  name: "DescribeTransactionsRequest",
  kind: "request",
  key: 65,
  versions: "0",
  flexible: "0",
  fields: [{ name: "transactionalIds", type: "[]string", versions: "0", entityType: "transactionalId" }],
} as const satisfies MessageSchema;

export const DescribeTransactionsResponse = {
  name: "DescribeTransactionsResponse",
  kind: "response",
  key: 65,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    {
      name: "transactionStates",
      type: "[]TransactionState",
      versions: "0",
      fields: [
        { name: "errorCode", type: "int16", versions: "0" },
        { name: "transactionalId", type: "string", versions: "0", entityType: "transactionalId" },
        { name: "transactionState", type: "string", versions: "0" },
        { name: "transactionTimeoutMs", type: "int32", versions: "0" },
        { name: "transactionStartTimeMs", type: "int64", versions: "0" },
        { name: "producerId", type: "int64", versions: "0", entityType: "producerId" },
        { name: "producerEpoch", type: "int16", versions: "0" },
        {
          name: "topics",
          type: "[]TopicData",
          versions: "0",
          fields: [
            { name: "topic", type: "string", versions: "0", mapKey: true, entityType: "topicName" },
            { name: "partitions", type: "[]int32", versions: "0" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeTransactions = {
  key: 65,
  name: "DescribeTransactions",
  listeners: ["broker"],
  request: DescribeTransactionsRequest,
  response: DescribeTransactionsResponse,
} as const satisfies ApiSchema;
