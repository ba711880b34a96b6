// ConsumerGroupCurrentMemberAssignmentKey and ConsumerGroupCurrentMemberAssignmentValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ConsumerGroupCurrentMemberAssignmentKey = {
  name: "ConsumerGroupCurrentMemberAssignmentKey",
  kind: "group-coordinator",
  key: 8,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "memberId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const ConsumerGroupCurrentMemberAssignmentValue = {
  name: "ConsumerGroupCurrentMemberAssignmentValue",
  kind: "group-coordinator",
  key: 8,
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
        { name: "assignmentEpochs", type: "[]int32", versions: "0", nullable: "0", tag: 0, tagged: "0" },
      ],
    },
    {
      name: "partitionsPendingRevocation",
      type: "[]TopicPartitions",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
        { name: "assignmentEpochs", type: "[]int32", versions: "0", nullable: "0", tag: 0, tagged: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
