// UnregisterBrokerRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const UnregisterBrokerRecord = {
  name: "UnregisterBrokerRecord",
  kind: "metadata",
  key: 1,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "brokerId", type: "int32", versions: "0", entityType: "brokerId" },
    { name: "brokerEpoch", type: "int64", versions: "0" },
  ],
} as const satisfies MessageSchema;
