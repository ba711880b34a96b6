// ListGroups, API key 16: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ListGroupsRequest = {
  name: "ListGroupsRequest",
  kind: "request",
  key: 16,
  versions: "0-5",
  flexible: "3-5",
  fields: [
    { name: "statesFilter", type: "[]string", versions: "4-5" },
    { name: "typesFilter", type: "[]string", versions: "5" },
  ],
} as const satisfies MessageSchema;

export const ListGroupsResponse = {
  name: "ListGroupsResponse",
  kind: "response",
  key: 16,
  versions: "0-5",
  flexible: "3-5",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-5", ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-5" },
    {
      name: "groups",
      type: "[]ListedGroup",
      versions: "0-5",
      fields: [
        { name: "groupId", type: "string", versions: "0-5", entityType: "groupId" },
        { name: "protocolType", type: "string", versions: "0-5" },
        { name: "groupState", type: "string", versions: "4-5", ignorable: true },
        { name: "groupType", type: "string", versions: "5", ignorable: true },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ListGroups = {
  key: 16,
  name: "ListGroups",
  listeners: ["broker"],
  request: ListGroupsRequest,
  response: ListGroupsResponse,
} as const satisfies ApiSchema;
