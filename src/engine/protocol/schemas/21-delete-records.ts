// DeleteRecords, API key 21: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DeleteRecordsRequest = {
  name: "DeleteRecordsRequest",
  kind: "request",
  key: 21,
  versions: "0-2",
  flexible: "2",
  fields: [
    {
      name: "topics",
      type: "[]DeleteRecordsTopic",
      versions: "0-2",
      fields: [
        { name: "name", type: "string", versions: "0-2", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]DeleteRecordsPartition",
          versions: "0-2",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-2" },
            { name: "offset", type: "int64", versions: "0-2" },
          ],
        },
      ],
    },
    { name: "timeoutMs", type: "int32", versions: "0-2" },
  ],
} as const satisfies MessageSchema;

export const DeleteRecordsResponse = {
  name: "DeleteRecordsResponse",
  kind: "response",
  key: 21,
  versions: "0-2",
  flexible: "2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-2" },
    {
      name: "topics",
      type: "[]DeleteRecordsTopicResult",
      versions: "0-2",
      fields: [
        { name: "name", type: "string", versions: "0-2", mapKey: true, entityType: "topicName" },
        {
          name: "partitions",
          type: "[]DeleteRecordsPartitionResult",
          versions: "0-2",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-2", mapKey: true },
            { name: "lowWatermark", type: "int64", versions: "0-2" },
            { name: "errorCode", type: "int16", versions: "0-2" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteRecords = {
  key: 21,
  name: "DeleteRecords",
  listeners: ["broker"],
  request: DeleteRecordsRequest,
  response: DeleteRecordsResponse,
} as const satisfies ApiSchema;
