// ConsumerGroupHeartbeat, API key 68: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ConsumerGroupHeartbeatRequest = {
  name: "ConsumerGroupHeartbeatRequest",
  kind: "request",
  key: 68,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "groupId", type: "string", versions: "0-1", entityType: "groupId" },
    { name: "memberId", type: "string", versions: "0-1" },
    { name: "memberEpoch", type: "int32", versions: "0-1" },
    { name: "instanceId", type: "string", versions: "0-1", nullable: "0-1", default: null },
    { name: "rackId", type: "string", versions: "0-1", nullable: "0-1", default: null },
    { name: "rebalanceTimeoutMs", type: "int32", versions: "0-1", default: -1 },
    {
      name: "subscribedTopicNames",
      type: "[]string",
      versions: "0-1",
      nullable: "0-1",
      default: null,
      entityType: "topicName",
    },
    { name: "subscribedTopicRegex", type: "string", versions: "1", nullable: "1", default: null },
    { name: "serverAssignor", type: "string", versions: "0-1", nullable: "0-1", default: null },
    {
      name: "topicPartitions",
      type: "[]TopicPartitions",
      versions: "0-1",
      nullable: "0-1",
      default: null,
      fields: [
        { name: "topicId", type: "uuid", versions: "0-1" },
        { name: "partitions", type: "[]int32", versions: "0-1" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ConsumerGroupHeartbeatResponse = {
  name: "ConsumerGroupHeartbeatResponse",
  kind: "response",
  key: 68,
  versions: "0-1",
  flexible: "0-1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-1" },
    { name: "errorCode", type: "int16", versions: "0-1" },
    { name: "errorMessage", type: "string", versions: "0-1", nullable: "0-1", default: null },
    { name: "memberId", type: "string", versions: "0-1", nullable: "0-1", default: null },
    { name: "memberEpoch", type: "int32", versions: "0-1" },
    { name: "heartbeatIntervalMs", type: "int32", versions: "0-1" },
    {
      name: "assignment",
      type: "Assignment",
      versions: "0-1",
      nullable: "0-1",
      default: null,
      fields: [
        {
          name: "topicPartitions",
          type: "[]TopicPartitions",
          versions: "0-1",
          fields: [
            { name: "topicId", type: "uuid", versions: "0-1" },
            { name: "partitions", type: "[]int32", versions: "0-1" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ConsumerGroupHeartbeat = {
  key: 68,
  name: "ConsumerGroupHeartbeat",
  listeners: ["broker"],
  request: ConsumerGroupHeartbeatRequest,
  response: ConsumerGroupHeartbeatResponse,
} as const satisfies ApiSchema;
