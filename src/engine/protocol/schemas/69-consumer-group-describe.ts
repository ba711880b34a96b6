// ConsumerGroupDescribe, API key 69: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ConsumerGroupDescribeRequest = {
  name: "ConsumerGroupDescribeRequest",
  kind: "request",
  key: 69,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "groupIds", type: "[]string", versions: "0-1", entityType: "groupId" },
    { name: "includeAuthorizedOperations", type: "bool", versions: "0-1" },
  ],
} as const satisfies MessageSchema;

export const ConsumerGroupDescribeResponse = {
  name: "ConsumerGroupDescribeResponse",
  kind: "response",
  key: 69,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    {
      name: "groups",
      type: "[]DescribedGroup",
      versions: "0-1",
      fields: [
        { name: "errorCode", type: "int16", versions: "0-1" },
        { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1", default: null },
        { name: "groupId", type: "string", versions: "0-1", entityType: "groupId" },
        { name: "groupState", type: "string", versions: "0-1" },
        { name: "groupEpoch", type: "int32", versions: "0-1" },
        { name: "assignmentEpoch", type: "int32", versions: "0-1" },
        { name: "assignorName", type: "string", versions: "0-1" },
        {
          name: "members",
          type: "[]Member",
          versions: "0-1",
          fields: [
            { name: "memberId", type: "string", versions: "0-1" },
            { name: "instanceId", type: "string", versions: "0-1", nullable: "0-1", default: null },
            { name: "rackId", type: "string", versions: "0-1", nullable: "0-1", default: null },
            { name: "memberEpoch", type: "int32", versions: "0-1" },
            { name: "clientId", type: "string", versions: "0-1" },
            { name: "clientHost", type: "string", versions: "0-1" },
            { name: "subscribedTopicNames", type: "[]string", versions: "0-1", entityType: "topicName" },
            {
              name: "subscribedTopicRegex",
              type: "string",
              versions: "0-1",
              nullable: "0-1",
              default: null,
            },
            {
              name: "assignment",
              type: "Assignment",
              versions: "0-1",
              fields: [
                {
                  name: "topicPartitions",
                  type: "[]TopicPartitions",
                  versions: "0-1",
                  fields: [
                    { name: "topicId", type: "uuid", versions: "0-1" },
                    { name: "topicName", type: "string", versions: "0-1", entityType: "topicName" },
                    { name: "partitions", type: "[]int32", versions: "0-1" },
                  ],
                },
              ],
            },
            {
              name: "targetAssignment",
              type: "Assignment",
              versions: "0-1",
              fields: [
                {
                  name: "topicPartitions",
                  type: "[]TopicPartitions",
                  versions: "0-1",
                  fields: [
                    { name: "topicId", type: "uuid", versions: "0-1" },
                    { name: "topicName", type: "string", versions: "0-1", entityType: "topicName" },
                    { name: "partitions", type: "[]int32", versions: "0-1" },
                  ],
                },
              ],
            },
            { name: "memberType", type: "int8", versions: "1", default: -1, ignorable: true },
          ],
        },
        { name: "authorizedOperations", type: "int32", versions: "0-1", default: -2147483648 },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ConsumerGroupDescribe = {
  key: 69,
  name: "ConsumerGroupDescribe",
  listeners: ["broker"],
  request: ConsumerGroupDescribeRequest,
  response: ConsumerGroupDescribeResponse,
} as const satisfies ApiSchema;
