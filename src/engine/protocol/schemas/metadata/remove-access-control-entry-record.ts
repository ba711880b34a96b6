// RemoveAccessControlEntryRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const RemoveAccessControlEntryRecord = {
  name: "RemoveAccessControlEntryRecord",
  kind: "metadata",
  key: 19,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [{ name: "id", type: "uuid", versions: "0" }],
} as const satisfies MessageSchema;
