// AlterReplicaLogDirs, API key 34: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AlterReplicaLogDirsRequest = {
  name: "AlterReplicaLogDirsRequest",
  kind: "request",
  key: 34,
  versions: "1-2",
  flexible: "2",
  fields: [
    {
      name: "dirs",
      type: "[]AlterReplicaLogDir",
      versions: "1-2",
      fields: [
        { name: "path", type: "string", versions: "1-2", mapKey: true },
        {
          name: "topics",
          type: "[]AlterReplicaLogDirTopic",
          versions: "1-2",
          fields: [
            { name: "name", type: "string", versions: "1-2", mapKey: true, entityType: "topicName" },
            { name: "partitions", type: "[]int32", versions: "1-2" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterReplicaLogDirsResponse = {
  name: "AlterReplicaLogDirsResponse",
  kind: "response",
  key: 34,
  versions: "1-2",
  flexible: "2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-2" },
    {
      name: "results",
      type: "[]AlterReplicaLogDirTopicResult",
      versions: "1-2",
      fields: [
        { name: "topicName", type: "string", versions: "1-2", entityType: "topicName" },
        {
          name: "partitions",
          type: "[]AlterReplicaLogDirPartitionResult",
          versions: "1-2",
          fields: [
            { name: "partitionIndex", type: "int32", versions: "1-2" },
            { name: "errorCode", type: "int16", versions: "1-2" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const AlterReplicaLogDirs = {
  key: 34,
  name: "AlterReplicaLogDirs",
  listeners: ["broker"],
  request: AlterReplicaLogDirsRequest,
  response: AlterReplicaLogDirsResponse,
} as const satisfies ApiSchema;
