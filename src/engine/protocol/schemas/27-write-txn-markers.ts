// WriteTxnMarkers, API key 27: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const WriteTxnMarkersRequest = {
  name: "WriteTxnMarkersRequest",
  kind: "request",
  key: 27,
  versions: "1-2",
  flexible: "1-2",
  fields: [
    {
      name: "markers",
      type: "[]WritableTxnMarker",
      versions: "1-2",
      fields: [
        { name: "producerId", type: "int64", versions: "1-2", entityType: "producerId" },
        { name: "producerEpoch", type: "int16", versions: "1-2" },
        { name: "transactionResult", type: "bool", versions: "1-2" },
        {
          name: "topics",
          type: "[]WritableTxnMarkerTopic",
          versions: "1-2",
          fields: [
            { name: "name", type: "string", versions: "1-2", entityType: "topicName" },
            { name: "partitionIndexes", type: "[]int32", versions: "1-2" },
          ],
        },
        { name: "coordinatorEpoch", type: "int32", versions: "1-2" },
        { name: "transactionVersion", type: "int8", versions: "2", ignorable: true },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const WriteTxnMarkersResponse = {
  name: "WriteTxnMarkersResponse",
  kind: "response",
  key: 27,
  versions: "1-2",
  flexible: "1-2",
  fields: [
    {
      name: "markers",
      type: "[]WritableTxnMarkerResult",
      versions: "1-2",
      fields: [
        { name: "producerId", type: "int64", versions: "1-2", entityType: "producerId" },
        {
          name: "topics",
          type: "[]WritableTxnMarkerTopicResult",
          versions: "1-2",
          fields: [
            { name: "name", type: "string", versions: "1-2", entityType: "topicName" },
            {
              name: "partitions",
              type: "[]WritableTxnMarkerPartitionResult",
              versions: "1-2",
              fields: [
                { name: "partitionIndex", type: "int32", versions: "1-2" },
                { name: "errorCode", type: "int16", versions: "1-2" },
              ],
            },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const WriteTxnMarkers = {
  key: 27,
  name: "WriteTxnMarkers",
  listeners: ["broker"],
  clusterAction: true,
  request: WriteTxnMarkersRequest,
  response: WriteTxnMarkersResponse,
} as const satisfies ApiSchema;
