// Envelope, API key 58: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const EnvelopeRequest = {
  name: "EnvelopeRequest",
  kind: "request",
  key: 58,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "requestData", type: "bytes", versions: "0" },
    { name: "requestPrincipal", type: "bytes", versions: "0", nullable: "0" },
    { name: "clientHostAddress", type: "bytes", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const EnvelopeResponse = {
  name: "EnvelopeResponse",
  kind: "response",
  key: 58,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "responseData", type: "bytes", versions: "0", nullable: "0", default: null },
    { name: "errorCode", type: "int16", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const Envelope = {
  key: 58,
  name: "Envelope",
  listeners: ["controller"],
  clusterAction: true,
  request: EnvelopeRequest,
  response: EnvelopeResponse,
} as const satisfies ApiSchema;
