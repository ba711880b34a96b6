// ConsumerGroupPartitionMetadataKey and ConsumerGroupPartitionMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ConsumerGroupPartitionMetadataKey = {
  name: "ConsumerGroupPartitionMetadataKey",
  kind: "group-coordinator",
  key: 4,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "groupId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const ConsumerGroupPartitionMetadataValue = {
  name: "ConsumerGroupPartitionMetadataValue",
  kind: "group-coordinator",
  key: 4,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "topics",
      type: "[]TopicMetadata",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        { name: "topicName", type: "string", versions: "0" },
        { name: "numPartitions", type: "int32", versions: "0" },
        {
          name: "partitionMetadata",
          type: "[]PartitionMetadata",
          versions: "0",
          fields: [
            { name: "partition", type: "int32", versions: "0" },
            { name: "racks", type: "[]string", versions: "0" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;
