// ShareGroupDescribe, API key 77: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ShareGroupDescribeRequest = {
  name: "ShareGroupDescribeRequest",
  kind: "request",
  key: 77,
  versions: "1",
  flexible: "1",
  fields: [
    { name: "groupIds", type: "[]string", versions: "1", entityType: "groupId" },
    { name: "includeAuthorizedOperations", type: "bool", versions: "1" },
  ],
} as const satisfies MessageSchema;

export const ShareGroupDescribeResponse = {
  name: "ShareGroupDescribeResponse",
  kind: "response",
  key: 77,
  versions: "1",
  flexible: "1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1" },
    {
      name: "groups",
      type: "[]DescribedGroup",
      versions: "1",
      fields: [
        { name: "errorCode", type: "int16", versions: "1" },
        { name: "errorMessage", type: "string", versions: "1", nullable: "1", default: null },
        { name: "groupId", type: "string", versions: "1", entityType: "groupId" },
        { name: "groupState", type: "string", versions: "1" },
        { name: "groupEpoch", type: "int32", versions: "1" },
        { name: "assignmentEpoch", type: "int32", versions: "1" },
        { name: "assignorName", type: "string", versions: "1" },
        {
          name: "members",
          type: "[]Member",
          versions: "1",
          fields: [
            { name: "memberId", type: "string", versions: "1" },
            { name: "rackId", type: "string", versions: "1", nullable: "1", default: null },
            { name: "memberEpoch", type: "int32", versions: "1" },
            { name: "clientId", type: "string", versions: "1" },
            { name: "clientHost", type: "string", versions: "1" },
            { name: "subscribedTopicNames", type: "[]string", versions: "1", entityType: "topicName" },
            {
              name: "assignment",
              type: "Assignment",
              versions: "1",
              fields: [
                {
                  name: "topicPartitions",
                  type: "[]TopicPartitions",
                  versions: "1",
                  fields: [
                    { name: "topicId", type: "uuid", versions: "1" },
                    { name: "topicName", type: "string", versions: "1", entityType: "topicName" },
                    { name: "partitions", type: "[]int32", versions: "1" },
                  ],
                },
              ],
            },
          ],
        },
        { name: "authorizedOperations", type: "int32", versions: "1", default: -2147483648 },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ShareGroupDescribe = {
  key: 77,
  name: "ShareGroupDescribe",
  listeners: ["broker"],
  request: ShareGroupDescribeRequest,
  response: ShareGroupDescribeResponse,
} as const satisfies ApiSchema;
