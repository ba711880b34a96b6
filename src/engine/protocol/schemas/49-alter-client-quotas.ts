// AlterClientQuotas, API key 49: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AlterClientQuotasRequest = {
  name: "AlterClientQuotasRequest",
  kind: "request",
  key: 49,
  versions: "0-1",
  flexible: "1",
  fields: [
    {
      name: "entries",
      type: "[]EntryData",
      versions: "0-1",
      fields: [
        {
          name: "entity",
          type: "[]EntityData",
          versions: "0-1",
          fields: [
            { name: "entityType", type: "string", versions: "0-1" },
            { name: "entityName", type: "string", versions: "0-1", nullable: "0-1" },
          ],
        },
        {
          name: "ops",
          type: "[]OpData",
          versions: "0-1",
          fields: [
            { name: "key", type: "string", versions: "0-1" },
            { name: "value", type: "float64", versions: "0-1" },
            { name: "remove", type: "bool", versions: "0-1" },
          ],
        },
      ],
    },
    { name: "validateOnly", type: "bool", versions: "0-1" },
  ],
} as const satisfies MessageSchema;

export const AlterClientQuotasResponse = {
  name: "AlterClientQuotasResponse",
  kind: "response",
  key: 49,
  versions: "0-1",
  flexible: "1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    {
      name: "entries",
      type: "[]EntryData",
      versions: "0-1",
      fields: [
        { name: "errorCode", type: "int16", versions: "0-1" },
        { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1" },
        {
          name: "entity",
          type: "[]EntityData",
          versions: "0-1",
          fields: [
            { name: "entityType", type: "string", versions: "0-1" },
            { name: "entityName", type: "string", versions: "0-1", nullable: "0-1" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterClientQuotas = {
  key: 49,
  name: "AlterClientQuotas",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: AlterClientQuotasRequest,
  response: AlterClientQuotasResponse,
} as const satisfies ApiSchema;
