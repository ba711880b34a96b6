// Produce, API key 0: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ProduceRequest = {
  name: "ProduceRequest",
  kind: "request",
  key: 0,
  versions: "3-13",
  flexible: "9-13",
  fields: [
    {
      name: "transactionalId",
      type: "string",
      versions: "3-13",
      nullable: "3-13",
      default: null,
      entityType: "transactionalId",
    },
    { name: "acks", type: "int16", versions: "3-13" },
    { name: "timeoutMs", type: "int32", versions: "3-13" },
    {
      name: "topicData",
      type: "[]TopicProduceData",
      versions: "3-13",
      fields: [
        {
          name: "name",
          type: "string",
          versions: "3-12",
          ignorable: true,
          mapKey: true,
          entityType: "topicName",
        },
        { name: "topicId", type: "uuid", versions: "13", ignorable: true, mapKey: true },
        {
          name: "partitionData",
          type: "[]PartitionProduceData",
          versions: "3-13",
          fields: [
            { name: "index", type: "int32", versions: "3-13" },
            { name: "records", type: "records", versions: "3-13", nullable: "3-13", default: null },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ProduceResponse = {
  name: "ProduceResponse",
  kind: "response",
  key: 0,
  versions: "3-13",
  flexible: "9-13",
  fields: [
    {
      name: "responses",
      type: "[]TopicProduceResponse",
      versions: "3-13",
      fields: [
        {
          name: "name",
          type: "string",
          versions: "3-12",
          ignorable: true,
          mapKey: true,
          entityType: "topicName",
        },
        { name: "topicId", type: "uuid", versions: "13", ignorable: true, mapKey: true },
        {
          name: "partitionResponses",
          type: "[]PartitionProduceResponse",
          versions: "3-13",
          fields: [
            { name: "index", type: "int32", versions: "3-13" },
            { name: "errorCode", type: "int16", versions: "3-13" },
            { name: "baseOffset", type: "int64", versions: "3-13" },
            { name: "logAppendTimeMs", type: "int64", versions: "3-13", default: -1, ignorable: true },
            { name: "logStartOffset", type: "int64", versions: "5-13", default: -1, ignorable: true },
            {
              name: "recordErrors",
              type: "[]BatchIndexAndErrorMessage",
              versions: "8-13",
              ignorable: true,
              fields: [
                { name: "batchIndex", type: "int32", versions: "8-13" },
                {
                  name: "batchIndexErrorMessage",
                  type: "string",
                  versions: "8-13",
                  nullable: "8-13",
                  default: null,
                },
              ],
            },
            {
              name: "errorMessage",
              type: "string",
              versions: "8-13",
              nullable: "8-13",
              default: null,
              ignorable: true,
            },
            {
              name: "currentLeader",
              type: "LeaderIdAndEpoch",
              versions: "10-13",
              tag: 0,
              tagged: "10-13",
              fields: [
                { name: "leaderId", type: "int32", versions: "10-13", default: -1, entityType: "brokerId" },
                { name: "leaderEpoch", type: "int32", versions: "10-13", default: -1 },
              ],
            },
          ],
        },
      ],
    },
    { name: "throttleTimeMs", type: "int32", versions: "3-13", ignorable: true },
    {
      name: "nodeEndpoints",
      type: "[]NodeEndpoint",
      versions: "10-13",
      tag: 0,
      tagged: "10-13",
      fields: [
        { name: "nodeId", type: "int32", versions: "10-13", mapKey: true, entityType: "brokerId" },
        { name: "host", type: "string", versions: "10-13" },
        { name: "port", type: "int32", versions: "10-13" },
        { name: "rack", type: "string", versions: "10-13", nullable: "10-13", default: null },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const Produce = {
  key: 0,
  name: "Produce",
  listeners: ["broker"],
  request: ProduceRequest,
  response: ProduceResponse,
} as const satisfies ApiSchema;
