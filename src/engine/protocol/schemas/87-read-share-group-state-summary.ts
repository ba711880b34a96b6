// ReadShareGroupStateSummary, API key 87: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ReadShareGroupStateSummaryRequest = {
  name: "ReadShareGroupStateSummaryRequest",
  kind: "request",
  key: 87,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "groupId", type: "string", versions: "0-1" },
    {
      name: "topics",
      type: "[]ReadStateSummaryData",
      versions: "0-1",
      fields: [
        { name: "topicId", type: "uuid", versions: "0-1" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0-1",
          fields: [
            { name: "partition", type: "int32", versions: "0-1" },
            { name: "leaderEpoch", type: "int32", versions: "0-1" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ReadShareGroupStateSummaryResponse = {
  name: "ReadShareGroupStateSummaryResponse",
  kind: "response",
  key: 87,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    {
      name: "results",
      type: "[]ReadStateSummaryResult",
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
            { name: "stateEpoch", type: "int32", versions: "0-1" },
            { name: "leaderEpoch", type: "int32", versions: "0-1" },
            { name: "startOffset", type: "int64", versions: "0-1" },
            { name: "deliveryCompleteCount", type: "int32", versions: "1", default: -1, ignorable: true },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ReadShareGroupStateSummary = {
  key: 87,
  name: "ReadShareGroupStateSummary",
  listeners: ["broker"],
  clusterAction: true,
  request: ReadShareGroupStateSummaryRequest,
  response: ReadShareGroupStateSummaryResponse,
} as const satisfies ApiSchema;
