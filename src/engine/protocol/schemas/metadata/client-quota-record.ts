// ClientQuotaRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const ClientQuotaRecord = {
  name: "ClientQuotaRecord",
  kind: "metadata",
  key: 14,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "entity",
      type: "[]EntityData",
      versions: "0",
      fields: [
        { name: "entityType", type: "string", versions: "0" },
        { name: "entityName", type: "string", versions: "0", nullable: "0" },
      ],
    },
    { name: "key", type: "string", versions: "0" },
    { name: "value", type: "float64", versions: "0" },
    { name: "remove", type: "bool", versions: "0" },
  ],
} as const satisfies MessageSchema;
