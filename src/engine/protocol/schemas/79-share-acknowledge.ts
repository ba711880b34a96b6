// ShareAcknowledge, API key 79: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ShareAcknowledgeRequest = {
  name: "ShareAcknowledgeRequest",
  kind: "request",
  key: 79,
  versions: "1-2",
  flexible: "1-2",
  fields: [
    {
      name: "groupId",
      type: "string",
      versions: "1-2",
      nullable: "1-2",
      default: null,
      entityType: "groupId",
    },
    { name: "memberId", type: "string", versions: "1-2", nullable: "1-2" },
    { name: "shareSessionEpoch", type: "int32", versions: "1-2" },
    { name: "isRenewAck", type: "bool", versions: "2" },
    {
      name: "topics",
      type: "[]AcknowledgeTopic",
      versions: "1-2",
      fields: [
        { name: "topicId", type: "uuid", versions: "1-2", mapKey: true },
        {
          name: "partitions",
          type: "[]AcknowledgePartition",
          versions: "1-2",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "1-2", mapKey: true },
            {
              name: "acknowledgementBatches",
              type: "[]AcknowledgementBatch",
              versions: "1-2",
              fields: [
                { name: "firstOffset", type: "int64", versions: "1-2" },
                { name: "lastOffset", type: "int64", versions: "1-2" },
                { name: "acknowledgeTypes", type: "[]int8", versions: "1-2" },
              ],
            },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ShareAcknowledgeResponse = {
  name: "ShareAcknowledgeResponse",
  kind: "response",
  key: 79,
  versions: "1-2",
  flexible: "1-2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-2" },
    { name: "errorCode", type: "int16", versions: "1-2" },
    { name: "errorMessage", type: "string", versions: "1-2", nullable: "1-2", default: null },
    { name: "acquisitionLockTimeoutMs", type: "int32", versions: "2", ignorable: true },
    {
      name: "responses",
      type: "[]ShareAcknowledgeTopicResponse",
      versions: "1-2",
      fields: [
        { name: "topicId", type: "uuid", versions: "1-2", mapKey: true },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "1-2",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "1-2" },
            { name: "errorCode", type: "int16", versions: "1-2" },
            { name: "errorMessage", type: "string", versions: "1-2", nullable: "1-2", default: null },
            {
              name: "currentLeader",
              type: "LeaderIdAndEpoch",
              versions: "1-2",
              fields: [
                { name: "leaderId", type: "int32", versions: "1-2" },
                { name: "leaderEpoch", type: "int32", versions: "1-2" },
              ],
            },
          ],
        },
      ],
    },
    {
      name: "nodeEndpoints",
      type: "[]NodeEndpoint",
      versions: "1-2",
      fields: [
        { name: "nodeId", type: "int32", versions: "1-2", mapKey: true, entityType: "brokerId" },
        { name: "host", type: "string", versions: "1-2" },
        { name: "port", type: "int32", versions: "1-2" },
        { name: "rack", type: "string", versions: "1-2", nullable: "1-2", default: null },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ShareAcknowledge = {
  key: 79,
  name: "ShareAcknowledge",
  listeners: ["broker"],
  request: ShareAcknowledgeRequest,
  response: ShareAcknowledgeResponse,
} as const satisfies ApiSchema;
