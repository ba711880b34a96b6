// LeaderChangeMessage (control).
import type { MessageSchema } from "../../schema.ts";

export const LeaderChangeMessage = {
  name: "LeaderChangeMessage",
  kind: "control",
  part: "value",
  framing: "none",
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "version", type: "int16", versions: "0-1" },
    { name: "leaderId", type: "int32", versions: "0-1", entityType: "brokerId" },
    {
      name: "voters",
      type: "[]Voter",
      versions: "0-1",
      fields: [
        { name: "voterId", type: "int32", versions: "0-1" },
        { name: "voterDirectoryId", type: "uuid", versions: "1" },
      ],
    },
    {
      name: "grantingVoters",
      type: "[]Voter",
      versions: "0-1",
      fields: [
        { name: "voterId", type: "int32", versions: "0-1" },
        { name: "voterDirectoryId", type: "uuid", versions: "1" },
      ],
    },
  ],
} as const satisfies MessageSchema;
