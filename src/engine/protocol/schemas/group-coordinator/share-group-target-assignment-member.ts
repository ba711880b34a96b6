// ShareGroupTargetAssignmentMemberKey and ShareGroupTargetAssignmentMemberValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ShareGroupTargetAssignmentMemberKey = {
  name: "ShareGroupTargetAssignmentMemberKey",
  kind: "group-coordinator",
  key: 13,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "memberId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const ShareGroupTargetAssignmentMemberValue = {
  name: "ShareGroupTargetAssignmentMemberValue",
  kind: "group-coordinator",
  key: 13,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "topicPartitions",
      type: "[]TopicPartition",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
