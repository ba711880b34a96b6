// ElectLeaders, API key 43: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const ElectLeadersRequest = {
  name: "ElectLeadersRequest",
  kind: "request",
  key: 43,
  versions: "0-2",
  flexible: "2",
  fields: [
    { name: "electionType", type: "int8", versions: "1-2" },
    {
      name: "topicPartitions",
      type: "[]TopicPartitions",
      versions: "0-2",
      nullable: "0-2",
      fields: [
        { name: "topic", type: "string", versions: "0-2", mapKey: true, entityType: "topicName" },
        { name: "partitions", type: "[]int32", versions: "0-2" },
      ],
    },
    { name: "timeoutMs", type: "int32", versions: "0-2", default: 60000 },
  ],
} as const satisfies MessageSchema;

export const ElectLeadersResponse = {
  name: "ElectLeadersResponse",
  kind: "response",
  key: 43,
  versions: "0-2",
  flexible: "2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-2" },
    { name: "errorCode", type: "int16", versions: "1-2" },
    {
      name: "replicaElectionResults",
      type: "[]ReplicaElectionResult",
      versions: "0-2",
      fields: [
        { name: "topic", type: "string", versions: "0-2", entityType: "topicName" },
        {
          name: "partitionResult",
          type: "[]PartitionResult",
          versions: "0-2",
          fields: [
            { name: "partitionId", type: "int32", versions: "0-2" },
            { name: "errorCode", type: "int16", versions: "0-2" },
            { name: "errorMessage", type: "string", versions: "0-2", nullable: "0-2" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const ElectLeaders = {
  key: 43,
  name: "ElectLeaders",
  listeners: ["broker", "controller"],
  forwardable: true,
  request: ElectLeadersRequest,
  response: ElectLeadersResponse,
} as const satisfies ApiSchema;
