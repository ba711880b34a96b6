// ResponseHeader (header).
import type { MessageSchema } from "../../schema.ts";

export const ResponseHeader = {
  name: "ResponseHeader",
  kind: "header",
  versions: "0-1",
  flexible: "1",
  fields: [{ name: "correlationId", type: "int32", versions: "0-1" }],
} as const satisfies MessageSchema;
