// AccessControlEntryRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const AccessControlEntryRecord = {
  name: "AccessControlEntryRecord",
  kind: "metadata",
  key: 18,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "id", type: "uuid", versions: "0" },
    { name: "resourceType", type: "int8", versions: "0" },
    { name: "resourceName", type: "string", versions: "0" },
    { name: "patternType", type: "int8", versions: "0" },
    { name: "principal", type: "string", versions: "0" },
    { name: "host", type: "string", versions: "0" },
    { name: "operation", type: "int8", versions: "0" },
    { name: "permissionType", type: "int8", versions: "0" },
  ],
} as const satisfies MessageSchema;
