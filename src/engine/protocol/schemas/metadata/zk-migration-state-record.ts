// ZkMigrationStateRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const ZkMigrationStateRecord = {
  name: "ZkMigrationStateRecord",
  kind: "metadata",
  key: 21,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [{ name: "zkMigrationState", type: "int8", versions: "0" }],
} as const satisfies MessageSchema;
