// DescribeLogDirs, API key 35: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeLogDirsRequest = {
  name: "DescribeLogDirsRequest",
  kind: "request",
  key: 35,
  versions: "1-5",
  flexible: "2-5",
  fields: [
    {
      name: "topics",
      type: "[]DescribableLogDirTopic",
      versions: "1-5",
      nullable: "1-5",
      fields: [
        { name: "topic", type: "string", versions: "1-5", mapKey: true, entityType: "topicName" },
        { name: "partitions", type: "[]int32", versions: "1-5" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeLogDirsResponse = {
  name: "DescribeLogDirsResponse",
  kind: "response",
  key: 35,
  versions: "1-5",
  flexible: "2-5",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-5" },
    { name: "errorCode", type: "int16", versions: "3-5", ignorable: true },
    {
      name: "results",
      type: "[]DescribeLogDirsResult",
      versions: "1-5",
      fields: [
        { name: "errorCode", type: "int16", versions: "1-5" },
        { name: "logDir", type: "string", versions: "1-5" },
        {
          name: "topics",
          type: "[]DescribeLogDirsTopic",
          versions: "1-5",
          fields: [
            { name: "name", type: "string", versions: "1-5", entityType: "topicName" },
            {
              name: "partitions",
              type: "[]DescribeLogDirsPartition",
              versions: "1-5",
              fields: [
                { name: "partitionIndex", type: "int32", versions: "1-5" },
                { name: "partitionSize", type: "int64", versions: "1-5" },
                { name: "offsetLag", type: "int64", versions: "1-5" },
                { name: "isFutureKey", type: "bool", versions: "1-5" },
              ],
            },
          ],
        },
        { name: "totalBytes", type: "int64", versions: "4-5", default: -1, ignorable: true },
        { name: "usableBytes", type: "int64", versions: "4-5", default: -1, ignorable: true },
        { name: "isCordoned", type: "bool", versions: "5", ignorable: true },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeLogDirs = {
  key: 35,
  name: "DescribeLogDirs",
  listeners: ["broker"],
  request: DescribeLogDirsRequest,
  response: DescribeLogDirsResponse,
} as const satisfies ApiSchema;
