// TransactionLogKey and TransactionLogValue (transaction-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const TransactionLogKey = {
  name: "TransactionLogKey",
  kind: "transaction-coordinator",
  key: 0,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "transactionalId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const TransactionLogValue = {
  name: "TransactionLogValue",
  kind: "transaction-coordinator",
  key: 0,
  part: "value",
  framing: "version",
  versions: "0-1",
  flexible: "1",
  fields: [
    { name: "producerId", type: "int64", versions: "0-1" },
    { name: "previousProducerId", type: "int64", versions: "1", tag: 0, tagged: "1", default: -1 },
    { name: "nextProducerId", type: "int64", versions: "1", tag: 1, tagged: "1", default: -1 },
    { name: "producerEpoch", type: "int16", versions: "0-1" },
    { name: "nextProducerEpoch", type: "int16", versions: "1", tag: 3, tagged: "1", default: -1 },
    { name: "transactionTimeoutMs", type: "int32", versions: "0-1" },
    { name: "transactionStatus", type: "int8", versions: "0-1" },
    {
      name: "transactionPartitions",
      type: "[]PartitionsSchema",
      versions: "0-1",
      nullable: "0-1",
      fields: [
        { name: "topic", type: "string", versions: "0-1" },
        { name: "partitionIds", type: "[]int32", versions: "0-1" },
      ],
    },
    { name: "transactionLastUpdateTimestampMs", type: "int64", versions: "0-1" },
    { name: "transactionStartTimestampMs", type: "int64", versions: "0-1" },
    { name: "clientTransactionVersion", type: "int16", versions: "1", tag: 2, tagged: "1" },
  ],
} as const satisfies MessageSchema;
