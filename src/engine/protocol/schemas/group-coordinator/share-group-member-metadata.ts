// ShareGroupMemberMetadataKey and ShareGroupMemberMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const ShareGroupMemberMetadataKey = {
  name: "ShareGroupMemberMetadataKey",
  kind: "group-coordinator",
  key: 10,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    { name: "memberId", type: "string", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const ShareGroupMemberMetadataValue = {
  name: "ShareGroupMemberMetadataValue",
  kind: "group-coordinator",
  key: 10,
  part: "value",
  framing: "version",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "rackId", type: "string", versions: "0", nullable: "0" },
    { name: "clientId", type: "string", versions: "0" },
    { name: "clientHost", type: "string", versions: "0" },
    { name: "subscribedTopicNames", type: "[]string", versions: "0" },
  ],
} as const satisfies MessageSchema;
