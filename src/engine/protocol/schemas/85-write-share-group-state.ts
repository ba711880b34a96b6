// WriteShareGroupState, API key 85: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const WriteShareGroupStateRequest = {
  name: "WriteShareGroupStateRequest",
  kind: "request",
  key: 85,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "groupId", type: "string", versions: "0-1" },
    {
      name: "topics",
      type: "[]WriteStateData",
      versions: "0-1",
      fields: [
        { name: "topicId", type: "uuid", versions: "0-1" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0-1",
          fields: [
            { name: "partition", type: "int32", versions: "0-1" },
            { name: "stateEpoch", type: "int32", versions: "0-1" },
            { name: "leaderEpoch", type: "int32", versions: "0-1" },
            { name: "startOffset", type: "int64", versions: "0-1" },
            { name: "deliveryCompleteCount", type: "int32", versions: "1", default: -1, ignorable: true },
            {
              name: "stateBatches",
              type: "[]StateBatch",
              versions: "0-1",
              fields: [
                { name: "firstOffset", type: "int64", versions: "0-1" },
                { name: "lastOffset", type: "int64", versions: "0-1" },
                { name: "deliveryState", type: "int8", versions: "0-1" },
                { name: "deliveryCount", type: "int16", versions: "0-1" },
              ],
            },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const WriteShareGroupStateResponse = {
  name: "WriteShareGroupStateResponse",
  kind: "response",
  key: 85,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    {
      name: "results",
      type: "[]WriteStateResult",
      versions: "0-1",
      fields: [
        { name: "topicId", type: "uuid", versions: "0-1" },
        {
          name: "partitions",
          type: "[]PartitionResult",
          versions: "0-1",
          fields: [
            { name: "partition", type: "int32", versions: "0-1" },
            { name: "errorCode", type: "int16", versions: "0-1" },
            { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1", default: null },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const WriteShareGroupState = {
  key: 85,
  name: "WriteShareGroupState",
  listeners: ["broker"],
  clusterAction: true,
  request: WriteShareGroupStateRequest,
  response: WriteShareGroupStateResponse,
} as const satisfies ApiSchema;
