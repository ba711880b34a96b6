// DescribeCluster, API key 60: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeClusterRequest = {
  name: "DescribeClusterRequest",
  kind: "request",
  key: 60,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "includeClusterAuthorizedOperations", type: "bool", versions: "0-2" },
    { name: "endpointType", type: "int8", versions: "1-2", default: 1 },
    { name: "includeFencedBrokers", type: "bool", versions: "2" },
  ],
} as const satisfies MessageSchema;

export const DescribeClusterResponse = {
  name: "DescribeClusterResponse",
  kind: "response",
  key: 60,
  versions: "0-2",
  flexible: "0-2",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "0-2" },
    { name: "errorCode", type: "int16", versions: "0-2" },
    { name: "errorMessage", type: "string", versions: "0-2", nullable: "0-2", default: null },
    { name: "endpointType", type: "int8", versions: "1-2", default: 1 },
    { name: "clusterId", type: "string", versions: "0-2" },
    { name: "controllerId", type: "int32", versions: "0-2", default: -1, entityType: "brokerId" },
    {
      name: "brokers",
      type: "[]DescribeClusterBroker",
      versions: "0-2",
      fields: [
        { name: "brokerId", type: "int32", versions: "0-2", mapKey: true, entityType: "brokerId" },
        { name: "host", type: "string", versions: "0-2" },
        { name: "port", type: "int32", versions: "0-2" },
        { name: "rack", type: "string", versions: "0-2", nullable: "0-2", default: null },
        { name: "isFenced", type: "bool", versions: "2" },
      ],
    },
    { name: "clusterAuthorizedOperations", type: "int32", versions: "0-2", default: -2147483648 },
  ],
} as const satisfies MessageSchema;

export const DescribeCluster = {
  key: 60,
  name: "DescribeCluster",
  listeners: ["broker", "controller"],
  request: DescribeClusterRequest,
  response: DescribeClusterResponse,
} as const satisfies ApiSchema;
