// ConsumerGroupRegularExpressionKey and ConsumerGroupRegularExpressionValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ConsumerGroupRegularExpressionKey = {
  name: "ConsumerGroupRegularExpressionKey",
  kind: "group-coordinator",
  key: 16,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "regularExpression", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const ConsumerGroupRegularExpressionValue = {
  name: "ConsumerGroupRegularExpressionValue",
  kind: "group-coordinator",
  key: 16,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "topics", type: "[]string", versions: "0" },
    { name: "version", type: "int64", versions: "0" },
    { name: "timestamp", type: "int64", versions: "0" },
  ],
} as const satisfies MessageSchema;
