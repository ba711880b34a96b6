// RemoveUserScramCredentialRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const RemoveUserScramCredentialRecord = {
  name: "RemoveUserScramCredentialRecord",
  kind: "metadata",
  key: 22,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "name", type: "string", versions: "0" },
    { name: "mechanism", type: "int8", versions: "0" },
  ],
} as const satisfies MessageSchema;
