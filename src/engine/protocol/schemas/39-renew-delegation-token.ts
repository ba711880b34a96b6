// RenewDelegationToken, API key 39: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const RenewDelegationTokenRequest = {
  name: "RenewDelegationTokenRequest",
  kind: "request",
  key: 39,
  versions: "1-2",
  flexible: "2",
  fields: [
    { name: "hmac", type: "bytes", versions: "1-2" },
    { name: "renewPeriodMs", type: "int64", versions: "1-2" },
  ],
} as const satisfies MessageSchema;

export const RenewDelegationTokenResponse = {
  name: "RenewDelegationTokenResponse",
  kind: "response",
  key: 39,
  versions: "1-2",
  flexible: "2",
  fields: [
    { name: "errorCode", type: "int16", versions: "1-2" },
    { name: "expiryTimestampMs", type: "int64", versions: "1-2" },
    { name: "throttleTimeMs", type: "int32", versions: "1-2" },
  ],
} as const satisfies MessageSchema;

export const RenewDelegationToken = {
  key: 39,
  name: "RenewDelegationToken",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: RenewDelegationTokenRequest,
  response: RenewDelegationTokenResponse,
} as const satisfies ApiSchema;
