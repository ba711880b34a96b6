// NoOpRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const NoOpRecord = {
  name: "NoOpRecord",
  kind: "metadata",
  key: 20,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [],
} as const satisfies MessageSchema;
