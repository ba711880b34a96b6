// BrokerHeartbeat, API key 63: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const BrokerHeartbeatRequest = {
  name: "BrokerHeartbeatRequest",
  kind: "request",
  key: 63,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "brokerId", type: "int32", versions: "0-2", entityType: "brokerId" },
    { name: "brokerEpoch", type: "int64", versions: "0-2", default: -1 },
    { name: "currentMetadataOffset", type: "int64", versions: "0-2" },
    { name: "wantFence", type: "bool", versions: "0-2" },
    { name: "wantShutDown", type: "bool", versions: "0-2" },
    { name: "offlineLogDirs", type: "[]uuid", versions: "1-2", tag: 0, tagged: "1-2" },
    {
      name: "cordonedLogDirs",
      type: "[]uuid",
      versions: "2",
      nullable: "2",
      tag: 1,
      tagged: "2",
      default: null,
    },
  ],
} as const satisfies MessageSchema;

export const BrokerHeartbeatResponse = {
  name: "BrokerHeartbeatResponse",
  kind: "response",
  key: 63,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-2" },
    { name: "errorCode", type: "int16", versions: "0-2" },
    { name: "isCaughtUp", type: "bool", versions: "0-2" },
    { name: "isFenced", type: "bool", versions: "0-2", default: true },
    { name: "shouldShutDown", type: "bool", versions: "0-2" },
  ],
} as const satisfies MessageSchema;

export const BrokerHeartbeat = {
  key: 63,
  name: "BrokerHeartbeat",
  listeners: ["controller"],
  clusterAction: true,
  request: BrokerHeartbeatRequest,
  response: BrokerHeartbeatResponse,
} as const satisfies ApiSchema;
