// StreamsGroupMetadataKey and StreamsGroupMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const StreamsGroupMetadataKey = {
  name: "StreamsGroupMetadataKey",
  kind: "group-coordinator",
  key: 17,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "groupId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const StreamsGroupMetadataValue = {
  name: "StreamsGroupMetadataValue",
  kind: "group-coordinator",
  key: 17,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "epoch", type: "int32", versions: "0" },
    { name: "metadataHash", type: "int64", versions: "0" },
    { name: "validatedTopologyEpoch", type: "int32", versions: "0", tag: 0, tagged: "0", default: -1 },
    {
      name: "lastAssignmentConfigs",
      type: "[]LastAssignmentConfig",
      versions: "0",
      nullable: "0",
      tag: 1,
      tagged: "0",
      fields: [
        { name: "key", type: "string", versions: "0" },
        { name: "value", type: "string", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
