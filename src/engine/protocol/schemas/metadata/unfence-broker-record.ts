// UnfenceBrokerRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const UnfenceBrokerRecord = {
  name: "UnfenceBrokerRecord",
  kind: "metadata",
  key: 8,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "id", type: "int32", versions: "0", entityType: "brokerId" },
    { name: "epoch", type: "int64", versions: "0" },
  ],
} as const satisfies MessageSchema;
