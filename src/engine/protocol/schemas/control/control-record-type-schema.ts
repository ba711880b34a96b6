// ControlRecordTypeSchema (control).
import type { MessageSchema } from "../../schema.ts";

export const ControlRecordTypeSchema = {
  name: "ControlRecordTypeSchema",
  kind: "control",
  part: "key",
  framing: "version",
  versions: "0",
  flexible: "none",
  fields: [{ name: "type", type: "int16", versions: "0" }],
} as const satisfies MessageSchema;
