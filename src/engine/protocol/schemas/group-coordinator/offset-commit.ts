// OffsetCommitKey and OffsetCommitValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const OffsetCommitKey = {
  name: "OffsetCommitKey",
  kind: "group-coordinator",
  key: 1,
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

export const OffsetCommitValue = {
  name: "OffsetCommitValue",
  kind: "group-coordinator",
  key: 1,
  part: "value",
  framing: "version",
  versions: "0-4",
  flexible: "4",
  fields: [
    { name: "offset", type: "int64", versions: "0-4" },
    { name: "leaderEpoch", type: "int32", versions: "3-4", default: -1, ignorable: true },
    { name: "metadata", type: "string", versions: "0-4" },
    { name: "commitTimestamp", type: "int64", versions: "0-4" },
    { name: "expireTimestamp", type: "int64", versions: "1", default: -1, ignorable: true },
    { name: "topicId", type: "uuid", versions: "4", tag: 0, tagged: "4", ignorable: true },
  ],
} as const satisfies MessageSchema;
