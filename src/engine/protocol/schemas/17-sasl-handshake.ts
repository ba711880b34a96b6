// SaslHandshake, API key 17: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const SaslHandshakeRequest = {
  name: "SaslHandshakeRequest",
  kind: "request",
  key: 17,
  versions: "0-1",
  flexible: "none",
  fields: [{ name: "mechanism", type: "string", versions: "0-1" }],
} as const satisfies MessageSchema;

export const SaslHandshakeResponse = {
  name: "SaslHandshakeResponse",
  kind: "response",
  key: 17,
  versions: "0-1",
  flexible: "none",
  fields: [
    { name: "errorCode", type: "int16", versions: "0-1" },
    { name: "mechanisms", type: "[]string", versions: "0-1" },
  ],
} as const satisfies MessageSchema;

export const SaslHandshake = {
  key: 17,
  name: "SaslHandshake",
  listeners: ["broker", "controller"],
  request: SaslHandshakeRequest,
  response: SaslHandshakeResponse,
} as const satisfies ApiSchema;
