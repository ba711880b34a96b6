// ShareGroupTargetAssignmentMetadataKey and ShareGroupTargetAssignmentMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ShareGroupTargetAssignmentMetadataKey = {
  name: "ShareGroupTargetAssignmentMetadataKey",
  kind: "group-coordinator",
  key: 12,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "groupId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const ShareGroupTargetAssignmentMetadataValue = {
  name: "ShareGroupTargetAssignmentMetadataValue",
  kind: "group-coordinator",
  key: 12,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "assignmentEpoch", type: "int32", versions: "0" },
    { name: "assignmentTimestamp", type: "int64", versions: "0", tag: 0, tagged: "0", ignorable: true },
  ],
} as const satisfies MessageSchema;
