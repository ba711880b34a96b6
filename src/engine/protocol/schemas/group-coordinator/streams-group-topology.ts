// StreamsGroupTopologyKey and StreamsGroupTopologyValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const StreamsGroupTopologyKey = {
  name: "StreamsGroupTopologyKey",
  kind: "group-coordinator",
  key: 23,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "groupId", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const StreamsGroupTopologyValue = {
  name: "StreamsGroupTopologyValue",
  kind: "group-coordinator",
  key: 23,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "epoch", type: "int32", versions: "0" },
    {
      name: "subtopologies",
      type: "[]Subtopology",
      versions: "0",
      fields: [
        { name: "subtopologyId", type: "string", versions: "0" },
        { name: "sourceTopics", type: "[]string", versions: "0" },
        { name: "sourceTopicRegex", type: "[]string", versions: "0" },
        {
          name: "stateChangelogTopics",
          type: "[]TopicInfo",
          versions: "0",
          fields: [
            { name: "name", type: "string", versions: "0" },
            { name: "partitions", type: "int32", versions: "0" },
            { name: "replicationFactor", type: "int16", versions: "0" },
            {
              name: "topicConfigs",
              type: "[]TopicConfig",
              versions: "0",
              fields: [
                { name: "key", type: "string", versions: "0" },
                { name: "value", type: "string", versions: "0" },
              ],
            },
          ],
        },
        { name: "repartitionSinkTopics", type: "[]string", versions: "0" },
        {
          name: "repartitionSourceTopics",
          type: "[]TopicInfo",
          versions: "0",
          fields: [
            { name: "name", type: "string", versions: "0" },
            { name: "partitions", type: "int32", versions: "0" },
            { name: "replicationFactor", type: "int16", versions: "0" },
            {
              name: "topicConfigs",
              type: "[]TopicConfig",
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
} as const satisfies MessageSchema;
