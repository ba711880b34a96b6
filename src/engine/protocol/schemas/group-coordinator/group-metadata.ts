// GroupMetadataKey and GroupMetadataValue (group-coordinator).
import type { MessageSchema } from "../../schema.ts";

export const GroupMetadataKey = {
  name: "GroupMetadataKey",
  kind: "group-coordinator",
  key: 2,
  part: "key",
  framing: "type",
  versions: "0",
  flexible: "none",
  fields: [{ name: "group", type: "string", versions: "0" }],
} as const satisfies MessageSchema;

export const GroupMetadataValue = {
  name: "GroupMetadataValue",
  kind: "group-coordinator",
  key: 2,
  part: "value",
  framing: "version",
  versions: "0-4",
  flexible: "4",
  fields: [
    { name: "protocolType", type: "string", versions: "0-4" },
    { name: "generation", type: "int32", versions: "0-4" },
    { name: "protocol", type: "string", versions: "0-4", nullable: "0-4" },
    { name: "leader", type: "string", versions: "0-4", nullable: "0-4" },
    { name: "currentStateTimestamp", type: "int64", versions: "2-4", default: -1, ignorable: true },
    {
      name: "members",
      type: "[]MemberMetadata",
      versions: "0-4",
      fields: [
        { name: "memberId", type: "string", versions: "0-4" },
        {
          name: "groupInstanceId",
          type: "string",
          versions: "3-4",
          nullable: "3-4",
          default: null,
          ignorable: true,
        },
        { name: "clientId", type: "string", versions: "0-4" },
        { name: "clientHost", type: "string", versions: "0-4" },
        { name: "rebalanceTimeout", type: "int32", versions: "1-4", default: -1, ignorable: true },
        { name: "sessionTimeout", type: "int32", versions: "0-4" },
        { name: "subscription", type: "bytes", versions: "0-4" },
        { name: "assignment", type: "bytes", versions: "0-4" },
      ],
    },
  ],
} as const satisfies MessageSchema;
