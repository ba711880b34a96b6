// GetTelemetrySubscriptions, API key 71: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const GetTelemetrySubscriptionsRequest = {
  name: "GetTelemetrySubscriptionsRequest",
  kind: "request",
  key: 71,
  versions: "0",
  flexible: "0",
  fields: [{ name: "clientInstanceId", type: "uuid", versions: "0" }],
} as const satisfies MessageSchema;

export const GetTelemetrySubscriptionsResponse = {
  name: "GetTelemetrySubscriptionsResponse",
  kind: "response",
  key: 71,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "clientInstanceId", type: "uuid", versions: "0" },
    { name: "subscriptionId", type: "int32", versions: "0" },
    { name: "acceptedCompressionTypes", type: "[]int8", versions: "0" },
    { name: "pushIntervalMs", type: "int32", versions: "0" },
    { name: "telemetryMaxBytes", type: "int32", versions: "0" },
    { name: "deltaTemporality", type: "bool", versions: "0" },
    { name: "requestedMetrics", type: "[]string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const GetTelemetrySubscriptions = {
  key: 71,
  name: "GetTelemetrySubscriptions",
  listeners: ["broker"],
  request: GetTelemetrySubscriptionsRequest,
  response: GetTelemetrySubscriptionsResponse,
} as const satisfies ApiSchema;
