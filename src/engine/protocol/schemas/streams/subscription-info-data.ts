// SubscriptionInfoData (streams).
import type { MessageSchema } from "../../schema.ts";

export const SubscriptionInfoData = {
  name: "SubscriptionInfoData",
  kind: "streams",
  part: "value",
  framing: "none",
  versions: "1-11",
  flexible: "none",
  fields: [
    { name: "version", type: "int32", versions: "1-11" },
    { name: "latestSupportedVersion", type: "int32", versions: "3-11", default: -1 },
    { name: "processId", type: "uuid", versions: "1-11" },
    {
      name: "prevTasks",
      type: "[]TaskId",
      versions: "1-6",
      fields: [
        { name: "topicGroupId", type: "int32", versions: "1-6" },
        { name: "partition", type: "int32", versions: "1-6" },
      ],
    },
    {
      name: "standbyTasks",
      type: "[]TaskId",
      versions: "1-6",
      fields: [
        { name: "topicGroupId", type: "int32", versions: "1-6" },
        { name: "partition", type: "int32", versions: "1-6" },
      ],
    },
    { name: "userEndPoint", type: "bytes", versions: "2-11" },
    {
      name: "taskOffsetSums",
      type: "[]TaskOffsetSum",
      versions: "7-11",
      fields: [
        { name: "topicGroupId", type: "int32", versions: "7-11" },
        { name: "partition", type: "int32", versions: "10-11" },
        { name: "offsetSum", type: "int64", versions: "10-11" },
        { name: "namedTopology", type: "string", versions: "10-11", nullable: "10-11" },
        {
          name: "partitionToOffsetSum",
          type: "[]PartitionToOffsetSum",
          versions: "7-9",
          fields: [
            { name: "partition", type: "int32", versions: "7-9" },
            { name: "offsetSum", type: "int64", versions: "7-9" },
          ],
        },
      ],
    },
    { name: "uniqueField", type: "int8", versions: "8-11" },
    { name: "errorCode", type: "int32", versions: "9-11" },
    {
      name: "clientTags",
      type: "[]ClientTag",
      versions: "11",
      fields: [
        { name: "key", type: "bytes", versions: "11" },
        { name: "value", type: "bytes", versions: "11" },
      ],
    },
  ],
} as const satisfies MessageSchema;
