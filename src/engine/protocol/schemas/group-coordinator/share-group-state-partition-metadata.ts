// ShareGroupStatePartitionMetadataKey and ShareGroupStatePartitionMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ShareGroupStatePartitionMetadataKey = {
  name: "ShareGroupStatePartitionMetadataKey",
  kind: "group-coordinator",
  key: 15,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "groupId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const ShareGroupStatePartitionMetadataValue = {
  name: "ShareGroupStatePartitionMetadataValue",
  kind: "group-coordinator",
  key: 15,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "initializingTopics",
      type: "[]TopicPartitionsInfo",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        { name: "topicName", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    {
      name: "initializedTopics",
      type: "[]TopicPartitionsInfo",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        { name: "topicName", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    {
      name: "deletingTopics",
      type: "[]TopicInfo",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        { name: "topicName", type: "string", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
