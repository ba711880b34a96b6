// EndQuorumEpoch, API key 54: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const EndQuorumEpochRequest = {
  name: "EndQuorumEpochRequest",
  kind: "request",
  key: 54,
  versions: "0-1",
  flexible: "1",
  fields: [
    { name: "clusterId", type: "string", versions: "0-1", nullable: "0-1", default: null },
    {
      name: "topics",
      type: "[]TopicData",
      versions: "0-1",
      fields: [
        { name: "topicName", type: "string", versions: "0-1", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0-1",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-1" },
            { name: "leaderId", type: "int32", versions: "0-1", entityType: "brokerId" },
            { name: "leaderEpoch", type: "int32", versions: "0-1" },
            { name: "preferredSuccessors", type: "[]int32", versions: "0", ignorable: true },
            {
              name: "preferredCandidates",
              type: "[]ReplicaInfo",
              versions: "1",
              ignorable: true,
              fields: [
                { name: "candidateId", type: "int32", versions: "1", entityType: "brokerId" },
                { name: "candidateDirectoryId", type: "uuid", versions: "1" },
              ],
            },
          ],
        },
      ],
    },
    {
      name: "leaderEndpoints",
      type: "[]LeaderEndpoint",
      versions: "1",
      ignorable: true,
      fields: [
        { name: "name", type: "string", versions: "1", mapKey: true },
        { name: "host", type: "string", versions: "1" },
        { name: "port", type: "uint16", versions: "1" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const EndQuorumEpochResponse = {
  name: "EndQuorumEpochResponse",
  kind: "response",
  key: 54,
  versions: "0-1",
  flexible: "1",
  fields: [
    { name: "errorCode", type: "int16", versions: "0-1" },
    {
      name: "topics",
      type: "[]TopicData",
      versions: "0-1",
      fields: [
        { name: "topicName", type: "string", versions: "0-1", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0-1",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-1" },
            { name: "errorCode", type: "int16", versions: "0-1" },
            { name: "leaderId", type: "int32", versions: "0-1", entityType: "brokerId" },
            { name: "leaderEpoch", type: "int32", versions: "0-1" },
          ],
        },
      ],
    },
    {
      name: "nodeEndpoints",
      type: "[]NodeEndpoint",
      versions: "1",
      tag: 0,
      tagged: "1",
      fields: [
        { name: "nodeId", type: "int32", versions: "1", mapKey: true, entityType: "brokerId" },
        { name: "host", type: "string", versions: "1" },
        { name: "port", type: "uint16", versions: "1" },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const EndQuorumEpoch = {
  key: 54,
  name: "EndQuorumEpoch",
  listeners: ["controller"],
  clusterAction: true,
  request: EndQuorumEpochRequest,
  response: EndQuorumEpochResponse,
} as const satisfies ApiSchema;
