// ConsumerGroupMemberMetadataKey and ConsumerGroupMemberMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ConsumerGroupMemberMetadataKey = {
  name: "ConsumerGroupMemberMetadataKey",
  kind: "group-coordinator",
  key: 5,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "memberId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const ConsumerGroupMemberMetadataValue = {
  name: "ConsumerGroupMemberMetadataValue",
  kind: "group-coordinator",
  key: 5,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "instanceId", type: "string", versions: "0", nullable: "0" },
    { name: "rackId", type: "string", versions: "0", nullable: "0" },
    { name: "clientId", type: "string", versions: "0" },
    { name: "clientHost", type: "string", versions: "0" },
    { name: "subscribedTopicNames", type: "[]string", versions: "0" },
    { name: "subscribedTopicRegex", type: "string", versions: "0", nullable: "0" },
    { name: "rebalanceTimeoutMs", type: "int32", versions: "0", default: -1 },
    { name: "serverAssignor", type: "string", versions: "0", nullable: "0" },
    {
      name: "classicMemberMetadata",
      type: "ClassicMemberMetadata",
      versions: "0",
      nullable: "0",
      tag: 0,
      tagged: "0",
      fields: [
        { name: "sessionTimeoutMs", type: "int32", versions: "0" },
        {
          name: "supportedProtocols",
          type: "[]ClassicProtocol",
          versions: "0",
          fields: [
            { name: "name", type: "string", versions: "0" },
            { name: "metadata", type: "bytes", versions: "0" },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;
