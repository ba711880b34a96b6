// EndTxnMarker (control).
import type { MessageSchema } from "../../schema.ts";

export const EndTxnMarker = {
  name: "EndTxnMarker",
  kind: "control",
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "none",
  fields: [{ name: "coordinatorEpoch", type: "int32", versions: "0" }],
} as const satisfies MessageSchema;
