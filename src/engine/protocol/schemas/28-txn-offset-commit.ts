// TxnOffsetCommit, API key 28: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const TxnOffsetCommitRequest = {
  name: "TxnOffsetCommitRequest",
  kind: "request",
  key: 28,
  versions: "0-5",
  flexible: "3-5",
  fields: [
    { name: "transactionalId", type: "string", versions: "0-5", entityType: "transactionalId" },
    { name: "groupId", type: "string", versions: "0-5", entityType: "groupId" },
    { name: "producerId", type: "int64", versions: "0-5", entityType: "producerId" },
    { name: "producerEpoch", type: "int16", versions: "0-5" },
    { name: "generationId", type: "int32", versions: "3-5", default: -1 },
    { name: "memberId", type: "string", versions: "3-5" },
    { name: "groupInstanceId", type: "string", versions: "3-5", nullable: "3-5", default: null },
    {
      name: "topics",
      type: "[]TxnOffsetCommitRequestTopic",
      versions: "0-5",
      fields: [
        { name: "name", type: "string", versions: "0-5", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]TxnOffsetCommitRequestPartition",
          versions: "0-5",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-5" },
            { name: "committedOffset", type: "int64", versions: "0-5" },
            { name: "committedLeaderEpoch", type: "int32", versions: "2-5", default: -1, ignorable: true },
            { name: "committedMetadata", type: "string", versions: "0-5", nullable: "0-5" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const TxnOffsetCommitResponse = {
  name: "TxnOffsetCommitResponse",
  kind: "response",
  key: 28,
  versions: "0-5",
  flexible: "3-5",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-5" },
    {
      name: "topics",
      type: "[]TxnOffsetCommitResponseTopic",
      versions: "0-5",
      fields: [
        { name: "name", type: "string", versions: "0-5", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]TxnOffsetCommitResponsePartition",
          versions: "0-5",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-5" },
            { name: "errorCode", type: "int16", versions: "0-5" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const TxnOffsetCommit = {
  key: 28,
  name: "TxnOffsetCommit",
  listeners: ["broker"],
  request: TxnOffsetCommitRequest,
  response: TxnOffsetCommitResponse,
} as const satisfies ApiSchema;
