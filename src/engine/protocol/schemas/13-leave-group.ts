// LeaveGroup, API key 13: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const LeaveGroupRequest = {
  name: "LeaveGroupRequest",
  kind: "request",
  key: 13,
  versions: "0-5",
  flexible: "4-5",
  fields: [
    { name: "groupId", type: "string", versions: "0-5", entityType: "groupId" },
    { name: "memberId", type: "string", versions: "0-2" },
    {
      name: "members",
      type: "[]MemberIdentity",
      versions: "3-5",
      fields: [
        { name: "memberId", type: "string", versions: "3-5" },
        { name: "groupInstanceId", type: "string", versions: "3-5", nullable: "3-5", default: null },
        { name: "reason", type: "string", versions: "5", nullable: "5", default: null, ignorable: true },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const LeaveGroupResponse = {
  name: "LeaveGroupResponse",
  kind: "response",
  key: 13,
  versions: "0-5",
  flexible: "4-5",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-5", ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-5" },
    {
      name: "members",
      type: "[]MemberResponse",
      versions: "3-5",
      fields: [
        { name: "memberId", type: "string", versions: "3-5" },
        { name: "groupInstanceId", type: "string", versions: "3-5", nullable: "3-5" },
        { name: "errorCode", type: "int16", versions: "3-5" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const LeaveGroup = {
  key: 13,
  name: "LeaveGroup",
  listeners: ["broker"],
  request: LeaveGroupRequest,
  response: LeaveGroupResponse,
} as const satisfies ApiSchema;
