// EndTxn, API key 26: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const EndTxnRequest = {
  name: "EndTxnRequest",
  kind: "request",
  key: 26,
  versions: "0-5",
  flexible: "3-5",
  fields: [
    { name: "transactionalId", type: "string", versions: "0-5", entityType: "transactionalId" },
    { name: "producerId", type: "int64", versions: "0-5", entityType: "producerId" },
    { name: "producerEpoch", type: "int16", versions: "0-5" },
    { name: "committed", type: "bool", versions: "0-5" },
  ],
} as const satisfies MessageSchema;

export const EndTxnResponse = {
  name: "EndTxnResponse",
  kind: "response",
  key: 26,
  versions: "0-5",
  flexible: "3-5",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-5" },
    { name: "errorCode", type: "int16", versions: "0-5" },
    {
      name: "producerId",
      type: "int64",
      versions: "5",
      default: -1,
      ignorable: true,
      entityType: "producerId",
    },
    { name: "producerEpoch", type: "int16", versions: "5", default: -1, ignorable: true },
  ],
} as const satisfies MessageSchema;

export const EndTxn = {
  key: 26,
  name: "EndTxn",
  listeners: ["broker"],
  request: EndTxnRequest,
  response: EndTxnResponse,
} as const satisfies ApiSchema;
