// ShareSnapshotKey and ShareSnapshotValue (share-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ShareSnapshotKey = {
  name: "ShareSnapshotKey",
  kind: "share-coordinator",
  key: 0,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "topicId", type: "uuid", versions: "0" },
    { name: "partition", type: "int32", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const ShareSnapshotValue = {
  name: "ShareSnapshotValue",
  kind: "share-coordinator",
  key: 0,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "snapshotEpoch", type: "int32", versions: "0" },
    { name: "stateEpoch", type: "int32", versions: "0" },
    { name: "leaderEpoch", type: "int32", versions: "0" },
    { name: "startOffset", type: "int64", versions: "0" },
    { name: "deliveryCompleteCount", type: "int32", versions: "0", tag: 0, tagged: "0", default: -1 },
    { name: "createTimestamp", type: "int64", versions: "0" },
    { name: "writeTimestamp", type: "int64", versions: "0" },
    {
      name: "stateBatches",
      type: "[]StateBatch",
      versions: "0",
      fields: [
        { name: "firstOffset", type: "int64", versions: "0" },
        { name: "lastOffset", type: "int64", versions: "0" },
        { name: "deliveryState", type: "int8", versions: "0" },
        { name: "deliveryCount", type: "int16", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
