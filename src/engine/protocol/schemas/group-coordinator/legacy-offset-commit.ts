// LegacyOffsetCommitKey and LegacyOffsetCommitValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const LegacyOffsetCommitKey = {
  name: "LegacyOffsetCommitKey",
  kind: "group-coordinator",
  key: 0,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "group", type: "string", versions: "0" },
    { name: "topic", type: "string", versions: "0" },
    { name: "partition", type: "int32", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const LegacyOffsetCommitValue = {
  name: "LegacyOffsetCommitValue",
  kind: "group-coordinator",
  key: 0,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "offset", type: "int64", versions: "0" },
    { name: "metadata", type: "string", versions: "0" },
    { name: "commitTimestamp", type: "int64", versions: "0" },
  ],
} as const satisfies MessageSchema;
