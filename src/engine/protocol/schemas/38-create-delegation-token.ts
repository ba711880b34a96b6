// CreateDelegationToken, API key 38: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const CreateDelegationTokenRequest = {
  name: "CreateDelegationTokenRequest",
  kind: "request",
  key: 38,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    { name: "ownerPrincipalType", type: "string", versions: "3", nullable: "3" },
    { name: "ownerPrincipalName", type: "string", versions: "3", nullable: "3" },
    {
      name: "renewers",
      type: "[]CreatableRenewers",
      versions: "1-3",
      fields: [
        { name: "principalType", type: "string", versions: "1-3" },
        { name: "principalName", type: "string", versions: "1-3" },
      ],
    },
    { name: "maxLifetimeMs", type: "int64", versions: "1-3" },
  ],
} as const satisfies MessageSchema;

export const CreateDelegationTokenResponse = {
  name: "CreateDelegationTokenResponse",
  kind: "response",
  key: 38,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    { name: "errorCode", type: "int16", versions: "1-3" },
    { name: "principalType", type: "string", versions: "1-3" },
    { name: "principalName", type: "string", versions: "1-3" },
    { name: "tokenRequesterPrincipalType", type: "string", versions: "3" },
    { name: "tokenRequesterPrincipalName", type: "string", versions: "3" },
    { name: "issueTimestampMs", type: "int64", versions: "1-3" },
    { name: "expiryTimestampMs", type: "int64", versions: "1-3" },
    { name: "maxTimestampMs", type: "int64", versions: "1-3" },
    { name: "tokenId", type: "string", versions: "1-3" },
    { name: "hmac", type: "bytes", versions: "1-3" },
    { name: "throttleTimeMs", type: "int32", versions: "1-3" },
  ],
} as const satisfies MessageSchema;

export const CreateDelegationToken = {
  key: 38,
  name: "CreateDelegationToken",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: CreateDelegationTokenRequest,
  response: CreateDelegationTokenResponse,
} as const satisfies ApiSchema;
