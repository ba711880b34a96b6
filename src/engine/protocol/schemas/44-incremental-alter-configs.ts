// IncrementalAlterConfigs, API key 44: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const IncrementalAlterConfigsRequest = {
  name: "IncrementalAlterConfigsRequest",
  kind: "request",
  key: 44,
  versions: "0-1",
  flexible: "1",
  fields: [
    {
      name: "resources",
      type: "[]AlterConfigsResource",
      versions: "0-1",
      fields: [
        { name: "resourceType", type: "int8", versions: "0-1", mapKey: true },
        { name: "resourceName", type: "string", versions: "0-1", mapKey: true },
        {
          name: "configs",
          type: "[]AlterableConfig",
          versions: "0-1",
          fields: [
            { name: "name", type: "string", versions: "0-1", mapKey: true },
            { name: "configOperation", type: "int8", versions: "0-1", mapKey: true },
            { name: "value", type: "string", versions: "0-1", nullable: "0-1" },
          ],
        },
      ],
    },
    { name: "validateOnly", type: "bool", versions: "0-1" },
  ],
} as const satisfies MessageSchema;

export const IncrementalAlterConfigsResponse = {
  name: "IncrementalAlterConfigsResponse",
  kind: "response",
  key: 44,
  versions: "0-1",
  flexible: "1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    {
      name: "responses",
      type: "[]AlterConfigsResourceResponse",
      versions: "0-1",
      fields: [
        { name: "errorCode", type: "int16", versions: "0-1" },
        { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1" },
        { name: "resourceType", type: "int8", versions: "0-1" },
        { name: "resourceName", type: "string", versions: "0-1" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const IncrementalAlterConfigs = {
  key: 44,
  name: "IncrementalAlterConfigs",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: IncrementalAlterConfigsRequest,
  response: IncrementalAlterConfigsResponse,
} as const satisfies ApiSchema;
