// DescribeConfigs (key 32), versions 1-4: the configs of topics and of the node that is asked with their values, where
// each value comes from, and which other names could give one. Brokers and controllers answer it alike.
// Not here: loggers have no levels to describe (empty), documentation is null.

import type { BrokerConfig } from "../../../config/broker-config.ts";
import { ConfigResourceType } from "../../../config/resource-type.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { DescribeConfigs } from "../../../protocol/schemas/32-describe-configs.ts";
import type { MetadataImage } from "../../image.ts";
import { topicNameProblem } from "../../topics/topic-name.ts";
import {
  describeBroker,
  describeClientMetrics,
  describeDefaults,
  describeGroup,
  describeTopic,
} from "./describe.ts";

type Request = RequestOf<typeof DescribeConfigs>;
type Resource = Request["resources"][number];
type Result = NonNullable<ResponseInput<typeof DescribeConfigs>["results"]>[number];

/** The node that is asked. */
export interface ConfiguredNode {
  readonly nodeId: number;
  /** With what was set while it runs. */
  readonly config: BrokerConfig;
  image(): MetadataImage;
}

export function describeConfigsHandler(node: ConfiguredNode): ApiHandler {
  return apiHandler<typeof DescribeConfigs>({
    api: DescribeConfigs,
    handle: (request) => ({
      results: request.resources.map((resource) => ({
        ...describeResource(node, resource, request.includeSynonyms),
        resourceType: resource.resourceType,
        resourceName: resource.resourceName,
      })),
    }),
    onError: (request, errorCode, errorMessage) => ({
      results: request.resources.map(({ resourceType, resourceName }) => ({
        errorCode,
        errorMessage,
        resourceType,
        resourceName,
      })),
    }),
  });
}

function describeResource(node: ConfiguredNode, resource: Resource, withSynonyms: boolean): Result {
  const { resourceType, resourceName: name, configurationKeys: keys } = resource;
  const wanted = (config: string): boolean => keys === null || keys.length === 0 || keys.includes(config);
  switch (resourceType) {
    case ConfigResourceType.TOPIC: {
      const problem = topicNameProblem(name);
      if (problem !== null) return refused(ErrorCode.INVALID_TOPIC_EXCEPTION, problem);
      const image = node.image();
      if (!image.topicsByName.has(name)) return refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "");
      const own = image.configs({ type: ConfigResourceType.TOPIC, name });
      return described(describeTopic(own, node.config, wanted, withSynonyms));
    }
    case ConfigResourceType.BROKER: {
      if (name === "") return described(describeDefaults(node.config, wanted, withSynonyms));
      const problem = brokerProblem(node, name, " or empty string,");
      if (problem !== null) return refused(ErrorCode.INVALID_REQUEST, problem);
      return described(describeBroker(node.config, wanted, withSynonyms));
    }
    case ConfigResourceType.BROKER_LOGGER: {
      const problem = name === "" ? "Broker id must not be empty" : brokerProblem(node, name, "");
      return problem === null ? described([]) : refused(ErrorCode.INVALID_REQUEST, problem);
    }
    case ConfigResourceType.CLIENT_METRICS: {
      if (name === "")
        return refused(ErrorCode.INVALID_REQUEST, "Client metrics subscription name must not be empty");
      const own = node.image().configs({ type: ConfigResourceType.CLIENT_METRICS, name });
      return described(describeClientMetrics(own, wanted, withSynonyms));
    }
    case ConfigResourceType.GROUP: {
      if (name === "") return refused(ErrorCode.INVALID_REQUEST, "Group name must not be empty");
      const own = node.image().configs({ type: ConfigResourceType.GROUP, name });
      return described(describeGroup(own, node.config, wanted, withSynonyms));
    }
    default:
      return refused(ErrorCode.INVALID_REQUEST, `Unsupported resource type: ${resourceType}`);
  }
}

function brokerProblem({ nodeId }: ConfiguredNode, name: string, orElse: string): string | null {
  if (!/^[+-]?\d+$/.test(name)) return `Broker id must be an integer, but it is: ${name}`;
  if (Number(name) === nodeId) return null;
  return `Unexpected broker id, expected ${nodeId}${orElse} but received ${name}`;
}

/** Kafka's message of a success is empty, not null. */
function described(configs: Result["configs"]): Result {
  return { errorMessage: "", configs: configs ?? [] };
}

function refused(errorCode: number, errorMessage: string): Result {
  return { errorCode, errorMessage };
}
