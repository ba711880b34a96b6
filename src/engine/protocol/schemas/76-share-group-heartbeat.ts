// ShareGroupHeartbeat, API key 76: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ShareGroupHeartbeatRequest = {
  name: "ShareGroupHeartbeatRequest",
  kind: "request",
  key: 76,
  versions: "1",
  flexible: "1",
  fields: [
    { name: "groupId", type: "string", versions: "1", entityType: "groupId" },
    { name: "memberId", type: "string", versions: "1" },
    { name: "memberEpoch", type: "int32", versions: "1" },
    { name: "rackId", type: "string", versions: "1", nullable: "1", default: null },
    {
      name: "subscribedTopicNames",
      type: "[]string",
      versions: "1",
      nullable: "1",
      default: null,
      entityType: "topicName",
    },
  ],
} as const satisfies MessageSchema;

export const ShareGroupHeartbeatResponse = {
  name: "ShareGroupHeartbeatResponse",
  kind: "response",
  key: 76,
  versions: "1",
  flexible: "1",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1" },
    { name: "errorCode", type: "int16", versions: "1" },
    { name: "errorMessage", type: "string", versions: "1", nullable: "1", default: null },
    { name: "memberId", type: "string", versions: "1", nullable: "1", default: null },
    { name: "memberEpoch", type: "int32", versions: "1" },
    { name: "heartbeatIntervalMs", type: "int32", versions: "1" },
    {
      name: "assignment",
      type: "Assignment",
      versions: "1",
      nullable: "1",
      default: null,
      fields: [
        {
          name: "topicPartitions",
          type: "[]TopicPartitions",
          versions: "1",
          fields: [
            { name: "topicId", type: "uuid", versions: "1" },
            { name: "partitions", type: "[]int32", versions: "1" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ShareGroupHeartbeat = {
  key: 76,
  name: "ShareGroupHeartbeat",
  listeners: ["broker"],
  request: ShareGroupHeartbeatRequest,
  response: ShareGroupHeartbeatResponse,
} as const satisfies ApiSchema;
