// UpdateFeatures, API key 57: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const UpdateFeaturesRequest = {
  name: "UpdateFeaturesRequest",
  kind: "request",
  key: 57,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "timeoutMs", type: "int32", versions: "0-2", default: 60000 },
    {
      name: "featureUpdates",
      type: "[]FeatureUpdateKey",
      versions: "0-2",
      fields: [
        { name: "feature", type: "string", versions: "0-2", mapKey: true },
        { name: "maxVersionLevel", type: "int16", versions: "0-2" },
        { name: "allowDowngrade", type: "bool", versions: "0" },
        { name: "upgradeType", type: "int8", versions: "1-2", default: 1 },
      ],
    },
    { name: "validateOnly", type: "bool", versions: "1-2" },
  ],
} as const satisfies MessageSchema;

export const UpdateFeaturesResponse = {
  name: "UpdateFeaturesResponse",
  kind: "response",
  key: 57,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-2" },
    { name: "errorCode", type: "int16", versions: "0-2" },
    { name: "errorMessage", type: "string", versions: "0-2", nullable: "0-2" },
    {
      name: "results",
      type: "[]UpdatableFeatureResult",
      versions: "0-1",
      ignorable: true,
      fields: [
        { name: "feature", type: "string", versions: "0-1", mapKey: true },
        { name: "errorCode", type: "int16", versions: "0-1" },
        { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const UpdateFeatures = {
  key: 57,
  name: "UpdateFeatures",
  listeners: ["broker", "controller"],
  clusterAction: true,
  forwardable: true,
  request: UpdateFeaturesRequest,
  response: UpdateFeaturesResponse,
} as const satisfies ApiSchema;
