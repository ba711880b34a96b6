// AlterUserScramCredentials, API key 51: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AlterUserScramCredentialsRequest = {
  name: "AlterUserScramCredentialsRequest",
  kind: "request",
  key: 51,
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "deletions",
      type: "[]ScramCredentialDeletion",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0" },
        { name: "mechanism", type: "int8", versions: "0" },
      ],
    },
    {
      name: "upsertions",
      type: "[]ScramCredentialUpsertion",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0" },
        { name: "mechanism", type: "int8", versions: "0" },
        { name: "iterations", type: "int32", versions: "0" },
        { name: "salt", type: "bytes", versions: "0" },
        { name: "saltedPassword", type: "bytes", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterUserScramCredentialsResponse = {
  name: "AlterUserScramCredentialsResponse",
  kind: "response",
  key: 51,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    {
      name: "results",
      type: "[]AlterUserScramCredentialsResult",
      versions: "0",
      fields: [
        { name: "user", type: "string", versions: "0" },
        { name: "errorCode", type: "int16", versions: "0" },
        { name: "errorMessage", type: "string", versions: "0", nullable: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterUserScramCredentials = {
  key: 51,
  name: "AlterUserScramCredentials",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: AlterUserScramCredentialsRequest,
  response: AlterUserScramCredentialsResponse,
} as const satisfies ApiSchema;
