// EndTransactionRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const EndTransactionRecord = {
  name: "EndTransactionRecord",
  kind: "metadata",
  key: 24,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [],
} as const satisfies MessageSchema;
