// DescribeUserScramCredentials, API key 50: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeUserScramCredentialsRequest = {
  name: "DescribeUserScramCredentialsRequest",
  kind: "request",
  key: 50,
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "users",
      type: "[]UserName",
      versions: "0",
      nullable: "0",
      fields: [{ name: "name", type: "string", versions: "0" }],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeUserScramCredentialsResponse = {
  name: "DescribeUserScramCredentialsResponse",
  kind: "response",
  key: 50,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "errorMessage", type: "string", versions: "0", nullable: "0" },
    {
      name: "results",
      type: "[]DescribeUserScramCredentialsResult",
      versions: "0",
      fields: [
        { name: "user", type: "string", versions: "0" },
        { name: "errorCode", type: "int16", versions: "0" },
        { name: "errorMessage", type: "string", versions: "0", nullable: "0" },
        {
          name: "credentialInfos",
          type: "[]CredentialInfo",
          versions: "0",
          fields: [
            { name: "mechanism", type: "int8", versions: "0" },
            { name: "iterations", type: "int32", versions: "0" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeUserScramCredentials = {
  key: 50,
  name: "DescribeUserScramCredentials",
  listeners: ["broker", "controller"],
  request: DescribeUserScramCredentialsRequest,
  response: DescribeUserScramCredentialsResponse,
} as const satisfies ApiSchema;
