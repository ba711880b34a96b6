// The value of a config as the controller sees it: a topic's own, over the node's, over the cluster's dynamic values,
// over server.properties, over the default.
import { topicConfigDef } from "../../config/topic-config.ts";
import type { ControllerState } from "../decision.ts";

export const ResourceType = {
  UNKNOWN: 0,
  TOPIC: 2,
  BROKER: 4,
  BROKER_LOGGER: 8,
  CLIENT_METRICS: 16,
  GROUP: 32,
} as const;

export function isResourceType(type: number): boolean {
  return (Object.values(ResourceType) as number[]).includes(type);
}

export const MIN_INSYNC_REPLICAS = "min.insync.replicas";
export const UNCLEAN_LEADER_ELECTION = "unclean.leader.election.enable";
/** Of configs that every broker takes over. */
export const CLUSTER_DEFAULT = "";

type ConfigState = Pick<ControllerState, "image" | "settings">;

/** Of a config that brokers and topics call by the same name. */
export function effectiveValue(state: ConfigState, topic: string, name: string): string | null {
  const { image, settings } = state;
  return (
    image.configs({ type: ResourceType.TOPIC, name: topic }).get(name) ??
    image.configs({ type: ResourceType.BROKER, name: String(settings.nodeId) }).get(name) ??
    image.configs({ type: ResourceType.BROKER, name: CLUSTER_DEFAULT }).get(name) ??
    settings.staticConfigs.get(name) ??
    topicConfigDef(name)?.default ??
    null
  );
}

export function minIsrOf(state: ConfigState, topic: string): number {
  const value = Number(effectiveValue(state, topic, MIN_INSYNC_REPLICAS));
  return Number.isFinite(value) && value >= 1 ? value : 1;
}

export function allowsUncleanElection(state: ConfigState, topic: string): boolean {
  return effectiveValue(state, topic, UNCLEAN_LEADER_ELECTION)?.toLowerCase() === "true";
}

/** What server.properties say. */
export function configuredMinIsr({ settings }: Pick<ConfigState, "settings">): string {
  return (
    settings.staticConfigs.get(MIN_INSYNC_REPLICAS) ?? topicConfigDef(MIN_INSYNC_REPLICAS)?.default ?? "1"
  );
}
