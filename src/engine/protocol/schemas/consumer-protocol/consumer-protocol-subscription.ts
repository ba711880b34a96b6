// ConsumerProtocolSubscription (consumer-protocol).
import type { MessageSchema } from "../../schema.ts";

export const ConsumerProtocolSubscription = {
  name: "ConsumerProtocolSubscription",
  kind: "consumer-protocol",
  part: "value",
  framing: "version",
  versions: "0-3",
  flexible: "none",
  fields: [
    { name: "topics", type: "[]string", versions: "0-3" },
    { name: "userData", type: "bytes", versions: "0-3", nullable: "0-3", default: null },
    {
      name: "ownedPartitions",
      type: "[]TopicPartition",
      versions: "1-3",
      ignorable: true,
      fields: [
        { name: "topic", type: "string", versions: "1-3", mapKey: true, entityType: "topicName" },
        { name: "partitions", type: "[]int32", versions: "1-3" },
      ],
    },
    { name: "generationId", type: "int32", versions: "2-3", default: -1, ignorable: true },
    { name: "rackId", type: "string", versions: "3", nullable: "3", default: null, ignorable: true },
  ],
} as const satisfies MessageSchema;
