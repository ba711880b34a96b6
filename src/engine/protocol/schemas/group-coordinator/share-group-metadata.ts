// ShareGroupMetadataKey and ShareGroupMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ShareGroupMetadataKey = {
  name: "ShareGroupMetadataKey",
  kind: "group-coordinator",
  key: 11,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "groupId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const ShareGroupMetadataValue = {
  name: "ShareGroupMetadataValue",
  kind: "group-coordinator",
  key: 11,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "epoch", type: "int32", versions: "0" },
    { name: "metadataHash", type: "int64", versions: "0" },
  ],
} as const satisfies MessageSchema;
