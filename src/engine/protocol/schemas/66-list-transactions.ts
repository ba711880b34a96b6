// ListTransactions, API key 66: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ListTransactionsRequest = {
  name: "ListTransactionsRequest",
  kind: "request",
  key: 66,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "stateFilters", type: "[]string", versions: "0-2" },
    { name: "producerIdFilters", type: "[]int64", versions: "0-2", entityType: "producerId" },
    { name: "durationFilter", type: "int64", versions: "1-2", default: -1 },
    { name: "transactionalIdPattern", type: "string", versions: "2", nullable: "2", default: null },
  ],
} as const satisfies MessageSchema;

export const ListTransactionsResponse = {
  name: "ListTransactionsResponse",
  kind: "response",
  key: 66,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-2" },
    { name: "errorCode", type: "int16", versions: "0-2" },
    { name: "unknownStateFilters", type: "[]string", versions: "0-2" },
    {
      name: "transactionStates",
      type: "[]TransactionState",
      versions: "0-2",
      fields: [
        { name: "transactionalId", type: "string", versions: "0-2", entityType: "transactionalId" },
        { name: "producerId", type: "int64", versions: "0-2", entityType: "producerId" },
        { name: "transactionState", type: "string", versions: "0-2" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ListTransactions = {
  key: 66,
  name: "ListTransactions",
  listeners: ["broker"],
  request: ListTransactionsRequest,
  response: ListTransactionsResponse,
} as const satisfies ApiSchema;
