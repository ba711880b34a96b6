// DelegationTokenRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const DelegationTokenRecord = {
  name: "DelegationTokenRecord",
  kind: "metadata",
  key: 10,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "owner", type: "string", versions: "0" },
    { name: "requester", type: "string", versions: "0" },
    { name: "renewers", type: "[]string", versions: "0" },
    { name: "issueTimestamp", type: "int64", versions: "0" },
    { name: "maxTimestamp", type: "int64", versions: "0" },
    { name: "expirationTimestamp", type: "int64", versions: "0" },
    { name: "tokenId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;
