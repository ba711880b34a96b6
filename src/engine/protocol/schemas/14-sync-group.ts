// SyncGroup, API key 14: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const SyncGroupRequest = {
  name: "SyncGroupRequest",
  kind: "request",
  key: 14,
  versions: "0-5",
  flexible: "4-5",
  fields: [
    { name: "groupId", type: "string", versions: "0-5", entityType: "groupId" },
    { name: "generationId", type: "int32", versions: "0-5" },
    { name: "memberId", type: "string", versions: "0-5" },
    { name: "groupInstanceId", type: "string", versions: "3-5", nullable: "3-5", default: null },
    { name: "protocolType", type: "string", versions: "5", nullable: "5", default: null, ignorable: true },
    { name: "protocolName", type: "string", versions: "5", nullable: "5", default: null, ignorable: true },
    {
      name: "assignments",
      type: "[]SyncGroupRequestAssignment",
      versions: "0-5",
      fields: [
        { name: "memberId", type: "string", versions: "0-5" },
        { name: "assignment", type: "bytes", versions: "0-5" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const SyncGroupResponse = {
  name: "SyncGroupResponse",
  kind: "response",
  key: 14,
  versions: "0-5",
  flexible: "4-5",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-5", ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-5" },
    { name: "protocolType", type: "string", versions: "5", nullable: "5", default: null, ignorable: true },
    { name: "protocolName", type: "string", versions: "5", nullable: "5", default: null, ignorable: true },
    { name: "assignment", type: "bytes", versions: "0-5" },
  ],
} as const satisfies MessageSchema;

export const SyncGroup = {
  key: 14,
  name: "SyncGroup",
  listeners: ["broker"],
  request: SyncGroupRequest,
  response: SyncGroupResponse,
} as const satisfies ApiSchema;
