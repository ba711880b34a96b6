// JoinGroup, API key 11: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const JoinGroupRequest = {
  name: "JoinGroupRequest",
  kind: "request",
  key: 11,
  versions: "0-9",
  flexible: "6-9",
  fields: [
    { name: "groupId", type: "string", versions: "0-9", entityType: "groupId" },
    { name: "sessionTimeoutMs", type: "int32", versions: "0-9" },
    { name: "rebalanceTimeoutMs", type: "int32", versions: "1-9", default: -1, ignorable: true },
    { name: "memberId", type: "string", versions: "0-9" },
    { name: "groupInstanceId", type: "string", versions: "5-9", nullable: "5-9", default: null },
    { name: "protocolType", type: "string", versions: "0-9" },
    {
      name: "protocols",
      type: "[]JoinGroupRequestProtocol",
      versions: "0-9",
      fields: [
        { name: "name", type: "string", versions: "0-9", mapKey: true },
        { name: "metadata", type: "bytes", versions: "0-9" },
      ],
    },
    { name: "reason", type: "string", versions: "8-9", nullable: "8-9", default: null, ignorable: true },
  ],
} as const satisfies MessageSchema;

export const JoinGroupResponse = {
  name: "JoinGroupResponse",
  kind: "response",
  key: 11,
  versions: "0-9",
  flexible: "6-9",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "2-9", ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-9" },
    { name: "generationId", type: "int32", versions: "0-9", default: -1 },
    {
      name: "protocolType",
      type: "string",
      versions: "7-9",
      nullable: "7-9",
      default: null,
      ignorable: true,
    },
    { name: "protocolName", type: "string", versions: "0-9", nullable: "7-9" },
    { name: "leader", type: "string", versions: "0-9" },
    { name: "skipAssignment", type: "bool", versions: "9" },
    { name: "memberId", type: "string", versions: "0-9" },
    {
      name: "members",
      type: "[]JoinGroupResponseMember",
      versions: "0-9",
      fields: [
        { name: "memberId", type: "string", versions: "0-9" },
        {
          name: "groupInstanceId",
          type: "string",
          versions: "5-9",
          nullable: "5-9",
          default: null,
          ignorable: true,
        },
        { name: "metadata", type: "bytes", versions: "0-9" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const JoinGroup = {
  key: 11,
  name: "JoinGroup",
  listeners: ["broker"],
  request: JoinGroupRequest,
  response: JoinGroupResponse,
} as const satisfies ApiSchema;
