// AbortTransactionRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const AbortTransactionRecord = {
  name: "AbortTransactionRecord",
  kind: "metadata",
  key: 25,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "reason", type: "string", versions: "0", nullable: "0", tag: 0, tagged: "0", default: null },
  ],
} as const satisfies MessageSchema;
