// TopicRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const TopicRecord = {
  name: "TopicRecord",
  kind: "metadata",
  key: 2,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "name", type: "string", versions: "0", entityType: "topicName" },
    { name: "topicId", type: "uuid", versions: "0" },
  ],
} as const satisfies MessageSchema;
