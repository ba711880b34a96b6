// Heartbeat, API key 12: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const HeartbeatRequest = {
  name: "HeartbeatRequest",
  kind: "request",
  key: 12,
  versions: "0-4",
  flexible: "4",
  fields: [
    { name: "groupId", type: "string", versions: "0-4", entityType: "groupId" },
    { name: "generationId", type: "int32", versions: "0-4" },
    { name: "memberId", type: "string", versions: "0-4" },
    { name: "groupInstanceId", type: "string", versions: "3-4", nullable: "3-4", default: null },
  ],
} as const satisfies MessageSchema;

export const HeartbeatResponse = {
  name: "HeartbeatResponse",
  kind: "response",
  key: 12,
  versions: "0-4",
  flexible: "4",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-4", ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-4" },
  ],
} as const satisfies MessageSchema;

export const Heartbeat = {
  key: 12,
  name: "Heartbeat",
  listeners: ["broker"],
  request: HeartbeatRequest,
  response: HeartbeatResponse,
} as const satisfies ApiSchema;
