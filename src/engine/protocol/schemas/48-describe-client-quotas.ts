// DescribeClientQuotas, API key 48: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeClientQuotasRequest = {
  name: "DescribeClientQuotasRequest",
  kind: "request",
  key: 48,
  versions: "0-1",
  flexible: "1",
  fields: [
    {
      name: "components",
      type: "[]ComponentData",
      versions: "0-1",
      fields: [
        { name: "entityType", type: "string", versions: "0-1" },
        { name: "matchType", type: "int8", versions: "0-1" },
        { name: "match", type: "string", versions: "0-1", nullable: "0-1" },
      ],
    },
    { name: "strict", type: "bool", versions: "0-1" },
  ],
} as const satisfies MessageSchema;

export const DescribeClientQuotasResponse = {
  name: "DescribeClientQuotasResponse",
  kind: "response",
  key: 48,
  versions: "0-1",
  flexible: "1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    { name: "errorCode", type: "int16", versions: "0-1" },
    { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1" },
    {
      name: "entries",
      type: "[]EntryData",
      versions: "0-1",
      nullable: "0-1",
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
          name: "values",
          type: "[]ValueData",
          versions: "0-1",
          fields: [
            { name: "key", type: "string", versions: "0-1" },
            { name: "value", type: "float64", versions: "0-1" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeClientQuotas = {
  key: 48,
  name: "DescribeClientQuotas",
  listeners: ["broker"],
  request: DescribeClientQuotasRequest,
  response: DescribeClientQuotasResponse,
} as const satisfies ApiSchema;
