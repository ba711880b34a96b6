// FeatureLevelRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const FeatureLevelRecord = {
  name: "FeatureLevelRecord",
  kind: "metadata",
  key: 12,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "name", type: "string", versions: "0" },
    { name: "featureLevel", type: "int16", versions: "0" },
  ],
} as const satisfies MessageSchema;
