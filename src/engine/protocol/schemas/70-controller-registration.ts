// ControllerRegistration, API key 70: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ControllerRegistrationRequest = {
  name: "ControllerRegistrationRequest",
  kind: "request",
  key: 70,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "controllerId", type: "int32", versions: "0" },
    { name: "incarnationId", type: "uuid", versions: "0" },
    { name: "zkMigrationReady", type: "bool", versions: "0" },
    {
      name: "listeners",
      type: "[]Listener",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", mapKey: true },
        { name: "host", type: "string", versions: "0" },
        { name: "port", type: "uint16", versions: "0" },
        { name: "securityProtocol", type: "int16", versions: "0" },
      ],
    },
    {
      name: "features",
      type: "[]Feature",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", mapKey: true },
        { name: "minSupportedVersion", type: "int16", versions: "0" },
        { name: "maxSupportedVersion", type: "int16", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ControllerRegistrationResponse = {
  name: "ControllerRegistrationResponse",
  kind: "response",
  key: 70,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "errorMessage", type: "string", versions: "0", nullable: "0" },
  ],
} as const satisfies MessageSchema;

export const ControllerRegistration = {
  key: 70,
  name: "ControllerRegistration",
  listeners: ["controller"],
  request: ControllerRegistrationRequest,
  response: ControllerRegistrationResponse,
} as const satisfies ApiSchema;
