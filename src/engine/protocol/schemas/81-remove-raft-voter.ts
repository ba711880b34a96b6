// RemoveRaftVoter, API key 81: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const RemoveRaftVoterRequest = {
  name: "RemoveRaftVoterRequest",
  kind: "request",
  key: 81,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "clusterId", type: "string", versions: "0", nullable: "0" },
    { name: "voterId", type: "int32", versions: "0" },
    { name: "voterDirectoryId", type: "uuid", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const RemoveRaftVoterResponse = {
  name: "RemoveRaftVoterResponse",
  kind: "response",
  key: 81,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "errorMessage", type: "string", versions: "0", nullable: "0", ignorable: true },
  ],
} as const satisfies MessageSchema;

export const RemoveRaftVoter = {
  key: 81,
  name: "RemoveRaftVoter",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: RemoveRaftVoterRequest,
  response: RemoveRaftVoterResponse,
} as const satisfies ApiSchema;
