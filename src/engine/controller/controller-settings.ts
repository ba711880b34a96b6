// What a controller reads out of its properties, with Kafka's defaults.
import type { NodeConfig } from "../cluster/cluster-config.ts";
import type { ControllerSettings } from "./decision.ts";

const DEFAULTS = {
  "num.partitions": 1,
  "default.replication.factor": 1,
  "broker.session.timeout.ms": 9000,
  "leader.imbalance.check.interval.seconds": 300,
  // Kafka's default is 500: see GAPS.md.
  "metadata.max.idle.interval.ms": 0,
  "delegation.token.max.lifetime.ms": 604_800_000,
  "delegation.token.expiry.time.ms": 86_400_000,
  "delegation.token.expiry.check.interval.ms": 3_600_000,
} as const;

const UNCLEAN_CHECK_MS = 300_000;

export function controllerSettings(node: NodeConfig): ControllerSettings {
  const { properties } = node;
  const number = (name: keyof typeof DEFAULTS): number => {
    const value = Number(properties[name] ?? DEFAULTS[name]);
    return Number.isFinite(value) ? value : DEFAULTS[name];
  };
  const balances = (properties["auto.leader.rebalance.enable"] ?? "true").toLowerCase() === "true";
  return {
    nodeId: node.id,
    clusterId: node.clusterId,
    controllerIds: node.voters.map(({ id }) => id),
    numPartitions: number("num.partitions"),
    defaultReplicationFactor: number("default.replication.factor"),
    sessionTimeoutMs: number("broker.session.timeout.ms"),
    staticConfigs: new Map(Object.entries(properties)),
    leaderImbalanceCheckMs: balances ? number("leader.imbalance.check.interval.seconds") * 1000 : 0,
    uncleanCheckMs: UNCLEAN_CHECK_MS,
    maxIdleMs: number("metadata.max.idle.interval.ms"),
    tokens: {
      secretKey: properties["delegation.token.secret.key"] ?? null,
      maxLifetimeMs: number("delegation.token.max.lifetime.ms"),
      renewLifetimeMs: number("delegation.token.expiry.time.ms"),
      expiryCheckMs: number("delegation.token.expiry.check.interval.ms"),
    },
  };
}
