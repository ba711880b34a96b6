// DescribeConfigs, API key 32: every version of Apache Kafka 4.3.1 as data. Read by codec.ts.
import type { ApiSchema, MessageSchema } from "../schema.ts";

export const DescribeConfigsRequest = {
  name: "DescribeConfigsRequest",
  kind: "request",
  key: 32,
  versions: "1-4",
  flexible: "4",
  fields: [
    {
      name: "resources",
      type: "[]DescribeConfigsResource",
      versions: "1-4",
      fields: [
        { name: "resourceType", type: "int8", versions: "1-4" },
        { name: "resourceName", type: "string", versions: "1-4" },
        { name: "configurationKeys", type: "[]string", versions: "1-4", nullable: "1-4" },
      ],
    },
    { name: "includeSynonyms", type: "bool", versions: "1-4" },
    { name: "includeDocumentation", type: "bool", versions: "3-4" },
  ],
} as const satisfies MessageSchema;

export const DescribeConfigsResponse = {
  name: "DescribeConfigsResponse",
  kind: "response",
  key: 32,
  versions: "1-4",
  flexible: "4",
  fields: [
    { name: "throttleTimeMs", type: "int32", versions: "1-4" },
    {
      name: "results",
      type: "[]DescribeConfigsResult",
      versions: "1-4",
      fields: [
        { name: "errorCode", type: "int16", versions: "1-4" },
        { name: "errorMessage", type: "string", versions: "1-4", nullable: "1-4" },
        { name: "resourceType", type: "int8", versions: "1-4" },
        { name: "resourceName", type: "string", versions: "1-4" },
        {
          name: "configs",
          type: "[]DescribeConfigsResourceResult",
          versions: "1-4",
          fields: [
            { name: "name", type: "string", versions: "1-4" },
            { name: "value", type: "string", versions: "1-4", nullable: "1-4" },
            { name: "readOnly", type: "bool", versions: "1-4" },
            { name: "configSource", type: "int8", versions: "1-4", default: -1, ignorable: true },
            { name: "isSensitive", type: "bool", versions: "1-4" },
            {
              name: "synonyms",
              type: "[]DescribeConfigsSynonym",
              versions: "1-4",
              ignorable: true,
              fields: [
                { name: "name", type: "string", versions: "1-4" },
                { name: "value", type: "string", versions: "1-4", nullable: "1-4" },
                { name: "source", type: "int8", versions: "1-4" },
              ],
            },
            { name: "configType", type: "int8", versions: "3-4", ignorable: true },
            { name: "documentation", type: "string", versions: "3-4", nullable: "3-4", ignorable: true },
          ],
        },
      ],
    },
  ],
} as const satisfies MessageSchema;

export const DescribeConfigs = {
  key: 32,
  name: "DescribeConfigs",
  listeners: ["broker", "controller"],
  request: DescribeConfigsRequest,
  response: DescribeConfigsResponse,
} as const satisfies ApiSchema;
