// DescribeGroups, API key 15: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeGroupsRequest = {
  name: "DescribeGroupsRequest",
  kind: "request",
  key: 15,
  versions: "0-6",
  flexible: "5-6",
  fields: [
    { name: "groups", type: "[]string", versions: "0-6", entityType: "groupId" },
    { name: "includeAuthorizedOperations", type: "bool", versions: "3-6" },
  ],
} as const satisfies MessageSchema;

export const DescribeGroupsResponse = {
  name: "DescribeGroupsResponse",
  kind: "response",
  key: 15,
  versions: "0-6",
  flexible: "5-6",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-6", ignorable: true },
    {
      name: "groups",
      type: "[]DescribedGroup",
      versions: "0-6",
      fields: [
        { name: "errorCode", type: "int16", versions: "0-6" },
        { name: "errorMessage", type: "string", versions: "6", nullable: "6", default: null },
        { name: "groupId", type: "string", versions: "0-6", entityType: "groupId" },
        { name: "groupState", type: "string", versions: "0-6" },
        { name: "protocolType", type: "string", versions: "0-6" },
        { name: "protocolData", type: "string", versions: "0-6" },
        {
          name: "members",
          type: "[]DescribedGroupMember",
          versions: "0-6",
          fields: [
            { name: "memberId", type: "string", versions: "0-6" },
            {
              name: "groupInstanceId",
              type: "string",
              versions: "4-6",
              nullable: "4-6",
              default: null,
              ignorable: true,
            },
            { name: "clientId", type: "string", versions: "0-6" },
            { name: "clientHost", type: "string", versions: "0-6" },
            { name: "memberMetadata", type: "bytes", versions: "0-6" },
            { name: "memberAssignment", type: "bytes", versions: "0-6" },
          ],
        },
        { name: "authorizedOperations", type: "int32", versions: "3-6", default: -2147483648 },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeGroups = {
  key: 15,
  name: "DescribeGroups",
  listeners: ["broker"],
  request: DescribeGroupsRequest,
  response: DescribeGroupsResponse,
} as const satisfies ApiSchema;
