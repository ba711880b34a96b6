// RegisterBrokerRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const RegisterBrokerRecord = {
  name: "RegisterBrokerRecord",
  kind: "metadata",
  key: 0,
  part: "value",
  framing: "frame",
  versions: "0-4",
  flexible: "0-4",
  fields: [
    { name: "brokerId", type: "int32", versions: "0-4", entityType: "brokerId" },
    { name: "isMigratingZkBroker", type: "bool", versions: "2-4" },
    { name: "incarnationId", type: "uuid", versions: "0-4" },
    { name: "brokerEpoch", type: "int64", versions: "0-4" },
    {
      name: "endPoints",
      type: "[]BrokerEndpoint",
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
      type: "[]BrokerFeature",
      versions: "0-4",
      fields: [
        { name: "name", type: "string", versions: "0-4", mapKey: true },
        { name: "minSupportedVersion", type: "int16", versions: "0-4" },
        { name: "maxSupportedVersion", type: "int16", versions: "0-4" },
      ],
    },
    { name: "rack", type: "string", versions: "0-4", nullable: "0-4" },
    { name: "fenced", type: "bool", versions: "0-4", default: true },
    { name: "inControlledShutdown", type: "bool", versions: "1-4" },
    { name: "logDirs", type: "[]uuid", versions: "3-4", tag: 0, tagged: "3-4" },
    {
      name: "cordonedLogDirs",
      type: "[]uuid",
      versions: "4",
      nullable: "4",
      tag: 1,
      tagged: "4",
      default: null,
    },
  ],
} as const satisfies MessageSchema;
