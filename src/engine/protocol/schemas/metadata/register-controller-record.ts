// RegisterControllerRecord (metadata).
import type { MessageSchema } from "../../schema.ts";

export const RegisterControllerRecord = {
  name: "RegisterControllerRecord",
  kind: "metadata",
  key: 27,
  part: "value",
  framing: "frame",
  versions: "0",
  flexible: "0",
  fields: [
    { name: "controllerId", type: "int32", versions: "0" },
    { name: "incarnationId", type: "uuid", versions: "0" },
    { name: "zkMigrationReady", type: "bool", versions: "0" },
    {
      name: "endPoints",
      type: "[]ControllerEndpoint",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", mapKey: true },
        { name: "host", type: "string", versions: "0" },
        { name: "port", type: "uint16", versions: "0" },
        { name: "securityProtocol", type: "int16", versions: "0" },
      ],
    },
    {
      name: "features",
      type: "[]ControllerFeature",
      versions: "0",
      fields: [
        { name: "name", type: "string", versions: "0", mapKey: true },
        { name: "minSupportedVersion", type: "int16", versions: "0" },
        { name: "maxSupportedVersion", type: "int16", versions: "0" },
      ],
    },
  ],
} as const satisfies MessageSchema;
