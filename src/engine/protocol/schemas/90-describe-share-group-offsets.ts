// DescribeShareGroupOffsets, API key 90: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeShareGroupOffsetsRequest = {
  name: "DescribeShareGroupOffsetsRequest",
  kind: "request",
  key: 90,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    {
      name: "groups",
      type: "[]DescribeShareGroupOffsetsRequestGroup",
      versions: "0-1",
      fields: [
        { name: "groupId", type: "string", versions: "0-1", entityType: "groupId" },
        {
          name: "topics",
          type: "[]DescribeShareGroupOffsetsRequestTopic",
          versions: "0-1",
          nullable: "0-1",
          fields: [
            { name: "topicName", type: "string", versions: "0-1", entityType: "topicName" },
            { name: "partitions", type: "[]int32", versions: "0-1" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeShareGroupOffsetsResponse = {
  name: "DescribeShareGroupOffsetsResponse",
  kind: "response",
  key: 90,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    {
      name: "groups",
      type: "[]DescribeShareGroupOffsetsResponseGroup",
      versions: "0-1",
      fields: [
        { name: "groupId", type: "string", versions: "0-1", entityType: "groupId" },
        {
          name: "topics",
          type: "[]DescribeShareGroupOffsetsResponseTopic",
          versions: "0-1",
          fields: [
            { name: "topicName", type: "string", versions: "0-1", entityType: "topicName" },
            { name: "topicId", type: "uuid", versions: "0-1" },
            {
              name: "partitions",
              type: "[]DescribeShareGroupOffsetsResponsePartition",
              versions: "0-1",
              fields: [
                { name: "partitionIndex", type: "int32", versions: "0-1" },
                { name: "startOffset", type: "int64", versions: "0-1" },
                { name: "leaderEpoch", type: "int32", versions: "0-1" },
                { name: "lag", type: "int64", versions: "1", default: -1, ignorable: true },
                { name: "errorCode", type: "int16", versions: "0-1" },
                { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1", default: null },
              ],
            },
          ],
        },
        { name: "errorCode", type: "int16", versions: "0-1" },
        { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1", default: null },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeShareGroupOffsets = {
  key: 90,
  name: "DescribeShareGroupOffsets",
  listeners: ["broker"],
  request: DescribeShareGroupOffsetsRequest,
  response: DescribeShareGroupOffsetsResponse,
} as const satisfies ApiSchema;
