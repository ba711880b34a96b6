// SnapshotHeaderRecord (control).
import type { MessageSchema } from "../../schema.ts";

export const SnapshotHeaderRecord = {
  name: "SnapshotHeaderRecord",
  kind: "control",
  part: "value",
  framing: "none",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "version", type: "int16", versions: "0" },
    { name: "lastContainedLogTimestamp", type: "int64", versions: "0" },
  ],
} as const satisfies MessageSchema;
