// DeleteAcls, API key 31: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DeleteAclsRequest = {
  name: "DeleteAclsRequest",
  kind: "request",
  key: 31,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    {
      name: "filters",
      type: "[]DeleteAclsFilter",
      versions: "1-3",
      fields: [
        { name: "resourceTypeFilter", type: "int8", versions: "1-3" },
        { name: "resourceNameFilter", type: "string", versions: "1-3", nullable: "1-3" },
        { name: "patternTypeFilter", type: "int8", versions: "1-3", default: 3 },
        { name: "principalFilter", type: "string", versions: "1-3", nullable: "1-3" },
        { name: "hostFilter", type: "string", versions: "1-3", nullable: "1-3" },
        { name: "operation", type: "int8", versions: "1-3" },
        { name: "permissionType", type: "int8", versions: "1-3" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteAclsResponse = {
  name: "DeleteAclsResponse",
  kind: "response",
  key: 31,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-3" },
    {
      name: "filterResults",
      type: "[]DeleteAclsFilterResult",
      versions: "1-3",
      fields: [
        { name: "errorCode", type: "int16", versions: "1-3" },
        { name: "errorMessage", type: "string", versions: "1-3", nullable: "1-3" },
        {
          name: "matchingAcls",
          type: "[]DeleteAclsMatchingAcl",
          versions: "1-3",
          fields: [
            { name: "errorCode", type: "int16", versions: "1-3" },
            { name: "errorMessage", type: "string", versions: "1-3", nullable: "1-3" },
            { name: "resourceType", type: "int8", versions: "1-3" },
            { name: "resourceName", type: "string", versions: "1-3" },
            { name: "patternType", type: "int8", versions: "1-3", default: 3 },
            { name: "principal", type: "string", versions: "1-3" },
            { name: "host", type: "string", versions: "1-3" },
            { name: "operation", type: "int8", versions: "1-3" },
            { name: "permissionType", type: "int8", versions: "1-3" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteAcls = {
  key: 31,
  name: "DeleteAcls",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: DeleteAclsRequest,
  response: DeleteAclsResponse,
} as const satisfies ApiSchema;
