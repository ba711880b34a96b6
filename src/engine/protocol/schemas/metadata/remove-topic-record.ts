// RemoveTopicRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const RemoveTopicRecord = {
  name: "RemoveTopicRecord",
  kind: "metadata",
  key: 9,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [{ name: "topicId", type: "uuid", versions: "0" }],
} as const satisfies MessageSchema;
