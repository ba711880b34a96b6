// VotersRecord (control).
import type { MessageSchema } from "../../schema.ts";

export const VotersRecord = {
  name: "VotersRecord",
  kind: "control",
  part: "value",
  framing: "none",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "version", type: "int16", versions: "0" },
    {
      name: "voters",
      type: "[]Voter",
      versions: "0",
      fields: [
        { name: "voterId", type: "int32", versions: "0", entityType: "brokerId" },
        { name: "voterDirectoryId", type: "uuid", versions: "0" },
        {
          name: "endpoints",
          type: "[]Endpoint",
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
    },
  ],
} as const satisfies MessageSchema;
