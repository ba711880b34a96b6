// ApiVersions, API key 18: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ApiVersionsRequest = {
  name: "ApiVersionsRequest",
  kind: "request",
  key: 18,
  versions: "0-4",
  flexible: "3-4",
  fields: [
    { name: "clientSoftwareName", type: "string", versions: "3-4", ignorable: true },
    { name: "clientSoftwareVersion", type: "string", versions: "3-4", ignorable: true },
  ],
} as const satisfies MessageSchema;

export const ApiVersionsResponse = {
  name: "ApiVersionsResponse",
  kind: "response",
  key: 18,
  versions: "0-4",
  flexible: "3-4",
  fields: [
    { name: "errorCode", type: "int16", versions: "0-4" },
    {
      name: "apiKeys",
      type: "[]ApiVersion",
      versions: "0-4",
      fields: [
        { name: "apiKey", type: "int16", versions: "0-4", mapKey: true },
        { name: "minVersion", type: "int16", versions: "0-4" },
        { name: "maxVersion", type: "int16", versions: "0-4" },
      ],
    },
    { name: "throttleTimeMs", type: "int32", versions: "1-4", ignorable: true },
    {
      name: "supportedFeatures",
      type: "[]SupportedFeatureKey",
      versions: "3-4",
      tag: 0,
      tagged: "3-4",
      ignorable: true,
      fields: [
        { name: "name", type: "string", versions: "3-4", mapKey: true },
        { name: "minVersion", type: "int16", versions: "3-4" },
        { name: "maxVersion", type: "int16", versions: "3-4" },
      ],
    },
    {
      name: "finalizedFeaturesEpoch",
      type: "int64",
      versions: "3-4",
      tag: 1,
      tagged: "3-4",
      default: -1,
      ignorable: true,
    },
    {
      name: "finalizedFeatures",
      type: "[]FinalizedFeatureKey",
      versions: "3-4",
      tag: 2,
      tagged: "3-4",
      ignorable: true,
      fields: [
        { name: "name", type: "string", versions: "3-4", mapKey: true },
        { name: "maxVersionLevel", type: "int16", versions: "3-4" },
        { name: "minVersionLevel", type: "int16", versions: "3-4" },
      ],
    },
    { name: "zkMigrationReady", type: "bool", versions: "3-4", tag: 3, tagged: "3-4", ignorable: true },
  ],
} as const satisfies MessageSchema;

export const ApiVersions = {
  key: 18,
  name: "ApiVersions",
  listeners: ["broker", "controller"],
  request: ApiVersionsRequest,
  response: ApiVersionsResponse,
} as const satisfies ApiSchema;
