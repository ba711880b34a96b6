// AddRaftVoter, API key 80: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AddRaftVoterRequest = {
  name: "AddRaftVoterRequest",
  kind: "request",
  key: 80,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "clusterId", type: "string", versions: "0-1", nullable: "0-1" },
    { name: "timeoutMs", type: "int32", versions: "0-1" },
    { name: "voterId", type: "int32", versions: "0-1" },
    { name: "voterDirectoryId", type: "uuid", versions: "0-1" },
    {
      name: "listeners",
      type: "[]Listener",
      versions: "0-1",
      fields: [
        { name: "name", type: "string", versions: "0-1", mapKey: true },
        { name: "host", type: "string", versions: "0-1" },
        { name: "port", type: "uint16", versions: "0-1" },
      ],
    },
    { name: "ackWhenCommitted", type: "bool", versions: "1", default: true },
  ],
} as const satisfies MessageSchema;

export const AddRaftVoterResponse = {
  name: "AddRaftVoterResponse",
  kind: "response",
  key: 80,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    { name: "errorCode", type: "int16", versions: "0-1" },
    { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1", ignorable: true },
  ],
} as const satisfies MessageSchema;

export const AddRaftVoter = {
  key: 80,
  name: "AddRaftVoter",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: AddRaftVoterRequest,
  response: AddRaftVoterResponse,
} as const satisfies ApiSchema;
