// ExpireDelegationToken, API key 40: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ExpireDelegationTokenRequest = {
  name: "ExpireDelegationTokenRequest",
  kind: "request",
  key: 40,
  versions: "1-2",
  flexible: "2",
  fields: [
    { name: "hmac", type: "bytes", versions: "1-2" },
    { name: "expiryTimePeriodMs", type: "int64", versions: "1-2" },
  ],
} as const satisfies MessageSchema;

export const ExpireDelegationTokenResponse = {
  name: "ExpireDelegationTokenResponse",
  kind: "response",
  key: 40,
  versions: "1-2",
  flexible: "2",
  fields: [
    { name: "errorCode", type: "int16", versions: "1-2" },
    { name: "expiryTimestampMs", type: "int64", versions: "1-2" },
    { name: "throttleTimeMs", type: "int32", versions: "1-2" },
  ],
} as const satisfies MessageSchema;

export const ExpireDelegationToken = {
  key: 40,
  name: "ExpireDelegationToken",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: ExpireDelegationTokenRequest,
  response: ExpireDelegationTokenResponse,
} as const satisfies ApiSchema;
