// RequestHeader (header).
import type { MessageSchema } from "../../schema.ts";

export const RequestHeader = {
  name: "RequestHeader",
  kind: "header",
  versions: "1-2",
  flexible: "2",
  fields: [
    { name: "requestApiKey", type: "int16", versions: "1-2" },
    { name: "requestApiVersion", type: "int16", versions: "1-2" },
    { name: "correlationId", type: "int32", versions: "1-2" },
    { name: "clientId", type: "string", versions: "1-2", nullable: "1-2", flexible: "none" },
  ],
} as const satisfies MessageSchema;
