// ShareGroupCurrentMemberAssignmentKey and ShareGroupCurrentMemberAssignmentValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ShareGroupCurrentMemberAssignmentKey = {
  name: "ShareGroupCurrentMemberAssignmentKey",
  kind: "group-coordinator",
  key: 14,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "memberId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const ShareGroupCurrentMemberAssignmentValue = {
  name: "ShareGroupCurrentMemberAssignmentValue",
  kind: "group-coordinator",
  key: 14,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "memberEpoch", type: "int32", versions: "0" },
    { name: "previousMemberEpoch", type: "int32", versions: "0" },
    { name: "state", type: "int8", versions: "0" },
    {
      name: "assignedPartitions",
      type: "[]TopicPartitions",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
