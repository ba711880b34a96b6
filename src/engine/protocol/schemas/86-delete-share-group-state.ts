// DeleteShareGroupState, API key 86: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DeleteShareGroupStateRequest = {
  name: "DeleteShareGroupStateRequest",
  kind: "request",
  key: 86,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "groupId", type: "string", versions: "0" },
    {
      name: "topics",
      type: "[]DeleteStateData",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        {
          name: "partitions",
          type: "[]PartitionData",
          versions: "0",
          fields: [{ name: "partition", type: "int32", versions: "0" }],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteShareGroupStateResponse = {
  name: "DeleteShareGroupStateResponse",
  kind: "response",
  key: 86,
  versions: "0",
  flexible: "0",
  fields: [
    {
      name: "results",
      type: "[]DeleteStateResult",
      versions: "0",
      fields: [
        { name: "topicId", type: "uuid", versions: "0" },
        {
          name: "partitions",
          type: "[]PartitionResult",
          versions: "0",
          fields: [
            { name: "partition", type: "int32", versions: "0" },
            { name: "errorCode", type: "int16", versions: "0" },
            { name: "errorMessage", type: "string", versions: "0", nullable: "0", default: null },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DeleteShareGroupState = {
  key: 86,
  name: "DeleteShareGroupState",
  listeners: ["broker"],
  clusterAction: true,
  request: DeleteShareGroupStateRequest,
  response: DeleteShareGroupStateResponse,
} as const satisfies ApiSchema;
