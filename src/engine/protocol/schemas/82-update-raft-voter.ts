// UpdateRaftVoter, API key 82: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const UpdateRaftVoterRequest = {
  name: "UpdateRaftVoterRequest",
  kind: "request",
  key: 82,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "clusterId", type: "string", versions: "0", nullable: "0" },
    { name: "currentLeaderEpoch", type: "int32", versions: "0" },
    { name: "voterId", type: "int32", versions: "0" },
    { name: "voterDirectoryId", type: "uuid", versions: "0" },
    {
      name: "listeners",
      type: "[]Listener",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", mapKey: true },
        { name: "host", type: "string", versions: "0" },
        { name: "port", type: "uint16", versions: "0" },
      ],
    },
    {
      name: "kRaftVersionFeature",
      type: "KRaftVersionFeature",
      versions: "0",
      fields: [
        { name: "minSupportedVersion", type: "int16", versions: "0" },
        { name: "maxSupportedVersion", type: "int16", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const UpdateRaftVoterResponse = {
  name: "UpdateRaftVoterResponse",
  kind: "response",
  key: 82,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    {
      name: "currentLeader",
      type: "CurrentLeader",
      versions: "0",
      tag: 0,
      tagged: "0",
      fields: [
        { name: "leaderId", type: "int32", versions: "0", default: -1, entityType: "brokerId" },
        { name: "leaderEpoch", type: "int32", versions: "0", default: -1 },
        { name: "host", type: "string", versions: "0" },
        { name: "port", type: "int32", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const UpdateRaftVoter = {
  key: 82,
  name: "UpdateRaftVoter",
  listeners: ["controller"],
  request: UpdateRaftVoterRequest,
  response: UpdateRaftVoterResponse,
} as const satisfies ApiSchema;
