// InitializeShareGroupState, API key 83: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const InitializeShareGroupStateRequest = {
  name: "InitializeShareGroupStateRequest",
  kind: "request",
  key: 83,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    {
      name: "topics",
      type: "[]InitializeStateData",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0",
          fields: [
            { name: "partition", type: "int32", versions: "0" },
            { name: "stateEpoch", type: "int32", versions: "0" },
            { name: "startOffset", type: "int64", versions: "0" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const InitializeShareGroupStateResponse = {
  name: "InitializeShareGroupStateResponse",
  kind: "response",
  key: 83,
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "results",
      type: "[]InitializeStateResult",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        {
          name: "partitions",
          type: "[]PartitionResult",
          versions: "0",
          fields: [
            { name: "partition", type: "int32", versions: "0" },
            { name: "errorCode", type: "int16", versions: "0" },
            { name: "errorMessage", type: "string", versions: "0", nullable: "0", default: null },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const InitializeShareGroupState = {
  key: 83,
  name: "InitializeShareGroupState",
  listeners: ["broker"],
  clusterAction: true,
  request: InitializeShareGroupStateRequest,
  response: InitializeShareGroupStateResponse,
} as const satisfies ApiSchema;
