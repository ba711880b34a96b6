// ListConfigResources, API key 74: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ListConfigResourcesRequest = {
  name: "ListConfigResourcesRequest",
  kind: "request",
  key: 74,
  versions: "0-1",
  flexible: "0-1",
  fields: [{ name: "resourceTypes", type: "[]int8", versions: "1" }],
} as const satisfies MessageSchema;

export const ListConfigResourcesResponse = {
  name: "ListConfigResourcesResponse",
  kind: "response",
  key: 74,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    { name: "errorCode", type: "int16", versions: "0-1" },
    {
      name: "configResources",
      type: "[]ConfigResource",
      versions: "0-1",
      fields: [
        { name: "resourceName", type: "string", versions: "0-1" },
        { name: "resourceType", type: "int8", versions: "1", default: 16, ignorable: true },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ListConfigResources = {
  key: 74,
  name: "ListConfigResources",
  listeners: ["broker"],
  request: ListConfigResourcesRequest,
  response: ListConfigResourcesResponse,
} as const satisfies ApiSchema;
