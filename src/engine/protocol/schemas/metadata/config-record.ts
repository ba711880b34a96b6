// ConfigRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const ConfigRecord = {
  name: "ConfigRecord",
  kind: "metadata",
  key: 4,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "resourceType", type: "int8", versions: "0" },
    { name: "resourceName", type: "string", versions: "0" },
    { name: "name", type: "string", versions: "0" },
    { name: "value", type: "string", versions: "0", nullable: "0" },
  ],
} as const satisfies MessageSchema;
