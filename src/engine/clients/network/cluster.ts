// What a client knows of the cluster: brokers, topics, leaders. A value that is replaced, never changed.
import { type Uuid, ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { ResponseOf } from "../../protocol/schema.ts";
import type { Metadata } from "../../protocol/schemas/03-metadata.ts";

export interface BrokerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

export interface PartitionMetadata {
  readonly partition: number;
  /** -1: nobody leads it. */
  readonly leader: number;
  /** -1: the broker did not say. */
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly offline: readonly number[];
}

export interface TopicMetadata {
  readonly name: string;
  /** Null from a broker that knows no topic ids. */
  readonly id: Uuid | null;
  readonly internal: boolean;
  readonly errorCode: number;
  /** By partition number. */
  readonly partitions: readonly PartitionMetadata[];
  /** Those that somebody leads. */
  readonly available: readonly number[];
}

export interface Cluster {
  readonly clusterId: string | null;
  readonly controllerId: number;
  readonly brokers: ReadonlyMap<number, BrokerAddress>;
  readonly topics: ReadonlyMap<string, TopicMetadata>;
  readonly topicNames: ReadonlyMap<Uuid, string>;
}

export const NO_CLUSTER: Cluster = {
  clusterId: null,
  controllerId: -1,
  brokers: new Map(),
  topics: new Map(),
  topicNames: new Map(),
};

const NO_LEADER = -1;

function topicOf(
  name: string,
  id: Uuid | null,
  internal: boolean,
  errorCode: number,
  partitions: readonly PartitionMetadata[],
): TopicMetadata {
  const available = partitions.filter(({ leader }) => leader >= 0).map(({ partition }) => partition);
  return { name, id, internal, errorCode, partitions, available };
}

/**
 * The cluster after an answer. A partial answer (only some topics asked) keeps what is known of the others; a leader of
 * an epoch older than one already seen comes from a broker that lags behind, and is not taken over (KIP-320).
 */
export function withMetadata(
  before: Cluster,
  answer: ResponseOf<typeof Metadata>,
  partial: boolean,
): Cluster {
  const brokers = new Map(
    answer.brokers.map(({ nodeId, host, port, rack }) => [nodeId, { id: nodeId, host, port, rack }]),
  );
  const topics = new Map(partial ? before.topics : []);
  for (const topic of answer.topics) {
    if (topic.name === null) continue;
    const id = topic.topicId === ZERO_UUID ? null : topic.topicId;
    const known = before.topics.get(topic.name);
    if (topic.errorCode !== ErrorCode.NONE && topic.errorCode !== ErrorCode.LEADER_NOT_AVAILABLE) {
      topics.set(topic.name, topicOf(topic.name, id, false, topic.errorCode, []));
      continue;
    }
    const sameTopic = known !== undefined && known.id === id;
    const partitions = topic.partitions
      .map((partition) => ({
        partition: partition.partitionIndex,
        leader: partition.errorCode === ErrorCode.LEADER_NOT_AVAILABLE ? NO_LEADER : partition.leaderId,
        leaderEpoch: partition.leaderEpoch,
        replicas: partition.replicaNodes,
        isr: partition.isrNodes,
        offline: partition.offlineReplicas,
      }))
      .sort((a, b) => a.partition - b.partition)
      .map((partition) => {
        const seen = sameTopic ? known.partitions[partition.partition] : undefined;
        const older =
          seen !== undefined && partition.leaderEpoch >= 0 && partition.leaderEpoch < seen.leaderEpoch;
        return older ? seen : partition;
      });
    topics.set(topic.name, topicOf(topic.name, id, topic.isInternal, topic.errorCode, partitions));
  }
  return {
    clusterId: answer.clusterId,
    controllerId: answer.controllerId,
    brokers,
    topics,
    topicNames: namesOf(topics),
  };
}

/** Only the topics of `wanted`: what is no longer used is not asked for either. */
export function withoutTopics(cluster: Cluster, wanted: (topic: string) => boolean): Cluster {
  const topics = new Map([...cluster.topics].filter(([name]) => wanted(name)));
  return { ...cluster, topics, topicNames: namesOf(topics) };
}

function namesOf(topics: ReadonlyMap<string, TopicMetadata>): ReadonlyMap<Uuid, string> {
  const names = new Map<Uuid, string>();
  for (const { id, name } of topics.values()) if (id !== null) names.set(id, name);
  return names;
}

export interface LeaderHint {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
}

/** Takes over the leader that an error named (KIP-951), if it is news. */
export function withLeaders(
  before: Cluster,
  hints: readonly LeaderHint[],
  endpoints: readonly BrokerAddress[],
): Cluster {
  const brokers = new Map(before.brokers);
  for (const endpoint of endpoints) brokers.set(endpoint.id, endpoint);
  const topics = new Map(before.topics);
  for (const { topic, partition, leader, leaderEpoch } of hints) {
    const known = topics.get(topic);
    const at = known?.partitions[partition];
    if (known === undefined || at === undefined || leaderEpoch <= at.leaderEpoch || !brokers.has(leader))
      continue;
    const partitions = known.partitions.map((entry) =>
      entry.partition === partition ? { ...entry, leader, leaderEpoch } : entry,
    );
    topics.set(topic, topicOf(topic, known.id, known.internal, known.errorCode, partitions));
  }
  return { ...before, brokers, topics };
}
