// StreamsGroupHeartbeat, API key 88: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const StreamsGroupHeartbeatRequest = {
  name: "StreamsGroupHeartbeatRequest",
  kind: "request",
  key: 88,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "groupId", type: "string", versions: "0", entityType: "groupId" },
    { name: "memberId", type: "string", versions: "0" },
    { name: "memberEpoch", type: "int32", versions: "0" },
    { name: "endpointInformationEpoch", type: "int32", versions: "0" },
    { name: "instanceId", type: "string", versions: "0", nullable: "0", default: null },
    { name: "rackId", type: "string", versions: "0", nullable: "0", default: null },
    { name: "rebalanceTimeoutMs", type: "int32", versions: "0", default: -1 },
    {
      name: "topology",
      type: "Topology",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "epoch", type: "int32", versions: "0" },
        {
          name: "subtopologies",
          type: "[]Subtopology",
          versions: "0",
          fields: [
            { name: "subtopologyId", type: "string", versions: "0" },
            { name: "sourceTopics", type: "[]string", versions: "0", entityType: "topicName" },
            { name: "sourceTopicRegex", type: "[]string", versions: "0" },
            {
              name: "stateChangelogTopics",
              type: "[]TopicInfo",
              versions: "0",
              fields: [
                { name: "name", type: "string", versions: "0", entityType: "topicName" },
                { name: "partitions", type: "int32", versions: "0" },
                { name: "replicationFactor", type: "int16", versions: "0" },
                {
                  name: "topicConfigs",
                  type: "[]KeyValue",
                  versions: "0",
                  fields: [
                    { name: "key", type: "string", versions: "0" },
                    { name: "value", type: "string", versions: "0" },
                  ],
                },
              ],
            },
            { name: "repartitionSinkTopics", type: "[]string", versions: "0", entityType: "topicName" },
            {
              name: "repartitionSourceTopics",
              type: "[]TopicInfo",
              versions: "0",
              fields: [
                { name: "name", type: "string", versions: "0", entityType: "topicName" },
                { name: "partitions", type: "int32", versions: "0" },
                { name: "replicationFactor", type: "int16", versions: "0" },
                {
                  name: "topicConfigs",
                  type: "[]KeyValue",
                  versions: "0",
                  fields: [
                    { name: "key", type: "string", versions: "0" },
                    { name: "value", type: "string", versions: "0" },
                  ],
                },
              ],
            },
            {
              name: "copartitionGroups",
              type: "[]CopartitionGroup",
              versions: "0",
              fields: [
                { name: "sourceTopics", type: "[]int16", versions: "0" },
                { name: "sourceTopicRegex", type: "[]int16", versions: "0" },
                { name: "repartitionSourceTopics", type: "[]int16", versions: "0" },
              ],
            },
          ],
        },
      ],
    },
    {
      name: "activeTasks",
      type: "[]TaskIds",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    {
      name: "standbyTasks",
      type: "[]TaskIds",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    {
      name: "warmupTasks",
      type: "[]TaskIds",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    { name: "processId", type: "string", versions: "0", nullable: "0", default: null },
    {
      name: "userEndpoint",
      type: "Endpoint",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "host", type: "string", versions: "0" },
        { name: "port", type: "uint16", versions: "0" },
      ],
    },
    {
      name: "clientTags",
      type: "[]KeyValue",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "key", type: "string", versions: "0" },
        { name: "value", type: "string", versions: "0" },
      ],
    },
    {
      name: "taskOffsets",
      type: "[]TaskOffset",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partition", type: "int32", versions: "0" },
        { name: "offset", type: "int64", versions: "0" },
      ],
    },
    {
      name: "taskEndOffsets",
      type: "[]TaskOffset",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partition", type: "int32", versions: "0" },
        { name: "offset", type: "int64", versions: "0" },
      ],
    },
    { name: "shutdownApplication", type: "bool", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const StreamsGroupHeartbeatResponse = {
  name: "StreamsGroupHeartbeatResponse",
  kind: "response",
  key: 88,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "errorMessage", type: "string", versions: "0", nullable: "0", default: null },
    { name: "memberId", type: "string", versions: "0" },
    { name: "memberEpoch", type: "int32", versions: "0" },
    { name: "heartbeatIntervalMs", type: "int32", versions: "0" },
    { name: "acceptableRecoveryLag", type: "int32", versions: "0" },
    { name: "taskOffsetIntervalMs", type: "int32", versions: "0" },
    {
      name: "status",
      type: "[]Status",
      versions: "0",
      nullable: "0",
      fields: [
        { name: "statusCode", type: "int8", versions: "0" },
        { name: "statusDetail", type: "string", versions: "0" },
      ],
    },
    {
      name: "activeTasks",
      type: "[]TaskIds",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    {
      name: "standbyTasks",
      type: "[]TaskIds",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    {
      name: "warmupTasks",
      type: "[]TaskIds",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "partitions", type: "[]int32", versions: "0" },
      ],
    },
    { name: "endpointInformationEpoch", type: "int32", versions: "0" },
    {
      name: "partitionsByUserEndpoint",
      type: "[]EndpointToPartitions",
      versions: "0",
      nullable: "0",
      default: null,
      fields: [
        {
          name: "userEndpoint",
          type: "Endpoint",
          versions: "0",
          fields: [
            { name: "host", type: "string", versions: "0" },
            { name: "port", type: "uint16", versions: "0" },
          ],
        },
        {
          name: "activePartitions",
          type: "[]TopicPartition",
          versions: "0",
          fields: [
            { name: "topic", type: "string", versions: "0", entityType: "topicName" },
            { name: "partitions", type: "[]int32", versions: "0" },
          ],
        },
        {
          name: "standbyPartitions",
          type: "[]TopicPartition",
          versions: "0",
          fields: [
            { name: "topic", type: "string", versions: "0", entityType: "topicName" },
            { name: "partitions", type: "[]int32", versions: "0" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const StreamsGroupHeartbeat = {
  key: 88,
  name: "StreamsGroupHeartbeat",
  listeners: ["broker"],
  request: StreamsGroupHeartbeatRequest,
  response: StreamsGroupHeartbeatResponse,
} as const satisfies ApiSchema;
