// AddOffsetsToTxn, API key 25: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AddOffsetsToTxnRequest = {
  name: "AddOffsetsToTxnRequest",
  kind: "request",
  key: 25,
  versions: "0-4",
  flexible: "3-4",
  fields: [
    { name: "transactionalId", type: "string", versions: "0-4", entityType: "transactionalId" },
    { name: "producerId", type: "int64", versions: "0-4", entityType: "producerId" },
    { name: "producerEpoch", type: "int16", versions: "0-4" },
    { name: "groupId", type: "string", versions: "0-4", entityType: "groupId" },
  ],
} as const satisfies MessageSchema;

export const AddOffsetsToTxnResponse = {
  name: "AddOffsetsToTxnResponse",
  kind: "response",
  key: 25,
  versions: "0-4",
  flexible: "3-4",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-4" },
    { name: "errorCode", type: "int16", versions: "0-4" },
  ],
} as const satisfies MessageSchema;

export const AddOffsetsToTxn = {
  key: 25,
  name: "AddOffsetsToTxn",
  listeners: ["broker"],
  request: AddOffsetsToTxnRequest,
  response: AddOffsetsToTxnResponse,
} as const satisfies ApiSchema;
