// RemoteLogSegmentMetadataSnapshotRecord (remote-log-metadata).
import type { MessageSchema } from "../../schema.ts";

export const RemoteLogSegmentMetadataSnapshotRecord = {
  name: "RemoteLogSegmentMetadataSnapshotRecord",
  kind: "remote-log-metadata",
  key: 3,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "segmentId", type: "uuid", versions: "0" },
    { name: "startOffset", type: "int64", versions: "0" },
    { name: "endOffset", type: "int64", versions: "0" },
    { name: "brokerId", type: "int32", versions: "0" },
    { name: "maxTimestampMs", type: "int64", versions: "0" },
    { name: "eventTimestampMs", type: "int64", versions: "0" },
    {
      name: "segmentLeaderEpochs",
      type: "[]SegmentLeaderEpochEntry",
      versions: "0",
      fields: [
        { name: "leaderEpoch", type: "int32", versions: "0" },
        { name: "offset", type: "int64", versions: "0" },
      ],
    },
    { name: "segmentSizeInBytes", type: "int32", versions: "0" },
    { name: "customMetadata", type: "bytes", versions: "0", nullable: "0", default: null },
    { name: "remoteLogSegmentState", type: "int8", versions: "0" },
    { name: "txnIndexEmpty", type: "bool", versions: "0", tag: 0, tagged: "0" },
  ],
} as const satisfies MessageSchema;
