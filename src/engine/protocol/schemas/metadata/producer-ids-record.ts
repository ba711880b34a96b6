// ProducerIdsRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const ProducerIdsRecord = {
  name: "ProducerIdsRecord",
  kind: "metadata",
  key: 15,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "brokerId", type: "int32", versions: "0", entityType: "brokerId" },
    { name: "brokerEpoch", type: "int64", versions: "0", default: -1 },
    { name: "nextProducerId", type: "int64", versions: "0" },
  ],
} as const satisfies MessageSchema;
