// UserScramCredentialRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const UserScramCredentialRecord = {
  name: "UserScramCredentialRecord",
  kind: "metadata",
  key: 11,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "name", type: "string", versions: "0" },
    { name: "mechanism", type: "int8", versions: "0" },
    { name: "salt", type: "bytes", versions: "0" },
    { name: "storedKey", type: "bytes", versions: "0" },
    { name: "serverKey", type: "bytes", versions: "0" },
    { name: "iterations", type: "int32", versions: "0" },
  ],
} as const satisfies MessageSchema;
