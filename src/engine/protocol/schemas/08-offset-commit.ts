// OffsetCommit, API key 8: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const OffsetCommitRequest = {
  name: "OffsetCommitRequest",
  kind: "request",
  key: 8,
  versions: "2-10",
  flexible: "8-10",
  fields: [
    { name: "groupId", type: "string", versions: "2-10", entityType: "groupId" },
    { name: "generationIdOrMemberEpoch", type: "int32", versions: "2-10", default: -1, ignorable: true },
    { name: "memberId", type: "string", versions: "2-10", ignorable: true },
    { name: "groupInstanceId", type: "string", versions: "7-10", nullable: "7-10", default: null },
    { name: "retentionTimeMs", type: "int64", versions: "2-4", default: -1, ignorable: true },
    {
      name: "topics",
      type: "[]OffsetCommitRequestTopic",
      versions: "2-10",
      fields: [
        { name: "name", type: "string", versions: "2-9", ignorable: true, entityType: "topicName" },
        { name: "topicId", type: "uuid", versions: "10", ignorable: true },
        {
          name: "partitions",
          type: "[]OffsetCommitRequestPartition",
          versions: "2-10",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "2-10" },
            { name: "committedOffset", type: "int64", versions: "2-10" },
            { name: "committedLeaderEpoch", type: "int32", versions: "6-10", default: -1, ignorable: true },
            { name: "committedMetadata", type: "string", versions: "2-10", nullable: "2-10" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const OffsetCommitResponse = {
  name: "OffsetCommitResponse",
  kind: "response",
  key: 8,
  versions: "2-10",
  flexible: "8-10",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "3-10", ignorable: true },
    {
      name: "topics",
      type: "[]OffsetCommitResponseTopic",
      versions: "2-10",
      fields: [
        { name: "name", type: "string", versions: "2-9", ignorable: true, entityType: "topicName" },
        { name: "topicId", type: "uuid", versions: "10", ignorable: true },
        {
          name: "partitions",
          type: "[]OffsetCommitResponsePartition",
          versions: "2-10",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "2-10" },
            { name: "errorCode", type: "int16", versions: "2-10" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const OffsetCommit = {
  key: 8,
  name: "OffsetCommit",
  listeners: ["broker"],
  request: OffsetCommitRequest,
  response: OffsetCommitResponse,
} as const satisfies ApiSchema;
