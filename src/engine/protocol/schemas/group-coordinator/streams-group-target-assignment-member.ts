// StreamsGroupTargetAssignmentMemberKey and StreamsGroupTargetAssignmentMemberValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const StreamsGroupTargetAssignmentMemberKey = {
  name: "StreamsGroupTargetAssignmentMemberKey",
  kind: "group-coordinator",
  key: 21,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "memberId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const StreamsGroupTargetAssignmentMemberValue = {
  name: "StreamsGroupTargetAssignmentMemberValue",
  kind: "group-coordinator",
  key: 21,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "activeTasks",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    {
      name: "standbyTasks",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    {
      name: "warmupTasks",
      type: "[]TaskIds",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
