// StreamsGroupCurrentMemberAssignmentKey and StreamsGroupCurrentMemberAssignmentValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const StreamsGroupCurrentMemberAssignmentKey = {
  name: "StreamsGroupCurrentMemberAssignmentKey",
  kind: "group-coordinator",
  key: 22,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "memberId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const StreamsGroupCurrentMemberAssignmentValue = {
  name: "StreamsGroupCurrentMemberAssignmentValue",
  kind: "group-coordinator",
  key: 22,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "memberEpoch", type: "int32", versions: "0" },
    { name: "previousMemberEpoch", type: "int32", versions: "0" },
    { name: "state", type: "int8", versions: "0" },
    {
      name: "activeTasks",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
        { name: "assignmentEpochs", type: "[]int32", versions: "0", nullable: "0", tag: 0, tagged: "0" },
      ],
    },
    {
      name: "standbyTasks",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
        { name: "assignmentEpochs", type: "[]int32", versions: "0", nullable: "0", tag: 0, tagged: "0" },
      ],
    },
    {
      name: "warmupTasks",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
        { name: "assignmentEpochs", type: "[]int32", versions: "0", nullable: "0", tag: 0, tagged: "0" },
      ],
    },
    {
      name: "activeTasksPendingRevocation",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
        { name: "assignmentEpochs", type: "[]int32", versions: "0", nullable: "0", tag: 0, tagged: "0" },
      ],
    },
    {
      name: "standbyTasksPendingRevocation",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
        { name: "assignmentEpochs", type: "[]int32", versions: "0", nullable: "0", tag: 0, tagged: "0" },
      ],
    },
    {
      name: "warmupTasksPendingRevocation",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
        { name: "assignmentEpochs", type: "[]int32", versions: "0", nullable: "0", tag: 0, tagged: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
