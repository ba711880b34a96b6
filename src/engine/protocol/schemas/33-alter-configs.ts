// AlterConfigs, API key 33: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AlterConfigsRequest = {
  name: "AlterConfigsRequest",
  kind: "request",
  key: 33,
  versions: "0-2",
  flexible: "2",
  fields: [
    {
      name: "resources",
      type: "[]AlterConfigsResource",
      versions: "0-2",
      fields: [
        { name: "resourceType", type: "int8", versions: "0-2", mapKey: true },
        { name: "resourceName", type: "string", versions: "0-2", mapKey: true },
        {
          name: "configs",
          type: "[]AlterableConfig",
          versions: "0-2",
          fields: [
            { name: "name", type: "string", versions: "0-2", mapKey: true },
            { name: "value", type: "string", versions: "0-2", nullable: "0-2" },
          ],
        },
      ],
    },
    { name: "validateOnly", type: "bool", versions: "0-2" },
  ],
} as const satisfies MessageSchema;

export const AlterConfigsResponse = {
  name: "AlterConfigsResponse",
  kind: "response",
  key: 33,
  versions: "0-2",
  flexible: "2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-2" },
    {
      name: "responses",
      type: "[]AlterConfigsResourceResponse",
      versions: "0-2",
      fields: [
        { name: "errorCode", type: "int16", versions: "0-2" },
        { name: "errorMessage", type: "string", versions: "0-2", nullable: "0-2" },
        { name: "resourceType", type: "int8", versions: "0-2" },
        { name: "resourceName", type: "string", versions: "0-2" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterConfigs = {
  key: 33,
  name: "AlterConfigs",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: AlterConfigsRequest,
  response: AlterConfigsResponse,
} as const satisfies ApiSchema;
