// ClearElrRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const ClearElrRecord = {
  name: "ClearElrRecord",
  kind: "metadata",
  key: 28,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [{ name: "topicName", type: "string", versions: "0", entityType: "topicName" }],
} as const satisfies MessageSchema;
