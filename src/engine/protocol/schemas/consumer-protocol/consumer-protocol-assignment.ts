// ConsumerProtocolAssignment (consumer-protocol).
import type { MessageSchema } from "../../schema.ts";

export const ConsumerProtocolAssignment = {
  name: "ConsumerProtocolAssignment",
  kind: "consumer-protocol",
  part: "value",
  framing: "version",
  versions: "0-3",
  flexible: "none",
  fields: [
    {
      name: "assignedPartitions",
      type: "[]TopicPartition",
      versions: "0-3",
      fields: [
        { name: "topic", type: "string", versions: "0-3", mapKey: true, entityType: "topicName" },
        { name: "partitions", type: "[]int32", versions: "0-3" },
      ],
    },
    { name: "userData", type: "bytes", versions: "0-3", nullable: "0-3", default: null },
  ],
} as const satisfies MessageSchema;
