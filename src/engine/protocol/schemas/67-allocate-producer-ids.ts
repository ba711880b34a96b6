// AllocateProducerIds, API key 67: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const AllocateProducerIdsRequest = {
  name: "AllocateProducerIdsRequest",
  kind: "request",
  key: 67,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "brokerId", type: "int32", versions: "0", entityType: "brokerId" },
    { name: "brokerEpoch", type: "int64", versions: "0", default: -1 },
  ],
} as const satisfies MessageSchema;

export const AllocateProducerIdsResponse = {
  name: "AllocateProducerIdsResponse",
  kind: "response",
  key: 67,
  versions: "0",
  flexible: "0",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0" },
    { name: "errorCode", type: "int16", versions: "0" },
    { name: "producerIdStart", type: "int64", versions: "0", entityType: "producerId" },
    { name: "producerIdLen", type: "int32", versions: "0" },
  ],
} as const satisfies MessageSchema;

export const AllocateProducerIds = {
  key: 67,
  name: "AllocateProducerIds",
  listeners: ["controller"],
  clusterAction: true,
  forwardable: true,
  request: AllocateProducerIdsRequest,
  response: AllocateProducerIdsResponse,
} as const satisfies ApiSchema;
