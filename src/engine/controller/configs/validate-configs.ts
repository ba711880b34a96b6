// What may be set on which resource. Topics, groups and client metrics are checked here, by name and value; what a
// broker resource may hold is left to the brokers, as in Kafka.
import { ConfigError, parseConfig } from "../../config/config-def.ts";
import { topicConfigDef } from "../../config/topic-config.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { ControllerError, type ControllerState } from "../decision.ts";
import { hasElr } from "../features/metadata-version.ts";
import type { ConfigResource } from "../image.ts";
import { topicNameProblem } from "../topics/topic-name.ts";
import { CLUSTER_DEFAULT, MIN_INSYNC_REPLICAS, ResourceType } from "./effective-config.ts";
import { CLIENT_METRICS_CONFIGS, GROUP_CONFIGS, isLegalMatch } from "./group-configs.ts";

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
export function checkValues(resource: ConfigResource, all: ReadonlyMap<string, string>): void {
  switch (resource.type) {
    case ResourceType.TOPIC:
      return checkWithDefs(all, topicConfigDef, "topic config name");
    case ResourceType.GROUP:
      return checkWithDefs(all, (name) => GROUP_CONFIGS.get(name), "group config name");
    case ResourceType.CLIENT_METRICS:
      return checkClientMetrics(all);
  }
}

function checkWithDefs(
  all: ReadonlyMap<string, string>,
  find: (name: string) => Parameters<typeof parseConfig>[0] | undefined,
  what: string,
): void {
  for (const name of all.keys()) {
    if (find(name) === undefined) throw invalidConfig(`Unknown ${what}: ${name}`);
  }
  try {
    for (const [name, value] of all) parseConfig(find(name)!, value);
  } catch (error) {
    throw error instanceof ConfigError ? invalidConfig(error.message) : error;
  }
}

function checkClientMetrics(all: ReadonlyMap<string, string>): void {
  for (const [name, value] of all) {
    const def = CLIENT_METRICS_CONFIGS.get(name);
    if (def === undefined) throw invalidRequest(`Unknown client metrics configuration: ${name}`);
    if (name === "match") {
      const wrong = value.split(",").find((pattern) => !isLegalMatch(pattern.trim()));
      if (wrong !== undefined) throw invalidConfig(`Illegal client matching pattern: ${wrong}`);
    }
    try {
      parseConfig(def, value);
    } catch (error) {
      throw error instanceof ConfigError ? invalidRequest(error.message) : error;
    }
  }
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
