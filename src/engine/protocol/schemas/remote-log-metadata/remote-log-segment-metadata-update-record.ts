// RemoteLogSegmentMetadataUpdateRecord (remote-log-metadata).
import type { MessageSchema } from "../../schema.ts";

export const RemoteLogSegmentMetadataUpdateRecord = {
  name: "RemoteLogSegmentMetadataUpdateRecord",
  kind: "remote-log-metadata",
  key: 1,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "remoteLogSegmentId",
      type: "RemoteLogSegmentIdEntry",
      versions: "0",
      fields: [
        {
          name: "topicIdPartition",
          type: "TopicIdPartitionEntry",
          versions: "0",
          fields: [
            { name: "name", type: "string", versions: "0" },
            { name: "id", type: "uuid", versions: "0" },
            { name: "partition", type: "int32", versions: "0" },
          ],
        },
        { name: "id", type: "uuid", versions: "0" },
      ],
    },
    { name: "brokerId", type: "int32", versions: "0" },
    { name: "eventTimestampMs", type: "int64", versions: "0" },
    { name: "customMetadata", type: "bytes", versions: "0", nullable: "0", default: null },
    { name: "remoteLogSegmentState", type: "int8", versions: "0" },
  ],
} as const satisfies MessageSchema;
