// ConsumerGroupTargetAssignmentMetadataKey and ConsumerGroupTargetAssignmentMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ConsumerGroupTargetAssignmentMetadataKey = {
  name: "ConsumerGroupTargetAssignmentMetadataKey",
  kind: "group-coordinator",
  key: 6,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "groupId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const ConsumerGroupTargetAssignmentMetadataValue = {
  name: "ConsumerGroupTargetAssignmentMetadataValue",
  kind: "group-coordinator",
  key: 6,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "assignmentEpoch", type: "int32", versions: "0" },
    { name: "assignmentTimestamp", type: "int64", versions: "0", tag: 0, tagged: "0", ignorable: true },
  ],
} as const satisfies MessageSchema;
