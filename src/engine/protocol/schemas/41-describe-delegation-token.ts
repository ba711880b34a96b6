// DescribeDelegationToken, API key 41: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeDelegationTokenRequest = {
  name: "DescribeDelegationTokenRequest",
  kind: "request",
  key: 41,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    {
      name: "owners",
      type: "[]DescribeDelegationTokenOwner",
      versions: "1-3",
      nullable: "1-3",
      fields: [
        { name: "principalType", type: "string", versions: "1-3" },
        { name: "principalName", type: "string", versions: "1-3" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeDelegationTokenResponse = {
  name: "DescribeDelegationTokenResponse",
  kind: "response",
  key: 41,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    { name: "errorCode", type: "int16", versions: "1-3" },
    {
      name: "tokens",
      type: "[]DescribedDelegationToken",
      versions: "1-3",
      fields: [
        { name: "principalType", type: "string", versions: "1-3" },
        { name: "principalName", type: "string", versions: "1-3" },
        { name: "tokenRequesterPrincipalType", type: "string", versions: "3" },
        { name: "tokenRequesterPrincipalName", type: "string", versions: "3" },
        { name: "issueTimestamp", type: "int64", versions: "1-3" },
        { name: "expiryTimestamp", type: "int64", versions: "1-3" },
        { name: "maxTimestamp", type: "int64", versions: "1-3" },
        { name: "tokenId", type: "string", versions: "1-3" },
        { name: "hmac", type: "bytes", versions: "1-3" },
        {
          name: "renewers",
          type: "[]DescribedDelegationTokenRenewer",
          versions: "1-3",
          fields: [
            { name: "principalType", type: "string", versions: "1-3" },
            { name: "principalName", type: "string", versions: "1-3" },
          ],
        },
      ],
    },
    { name: "throttleTimeMs", type: "int32", versions: "1-3" },
  ],
} as const satisfies MessageSchema;

export const DescribeDelegationToken = {
  key: 41,
  name: "DescribeDelegationToken",
  listeners: ["broker", "controller"],
  request: DescribeDelegationTokenRequest,
  response: DescribeDelegationTokenResponse,
} as const satisfies ApiSchema;
