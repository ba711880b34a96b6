// QuorumStateData (quorum-state).
import type { MessageSchema } from "../../schema.ts";

export const QuorumStateData = {
  name: "QuorumStateData",
  kind: "quorum-state",
  part: "value",
  framing: "none",
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "clusterId", type: "string", versions: "0" },
    { name: "leaderId", type: "int32", versions: "0-1", default: -1 },
    { name: "leaderEpoch", type: "int32", versions: "0-1", default: -1 },
    { name: "votedId", type: "int32", versions: "0-1", default: -1 },
    { name: "votedDirectoryId", type: "uuid", versions: "1" },
    { name: "appliedOffset", type: "int64", versions: "0" },
    {
      name: "currentVoters",
      type: "[]Voter",
      versions: "0",
      nullable: "0",
      fields: [{ name: "voterId", type: "int32", versions: "0" }],
    },
  ],
} as const satisfies MessageSchema;
