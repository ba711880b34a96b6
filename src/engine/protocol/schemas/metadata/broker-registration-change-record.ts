// BrokerRegistrationChangeRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const BrokerRegistrationChangeRecord = {
  name: "BrokerRegistrationChangeRecord",
  kind: "metadata",
  key: 17,
  part: "value",
  framing: "frame",
  versions: "0-3",
  flexible: "0-3",
  fields: [
    { name: "brokerId", type: "int32", versions: "0-3", entityType: "brokerId" },
    { name: "brokerEpoch", type: "int64", versions: "0-3" },
    { name: "fenced", type: "int8", versions: "0-3", tag: 0, tagged: "0-3" },
    { name: "inControlledShutdown", type: "int8", versions: "1-3", tag: 1, tagged: "1-3" },
    { name: "logDirs", type: "[]uuid", versions: "2-3", tag: 2, tagged: "2-3" },
    {
      name: "cordonedLogDirs",
      type: "[]uuid",
      versions: "3",
      nullable: "3",
      tag: 3,
      tagged: "3",
      default: null,
    },
  ],
} as const satisfies MessageSchema;
