// UnregisterBroker, API key 64: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const UnregisterBrokerRequest = {
  name: "UnregisterBrokerRequest",
  kind: "request",
  key: 64,
  versions: "0",
  flexible: "0",
  fields: [{ name: "brokerId", type: "int32", versions: "0", entityType: "brokerId" }],
} as const satisfies MessageSchema;

export const UnregisterBrokerResponse = {
  name: "UnregisterBrokerResponse",
  kind: "response",
  key: 64,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "errorMessage", type: "string", versions: "0", nullable: "0" },
  ],
} as const satisfies MessageSchema;

export const UnregisterBroker = {
  key: 64,
  name: "UnregisterBroker",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: UnregisterBrokerRequest,
  response: UnregisterBrokerResponse,
} as const satisfies ApiSchema;
