// BeginTransactionRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const BeginTransactionRecord = {
  name: "BeginTransactionRecord",
  kind: "metadata",
  key: 23,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "name", type: "string", versions: "0", nullable: "0", tag: 0, tagged: "0", default: null },
  ],
} as const satisfies MessageSchema;
