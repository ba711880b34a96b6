// FindCoordinator, API key 10: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const FindCoordinatorRequest = {
  name: "FindCoordinatorRequest",
  kind: "request",
  key: 10,
  versions: "0-6",
  flexible: "3-6",
  fields: [
    { name: "key", type: "string", versions: "0-3" },
    { name: "keyType", type: "int8", versions: "1-6" },
    { name: "coordinatorKeys", type: "[]string", versions: "4-6" },
  ],
} as const satisfies MessageSchema;

export const FindCoordinatorResponse = {
  name: "FindCoordinatorResponse",
  kind: "response",
  key: 10,
  versions: "0-6",
  flexible: "3-6",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-6", ignorable: true },
    { name: "errorCode", type: "int16", versions: "0-3" },
    { name: "errorMessage", type: "string", versions: "1-3", nullable: "1-3", ignorable: true },
    { name: "nodeId", type: "int32", versions: "0-3", entityType: "brokerId" },
    { name: "host", type: "string", versions: "0-3" },
    { name: "port", type: "int32", versions: "0-3" },
    {
      name: "coordinators",
      type: "[]Coordinator",
      versions: "4-6",
      fields: [
        { name: "key", type: "string", versions: "4-6" },
        { name: "nodeId", type: "int32", versions: "4-6", entityType: "brokerId" },
        { name: "host", type: "string", versions: "4-6" },
        { name: "port", type: "int32", versions: "4-6" },
        { name: "errorCode", type: "int16", versions: "4-6" },
        { name: "errorMessage", type: "string", versions: "4-6", nullable: "4-6", ignorable: true },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const FindCoordinator = {
  key: 10,
  name: "FindCoordinator",
  listeners: ["broker"],
  request: FindCoordinatorRequest,
  response: FindCoordinatorResponse,
} as const satisfies ApiSchema;
