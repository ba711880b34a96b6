// Metadata, API key 3: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const MetadataRequest = {
  name: "MetadataRequest",
  kind: "request",
  key: 3,
  versions: "0-13",
  flexible: "9-13",
  fields: [
    {
      name: "topics",
      type: "[]MetadataRequestTopic",
      versions: "0-13",
      nullable: "1-13",
      fields: [
        { name: "topicId", type: "uuid", versions: "10-13", ignorable: true },
        { name: "name", type: "string", versions: "0-13", nullable: "10-13", entityType: "topicName" },
      ],
    },
    { name: "allowAutoTopicCreation", type: "bool", versions: "4-13", default: true },
    { name: "includeClusterAuthorizedOperations", type: "bool", versions: "8-10" },
    { name: "includeTopicAuthorizedOperations", type: "bool", versions: "8-13" },
  ],
} as const satisfies MessageSchema;

export const MetadataResponse = {
  name: "MetadataResponse",
  kind: "response",
  key: 3,
  versions: "0-13",
  flexible: "9-13",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "3-13", ignorable: true },
    {
      name: "brokers",
      type: "[]MetadataResponseBroker",
      versions: "0-13",
      fields: [
        { name: "nodeId", type: "int32", versions: "0-13", mapKey: true, entityType: "brokerId" },
        { name: "host", type: "string", versions: "0-13" },
        { name: "port", type: "int32", versions: "0-13" },
        {
          name: "rack",
          type: "string",
          versions: "1-13",
          nullable: "1-13",
          default: null,
          ignorable: true,
        },
      ],
    },
    {
      name: "clusterId",
      type: "string",
      versions: "2-13",
      nullable: "2-13",
      default: null,
      ignorable: true,
    },
    {
      name: "controllerId",
      type: "int32",
      versions: "1-13",
      default: -1,
      ignorable: true,
      entityType: "brokerId",
    },
    {
      name: "topics",
      type: "[]MetadataResponseTopic",
      versions: "0-13",
      fields: [
        { name: "errorCode", type: "int16", versions: "0-13" },
        {
          name: "name",
          type: "string",
          versions: "0-13",
          nullable: "12-13",
          mapKey: true,
          entityType: "topicName",
        },
        { name: "topicId", type: "uuid", versions: "10-13", ignorable: true },
        { name: "isInternal", type: "bool", versions: "1-13", ignorable: true },
        {
          name: "partitions",
          type: "[]MetadataResponsePartition",
          versions: "0-13",
          fields: [
            { name: "errorCode", type: "int16", versions: "0-13" },
            { name: "partitionIndex", type: "int32", versions: "0-13" },
            { name: "leaderId", type: "int32", versions: "0-13", entityType: "brokerId" },
            { name: "leaderEpoch", type: "int32", versions: "7-13", default: -1, ignorable: true },
            { name: "replicaNodes", type: "[]int32", versions: "0-13", entityType: "brokerId" },
            { name: "isrNodes", type: "[]int32", versions: "0-13", entityType: "brokerId" },
            {
              name: "offlineReplicas",
              type: "[]int32",
              versions: "5-13",
              ignorable: true,
              entityType: "brokerId",
            },
          ],
        },
        { name: "topicAuthorizedOperations", type: "int32", versions: "8-13", default: -2147483648 },
      ],
    },
    { name: "clusterAuthorizedOperations", type: "int32", versions: "8-10", default: -2147483648 },
    { name: "errorCode", type: "int16", versions: "13", ignorable: true },
  ],
} as const satisfies MessageSchema;

export const Metadata = {
  key: 3,
  name: "Metadata",
  listeners: ["broker"],
  request: MetadataRequest,
  response: MetadataResponse,
} as const satisfies ApiSchema;
