// DescribeAcls, API key 29: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeAclsRequest = {
  name: "DescribeAclsRequest",
  kind: "request",
  key: 29,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    { name: "resourceTypeFilter", type: "int8", versions: "1-3" },
    { name: "resourceNameFilter", type: "string", versions: "1-3", nullable: "1-3" },
    { name: "patternTypeFilter", type: "int8", versions: "1-3", default: 3 },
    { name: "principalFilter", type: "string", versions: "1-3", nullable: "1-3" },
    { name: "hostFilter", type: "string", versions: "1-3", nullable: "1-3" },
    { name: "operation", type: "int8", versions: "1-3" },
    { name: "permissionType", type: "int8", versions: "1-3" },
  ],
} as const satisfies MessageSchema;

export const DescribeAclsResponse = {
  name: "DescribeAclsResponse",
  kind: "response",
  key: 29,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-3" },
    { name: "errorCode", type: "int16", versions: "1-3" },
    { name: "errorMessage", type: "string", versions: "1-3", nullable: "1-3" },
    {
      name: "resources",
      type: "[]DescribeAclsResource",
      versions: "1-3",
      fields: [
        { name: "resourceType", type: "int8", versions: "1-3" },
        { name: "resourceName", type: "string", versions: "1-3" },
        { name: "patternType", type: "int8", versions: "1-3", default: 3 },
        {
          name: "acls",
          type: "[]AclDescription",
          versions: "1-3",
          fields: [
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

export const DescribeAcls = {
  key: 29,
  name: "DescribeAcls",
  listeners: ["broker", "controller"],
  request: DescribeAclsRequest,
  response: DescribeAclsResponse,
} as const satisfies ApiSchema;
