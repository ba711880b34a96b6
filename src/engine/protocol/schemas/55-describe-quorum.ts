// DescribeQuorum, API key 55: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeQuorumRequest = {
  name: "DescribeQuorumRequest",
  kind: "request",
  key: 55,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    {
      name: "topics",
      type: "[]TopicData",
      versions: "0-2",
      fields: [
        { name: "topicName", type: "string", versions: "0-2", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0-2",
          fields: [{ name: "partitionIndex", type: "int32", versions: "0-2" }],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeQuorumResponse = {
  name: "DescribeQuorumResponse",
  kind: "response",
  key: 55,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "errorCode", type: "int16", versions: "0-2" },
    { name: "errorMessage", type: "string", versions: "2", nullable: "2", ignorable: true },
    {
      name: "topics",
      type: "[]TopicData",
      versions: "0-2",
      fields: [
        { name: "topicName", type: "string", versions: "0-2", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0-2",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "0-2" },
            { name: "errorCode", type: "int16", versions: "0-2" },
            { name: "errorMessage", type: "string", versions: "2", nullable: "2", ignorable: true },
            { name: "leaderId", type: "int32", versions: "0-2", entityType: "brokerId" },
            { name: "leaderEpoch", type: "int32", versions: "0-2" },
            { name: "highWatermark", type: "int64", versions: "0-2" },
            {
              name: "currentVoters",
              type: "[]ReplicaState",
              versions: "0-2",
              fields: [
                { name: "replicaId", type: "int32", versions: "0-2", entityType: "brokerId" },
                { name: "replicaDirectoryId", type: "uuid", versions: "2" },
                { name: "logEndOffset", type: "int64", versions: "0-2" },
                {
                  name: "lastFetchTimestamp",
                  type: "int64",
                  versions: "1-2",
                  default: -1,
                  ignorable: true,
                },
                {
                  name: "lastCaughtUpTimestamp",
                  type: "int64",
                  versions: "1-2",
                  default: -1,
                  ignorable: true,
                },
              ],
            },
            {
              name: "observers",
              type: "[]ReplicaState",
              versions: "0-2",
              fields: [
                { name: "replicaId", type: "int32", versions: "0-2", entityType: "brokerId" },
                { name: "replicaDirectoryId", type: "uuid", versions: "2" },
                { name: "logEndOffset", type: "int64", versions: "0-2" },
                {
                  name: "lastFetchTimestamp",
                  type: "int64",
                  versions: "1-2",
                  default: -1,
                  ignorable: true,
                },
                {
                  name: "lastCaughtUpTimestamp",
                  type: "int64",
                  versions: "1-2",
                  default: -1,
                  ignorable: true,
                },
              ],
            },
          ],
        },
      ],
    },
    {
      name: "nodes",
      type: "[]Node",
      versions: "2",
      fields: [
        { name: "nodeId", type: "int32", versions: "2", mapKey: true, entityType: "brokerId" },
        {
          name: "listeners",
          type: "[]Listener",
          versions: "2",
          fields: [
            { name: "name", type: "string", versions: "2", mapKey: true },
            { name: "host", type: "string", versions: "2" },
            { name: "port", type: "uint16", versions: "2" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeQuorum = {
  key: 55,
  name: "DescribeQuorum",
  listeners: ["broker", "controller"],
  clusterAction: true,
  forwardable: true,
  request: DescribeQuorumRequest,
  response: DescribeQuorumResponse,
} as const satisfies ApiSchema;
