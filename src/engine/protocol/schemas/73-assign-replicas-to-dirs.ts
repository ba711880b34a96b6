// AssignReplicasToDirs, API key 73: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AssignReplicasToDirsRequest = {
  name: "AssignReplicasToDirsRequest",
  kind: "request",
  key: 73,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "brokerId", type: "int32", versions: "0", entityType: "brokerId" },
    { name: "brokerEpoch", type: "int64", versions: "0", default: -1 },
    {
      name: "directories",
      type: "[]DirectoryData",
      versions: "0",
      fields: [
        { name: "id", type: "uuid", versions: "0" },
        {
          name: "topics",
          type: "[]TopicData",
          versions: "0",
          fields: [
            { name: "topicId", type: "uuid", versions: "0" },
            {
              name: "partitions",
              type: "[]PartitionData",
              versions: "0",
              fields: [{ name: "partitionIndex", type: "int32", versions: "0" }],
            },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AssignReplicasToDirsResponse = {
  name: "AssignReplicasToDirsResponse",
  kind: "response",
  key: 73,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    {
      name: "directories",
      type: "[]DirectoryData",
      versions: "0",
      fields: [
        { name: "id", type: "uuid", versions: "0" },
        {
          name: "topics",
          type: "[]TopicData",
          versions: "0",
          fields: [
            { name: "topicId", type: "uuid", versions: "0" },
            {
              name: "partitions",
              type: "[]PartitionData",
              versions: "0",
              fields: [
                { name: "partitionIndex", type: "int32", versions: "0" },
                { name: "errorCode", type: "int16", versions: "0" },
              ],
            },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AssignReplicasToDirs = {
  key: 73,
  name: "AssignReplicasToDirs",
  listeners: ["controller"],
  request: AssignReplicasToDirsRequest,
  response: AssignReplicasToDirsResponse,
} as const satisfies ApiSchema;
