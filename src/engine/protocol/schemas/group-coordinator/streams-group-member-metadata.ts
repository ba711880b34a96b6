// StreamsGroupMemberMetadataKey and StreamsGroupMemberMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const StreamsGroupMemberMetadataKey = {
  name: "StreamsGroupMemberMetadataKey",
  kind: "group-coordinator",
  key: 19,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "memberId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const StreamsGroupMemberMetadataValue = {
  name: "StreamsGroupMemberMetadataValue",
  kind: "group-coordinator",
  key: 19,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "instanceId", type: "string", versions: "0", nullable: "0" },
    { name: "rackId", type: "string", versions: "0", nullable: "0" },
    { name: "clientId", type: "string", versions: "0" },
    { name: "clientHost", type: "string", versions: "0" },
    { name: "rebalanceTimeoutMs", type: "int32", versions: "0", default: -1 },
    { name: "topologyEpoch", type: "int32", versions: "0" },
    { name: "processId", type: "string", versions: "0" },
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
      fields: [
        { name: "key", type: "string", versions: "0" },
        { name: "value", type: "string", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
