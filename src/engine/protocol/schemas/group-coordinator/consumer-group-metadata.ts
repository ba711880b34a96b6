// ConsumerGroupMetadataKey and ConsumerGroupMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ConsumerGroupMetadataKey = {
  name: "ConsumerGroupMetadataKey",
  kind: "group-coordinator",
  key: 3,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "groupId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const ConsumerGroupMetadataValue = {
  name: "ConsumerGroupMetadataValue",
  kind: "group-coordinator",
  key: 3,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "epoch", type: "int32", versions: "0" },
    { name: "metadataHash", type: "int64", versions: "0", tag: 0, tagged: "0" },
  ],
} as const satisfies MessageSchema;
