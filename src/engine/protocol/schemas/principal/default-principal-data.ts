// DefaultPrincipalData (principal).
import type { MessageSchema } from "../../schema.ts";

export const DefaultPrincipalData = {
  name: "DefaultPrincipalData",
  kind: "principal",
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "type", type: "string", versions: "0" },
    { name: "name", type: "string", versions: "0" },
    { name: "tokenAuthenticated", type: "bool", versions: "0" },
  ],
} as const satisfies MessageSchema;
