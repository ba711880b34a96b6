// What may be seen of a broker from outside, gathered when somebody looks.
import type { NodeConfig } from "../cluster/cluster-config.ts";
import { type BrokerConfig, ConfigSource } from "../config/broker-config.ts";
import type {
  BrokerConfigSource,
  BrokerSnapshot,
  DynamicConfigSnapshot,
  FollowerSnapshot,
  PageCacheSnapshot,
  ReplicaSnapshot,
} from "../inspect/snapshot.ts";
import type { Partition } from "./replication/partition.ts";
import type { ReplicaManager } from "./replication/replica-manager.ts";

const RECENT_BATCHES = 64;
const LEADER_EPOCHS = 64;

export interface BrokerFacts {
  readonly brokerEpoch: number;
  readonly fenced: boolean;
  readonly metadataOffset: number;
  readonly activeController: number;
  readonly dynamicConfigs: readonly DynamicConfigSnapshot[];
  readonly connections: number;
  readonly dirtyBytes: number;
  readonly pageCache: PageCacheSnapshot;
}

const SOURCES: ReadonlyMap<number, BrokerConfigSource> = new Map([
  [ConfigSource.DYNAMIC_BROKER, "dynamic-broker"],
  [ConfigSource.DYNAMIC_DEFAULT_BROKER, "dynamic-default"],
  [ConfigSource.STATIC_BROKER, "static"],
]);

export function dynamicConfigs(config: BrokerConfig): readonly DynamicConfigSnapshot[] {
  return config.dynamicNames.map((name) => ({
    name,
    values: config
      .synonymsOf(name)
      .filter((synonym) => synonym.name === name)
      .map(({ value, source }) => ({ value, source: SOURCES.get(source) ?? "default" })),
  }));
}

export function inspectBroker(
  node: NodeConfig,
  facts: BrokerFacts,
  replicas: ReplicaManager | null,
): BrokerSnapshot {
  const all = replicas === null ? [] : [...replicas.partitions()];
  return {
    role: "broker",
    id: node.id,
    host: node.host,
    port: node.port,
    rack: node.rack,
    ...facts,
    replicas: all.map((partition) => replicaSnapshot(partition, replicas!)),
    offlineLogDir: replicas?.offline ?? null,
    logDirs: (replicas?.logs.directories ?? []).map(({ path, id, offline, sizeBytes }) => {
      return { path, id, offline, sizeBytes };
    }),
  };
}

function replicaSnapshot(partition: Partition, replicas: ReplicaManager): ReplicaSnapshot {
  const { log } = partition;
  return {
    topic: partition.topic,
    topicId: partition.topicId,
    partition: partition.index,
    role: partition.role === "leader" || partition.role === "follower" ? partition.role : "offline",
    leader: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    replicas: partition.replicas,
    isr: partition.isr,
    minIsr: partition.minIsr,
    logStartOffset: log.logStartOffset,
    highWatermark: partition.highWatermark,
    logEndOffset: log.logEndOffset,
    flushedOffset: log.flushedOffset,
    recoveredOffset: log.recoveredOffset,
    leaderEpochs: log.leaderEpochs.slice(-LEADER_EPOCHS),
    segments: log.segments,
    cleaner: replicas.logs.cleaner.snapshot(partition.topic, partition.index),
    recentBatches: log.recentBatches(RECENT_BATCHES),
    followers: [...partition.followers.values()].map(
      ({ brokerId, logEndOffset, lastFetchMs, lastCaughtUpMs }): FollowerSnapshot => ({
        broker: brokerId,
        logEndOffset,
        lastFetchMs,
        lastCaughtUpMs,
        inSync: partition.isr.includes(brokerId),
      }),
    ),
    parked: replicas.purgatory.snapshot(partition),
  };
}
