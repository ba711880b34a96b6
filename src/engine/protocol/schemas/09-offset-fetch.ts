// OffsetFetch, API key 9: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const OffsetFetchRequest = {
  name: "OffsetFetchRequest",
  kind: "request",
  key: 9,
  versions: "1-10",
  flexible: "6-10",
  fields: [
    { name: "groupId", type: "string", versions: "1-7", entityType: "groupId" },
    {
      name: "topics",
      type: "[]OffsetFetchRequestTopic",
      versions: "1-7",
      nullable: "2-7",
      fields: [
        { name: "name", type: "string", versions: "1-7", entityType: "topicName" },
        { name: "partitionIndexes", type: "[]int32", versions: "1-7" },
      ],
    },
    {
      name: "groups",
      type: "[]OffsetFetchRequestGroup",
      versions: "8-10",
      fields: [
        { name: "groupId", type: "string", versions: "8-10", entityType: "groupId" },
        {
          name: "memberId",
          type: "string",
          versions: "9-10",
          nullable: "9-10",
          default: null,
          ignorable: true,
        },
        { name: "memberEpoch", type: "int32", versions: "9-10", default: -1, ignorable: true },
        {
          name: "topics",
          type: "[]OffsetFetchRequestTopics",
          versions: "8-10",
          nullable: "8-10",
          fields: [
            { name: "name", type: "string", versions: "8-9", ignorable: true, entityType: "topicName" },
            { name: "topicId", type: "uuid", versions: "10", ignorable: true },
            { name: "partitionIndexes", type: "[]int32", versions: "8-10" },
          ],
        },
      ],
    },
    { name: "requireStable", type: "bool", versions: "7-10" },
  ],
} as const satisfies MessageSchema;

export const OffsetFetchResponse = {
  name: "OffsetFetchResponse",
  kind: "response",
  key: 9,
  versions: "1-10",
  flexible: "6-10",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "3-10", ignorable: true },
    {
      name: "topics",
      type: "[]OffsetFetchResponseTopic",
      versions: "1-7",
      fields: [
        { name: "name", type: "string", versions: "1-7", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]OffsetFetchResponsePartition",
          versions: "1-7",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "1-7" },
            { name: "committedOffset", type: "int64", versions: "1-7" },
            { name: "committedLeaderEpoch", type: "int32", versions: "5-7", default: -1, ignorable: true },
            { name: "metadata", type: "string", versions: "1-7", nullable: "1-7" },
            { name: "errorCode", type: "int16", versions: "1-7" },
          ],
        },
      ],
    },
    { name: "errorCode", type: "int16", versions: "2-7", ignorable: true },
    {
      name: "groups",
      type: "[]OffsetFetchResponseGroup",
      versions: "8-10",
      fields: [
        { name: "groupId", type: "string", versions: "8-10", entityType: "groupId" },
        {
          name: "topics",
          type: "[]OffsetFetchResponseTopics",
          versions: "8-10",
          fields: [
            { name: "name", type: "string", versions: "8-9", ignorable: true, entityType: "topicName" },
            { name: "topicId", type: "uuid", versions: "10", ignorable: true },
            {
              name: "partitions",
              type: "[]OffsetFetchResponsePartitions",
              versions: "8-10",
              fields: [
                { name: "partitionIndex", type: "int32", versions: "8-10" },
                { name: "committedOffset", type: "int64", versions: "8-10" },
                {
                  name: "committedLeaderEpoch",
                  type: "int32",
                  versions: "8-10",
                  default: -1,
                  ignorable: true,
                },
                { name: "metadata", type: "string", versions: "8-10", nullable: "8-10" },
                { name: "errorCode", type: "int16", versions: "8-10" },
              ],
            },
          ],
        },
        { name: "errorCode", type: "int16", versions: "8-10" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const OffsetFetch = {
  key: 9,
  name: "OffsetFetch",
  listeners: ["broker"],
  request: OffsetFetchRequest,
  response: OffsetFetchResponse,
} as const satisfies ApiSchema;
