// RemoveDelegationTokenRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const RemoveDelegationTokenRecord = {
  name: "RemoveDelegationTokenRecord",
  kind: "metadata",
  key: 26,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [{ name: "tokenId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;
