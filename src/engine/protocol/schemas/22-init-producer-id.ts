// InitProducerId, API key 22: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const InitProducerIdRequest = {
  name: "InitProducerIdRequest",
  kind: "request",
  key: 22,
  versions: "0-6",
  flexible: "2-6",
  fields: [
    {
      name: "transactionalId",
      type: "string",
      versions: "0-6",
      nullable: "0-6",
      entityType: "transactionalId",
    },
    { name: "transactionTimeoutMs", type: "int32", versions: "0-6" },
    { name: "producerId", type: "int64", versions: "3-6", default: -1, entityType: "producerId" },
    { name: "producerEpoch", type: "int16", versions: "3-6", default: -1 },
    { name: "enable2Pc", type: "bool", versions: "6" },
    { name: "keepPreparedTxn", type: "bool", versions: "6" },
  ],
} as const satisfies MessageSchema;

export const InitProducerIdResponse = {
  name: "InitProducerIdResponse",
  kind: "response",
  key: 22,
  versions: "0-6",
  flexible: "2-6",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-6", ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-6" },
    { name: "producerId", type: "int64", versions: "0-6", default: -1, entityType: "producerId" },
    { name: "producerEpoch", type: "int16", versions: "0-6" },
    { name: "ongoingTxnProducerId", type: "int64", versions: "6", default: -1, entityType: "producerId" },
    { name: "ongoingTxnProducerEpoch", type: "int16", versions: "6", default: -1 },
  ],
} as const satisfies MessageSchema;

export const InitProducerId = {
  key: 22,
  name: "InitProducerId",
  listeners: ["broker"],
  latestVersionUnstable: true,
  request: InitProducerIdRequest,
  response: InitProducerIdResponse,
} as const satisfies ApiSchema;
