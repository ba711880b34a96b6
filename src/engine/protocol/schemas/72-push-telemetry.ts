// PushTelemetry, API key 72: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const PushTelemetryRequest = {
  name: "PushTelemetryRequest",
  kind: "request",
  key: 72,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "clientInstanceId", type: "uuid", versions: "0" },
    { name: "subscriptionId", type: "int32", versions: "0" },
    { name: "terminating", type: "bool", versions: "0" },
    { name: "compressionType", type: "int8", versions: "0" },
    { name: "metrics", type: "bytes", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const PushTelemetryResponse = {
  name: "PushTelemetryResponse",
  kind: "response",
  key: 72,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const PushTelemetry = {
  key: 72,
  name: "PushTelemetry",
  listeners: ["broker"],
  request: PushTelemetryRequest,
  response: PushTelemetryResponse,
} as const satisfies ApiSchema;
