// BrokerRegistration, API key 62: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const BrokerRegistrationRequest = {
  name: "BrokerRegistrationRequest",
  kind: "request",
  key: 62,
  versions: "0-4",
  flexible: "0-4",
  fields: [
    { name: "brokerId", type: "int32", versions: "0-4", entityType: "brokerId" },
    { name: "clusterId", type: "string", versions: "0-4" },
    { name: "incarnationId", type: "uuid", versions: "0-4" },
    {
      name: "listeners",
      type: "[]Listener",
      versions: "0-4",
      fields: [
        { name: "name", type: "string", versions: "0-4", mapKey: true },
        { name: "host", type: "string", versions: "0-4" },
        { name: "port", type: "uint16", versions: "0-4" },
        { name: "securityProtocol", type: "int16", versions: "0-4" },
      ],
    },
    {
      name: "features",
      type: "[]Feature",
      versions: "0-4",
      fields: [
        { name: "name", type: "string", versions: "0-4", mapKey: true },
        { name: "minSupportedVersion", type: "int16", versions: "0-4" },
        { name: "maxSupportedVersion", type: "int16", versions: "0-4" },
      ],
    },
    { name: "rack", type: "string", versions: "0-4", nullable: "0-4" },
    { name: "isMigratingZkBroker", type: "bool", versions: "1-4" },
    { name: "logDirs", type: "[]uuid", versions: "2-4", ignorable: true },
    { name: "previousBrokerEpoch", type: "int64", versions: "3-4", default: -1, ignorable: true },
  ],
} as const satisfies MessageSchema;

export const BrokerRegistrationResponse = {
  name: "BrokerRegistrationResponse",
  kind: "response",
  key: 62,
  versions: "0-4",
  flexible: "0-4",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-4" },
    { name: "errorCode", type: "int16", versions: "0-4" },
    { name: "brokerEpoch", type: "int64", versions: "0-4", default: -1 },
  ],
} as const satisfies MessageSchema;

export const BrokerRegistration = {
  key: 62,
  name: "BrokerRegistration",
  listeners: ["controller"],
  clusterAction: true,
  request: BrokerRegistrationRequest,
  response: BrokerRegistrationResponse,
} as const satisfies ApiSchema;
