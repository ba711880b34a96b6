// SaslAuthenticate, API key 36: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const SaslAuthenticateRequest = {
  name: "SaslAuthenticateRequest",
  kind: "request",
  key: 36,
  versions: "0-2",
  flexible: "2",
  fields: [{ name: "authBytes", type: "bytes", versions: "0-2" }],
} as const satisfies MessageSchema;

export const SaslAuthenticateResponse = {
  name: "SaslAuthenticateResponse",
  kind: "response",
  key: 36,
  versions: "0-2",
  flexible: "2",
  fields: [
    { name: "errorCode", type: "int16", versions: "0-2" },
    { name: "errorMessage", type: "string", versions: "0-2", nullable: "0-2" },
    { name: "authBytes", type: "bytes", versions: "0-2" },
    { name: "sessionLifetimeMs", type: "int64", versions: "1-2", ignorable: true },
  ],
} as const satisfies MessageSchema;

export const SaslAuthenticate = {
  key: 36,
  name: "SaslAuthenticate",
  listeners: ["broker", "controller"],
  request: SaslAuthenticateRequest,
  response: SaslAuthenticateResponse,
} as const satisfies ApiSchema;
