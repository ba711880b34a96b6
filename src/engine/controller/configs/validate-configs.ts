// What may be set on which resource. Topics, groups and client metrics are checked here, by name and value; what a
// broker resource may hold is left to the brokers, as in Kafka.
import { BrokerConfig } from "../../config/broker-config.ts";
import { checkClientMetricsConfigs } from "../../config/client-metrics-config.ts";
import { ConfigError, ConfigRequestError } from "../../config/config-def.ts";
import { checkGroupConfigs } from "../../config/group-config.ts";
import { checkTopicConfigs } from "../../config/topic-config-check.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { ControllerError, type ControllerState } from "../decision.ts";
import { hasElr } from "../features/metadata-version.ts";
import type { ConfigResource } from "../image.ts";
import { topicNameProblem } from "../topics/topic-name.ts";
import { CLUSTER_DEFAULT, MIN_INSYNC_REPLICAS, ResourceType } from "./effective-config.ts";

const RESOURCE_TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [ResourceType.TOPIC, "TOPIC"],
  [ResourceType.BROKER, "BROKER"],
  [ResourceType.BROKER_LOGGER, "BROKER_LOGGER"],
  [ResourceType.CLIENT_METRICS, "CLIENT_METRICS"],
  [ResourceType.GROUP, "GROUP"],
]);

const invalidRequest = (message: string): ControllerError =>
  new ControllerError(ErrorCode.INVALID_REQUEST, message);
const invalidConfig = (message: string): ControllerError =>
  new ControllerError(ErrorCode.INVALID_CONFIG, message);

/** Throws ControllerError unless the resource can have configs and, where it must, exists. */
export function checkResource(state: ControllerState, resource: ConfigResource, isNew: boolean): void {
  const { type, name } = resource;
  switch (type) {
    case ResourceType.TOPIC: {
      if (name === "") throw invalidRequest("Default topic resources are not allowed.");
      const problem = topicNameProblem(name);
      if (problem !== null) throw new ControllerError(ErrorCode.INVALID_TOPIC_EXCEPTION, problem);
      if (!isNew && !state.image.topicsByName.has(name)) {
        throw new ControllerError(
          ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
          `The topic '${name}' does not exist.`,
        );
      }
      return;
    }
    case ResourceType.BROKER:
      return checkBroker(state, name);
    case ResourceType.CLIENT_METRICS:
      if (name === "") throw invalidRequest("Subscription name can't be empty");
      return;
    case ResourceType.GROUP:
      if (name === "") throw invalidRequest("Default group resources are not allowed.");
      return;
    default:
      throw invalidRequest(`Unknown resource type ${RESOURCE_TYPE_NAMES.get(type) ?? "UNKNOWN"}`);
  }
}

function checkBroker({ image, settings }: ControllerState, name: string): void {
  if (name === CLUSTER_DEFAULT) return;
  if (!/^[+-]?\d+$/.test(name)) throw invalidRequest("Unable to parse broker name as a base 10 number.");
  const id = Number(name);
  if (id < 0) throw invalidRequest("Invalid negative broker ID.");
  if (!image.brokers.has(id) && !settings.controllerIds.includes(id)) {
    throw new ControllerError(ErrorCode.BROKER_ID_NOT_REGISTERED, `No node with id ${id} found.`);
  }
}

/** `all`: every value that the resource will have. Throws ControllerError. */
export function checkValues(
  state: ControllerState,
  resource: ConfigResource,
  all: ReadonlyMap<string, string>,
): void {
  try {
    switch (resource.type) {
      case ResourceType.TOPIC:
        return checkTopicConfigs({ before: state.image.configs(resource), own: all }, ownConfig(state));
      case ResourceType.GROUP:
        return checkGroupConfigs(all, ownConfig(state));
      case ResourceType.CLIENT_METRICS:
        return checkClientMetricsConfigs(all);
    }
  } catch (error) {
    if (error instanceof ConfigRequestError) throw invalidRequest(error.message);
    throw error instanceof ConfigError ? invalidConfig(error.message) : error;
  }
}

/** What the controller itself is configured with: the layer under topics and groups. */
function ownConfig({ image, settings }: ControllerState): BrokerConfig {
  const config = new BrokerConfig(Object.fromEntries(settings.staticConfigs));
  const { BROKER } = ResourceType;
  config.updateDynamic(
    image.configs({ type: BROKER, name: CLUSTER_DEFAULT }),
    image.configs({ type: BROKER, name: `${settings.nodeId}` }),
  );
  return config;
}

/** With eligible leader replicas on, min ISR must mean the same on all brokers (KIP-966). Throws ControllerError. */
export function checkMinIsrChange(
  { image }: ControllerState,
  resource: ConfigResource,
  name: string,
  value: string | null,
): void {
  if (name !== MIN_INSYNC_REPLICAS || resource.type !== ResourceType.BROKER || !hasElr(image.features))
    return;
  if (resource.name !== CLUSTER_DEFAULT) {
    throw invalidConfig(`Broker-level ${MIN_INSYNC_REPLICAS} cannot be altered while ELR is enabled.`);
  }
  if (value === null) {
    throw invalidConfig(`Cluster-level ${MIN_INSYNC_REPLICAS} cannot be removed while ELR is enabled.`);
  }
}
