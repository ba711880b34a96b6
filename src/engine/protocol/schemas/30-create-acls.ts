// CreateAcls, API key 30: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const CreateAclsRequest = {
  name: "CreateAclsRequest",
  kind: "request",
  key: 30,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    {
      name: "creations",
      type: "[]AclCreation",
      versions: "1-3",
      fields: [
        { name: "resourceType", type: "int8", versions: "1-3" },
        { name: "resourceName", type: "string", versions: "1-3" },
        { name: "resourcePatternType", type: "int8", versions: "1-3", default: 3 },
        { name: "principal", type: "string", versions: "1-3" },
        { name: "host", type: "string", versions: "1-3" },
        { name: "operation", type: "int8", versions: "1-3" },
        { name: "permissionType", type: "int8", versions: "1-3" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const CreateAclsResponse = {
  name: "CreateAclsResponse",
  kind: "response",
  key: 30,
  versions: "1-3",
  flexible: "2-3",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-3" },
    {
      name: "results",
      type: "[]AclCreationResult",
      versions: "1-3",
      fields: [
        { name: "errorCode", type: "int16", versions: "1-3" },
        { name: "errorMessage", type: "string", versions: "1-3", nullable: "1-3" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const CreateAcls = {
  key: 30,
  name: "CreateAcls",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: CreateAclsRequest,
  response: CreateAclsResponse,
} as const satisfies ApiSchema;
