// DeleteGroups, API key 42: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DeleteGroupsRequest = {
  name: "DeleteGroupsRequest",
  kind: "request",
  key: 42,
  versions: "0-2",
  flexible: "2",
  fields: [{ name: "groupsNames", type: "[]string", versions: "0-2", entityType: "groupId" }],
} as const satisfies MessageSchema;

export const DeleteGroupsResponse = {
  name: "DeleteGroupsResponse",
  kind: "response",
  key: 42,
  versions: "0-2",
  flexible: "2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-2" },
    {
      name: "results",
      type: "[]DeletableGroupResult",
      versions: "0-2",
      fields: [
        { name: "groupId", type: "string", versions: "0-2", mapKey: true, entityType: "groupId" },
        { name: "errorCode", type: "int16", versions: "0-2" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteGroups = {
  key: 42,
  name: "DeleteGroups",
  listeners: ["broker"],
  request: DeleteGroupsRequest,
  response: DeleteGroupsResponse,
} as const satisfies ApiSchema;
