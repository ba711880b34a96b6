// The metadata of a cluster as all its records up to one offset make it: what a controller decides on and what brokers
// serve. Images are immutable; applying a batch of records makes the next image and a delta that names what changed.
import type { Uuid } from "../base/uuid.ts";

export interface BrokerImage {
  readonly id: number;
  readonly epoch: number;
  readonly incarnationId: Uuid;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
  readonly logDirs: readonly Uuid[];
}

export interface PartitionImage {
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly directories: readonly Uuid[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  readonly removingReplicas: readonly number[];
  readonly addingReplicas: readonly number[];
  /** -1: none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly leaderRecoveryState: number;
}

export interface TopicImage {
  readonly name: string;
  readonly id: Uuid;
  readonly partitions: ReadonlyMap<number, PartitionImage>;
}

/** `type` is Kafka's: 2 topic, 4 broker ("" for the cluster-wide default). */
export interface ConfigResource {
  readonly type: number;
  readonly name: string;
}

export interface MetadataImage {
  /** Of the last record applied; -1 for the empty image. */
  readonly offset: number;
  readonly epoch: number;
  readonly brokers: ReadonlyMap<number, BrokerImage>;
  readonly controllers: ReadonlyMap<
    number,
    { readonly id: number; readonly host: string; readonly port: number }
  >;
  readonly topicsByName: ReadonlyMap<string, TopicImage>;
  readonly topicsById: ReadonlyMap<Uuid, TopicImage>;
  /** Values set dynamically; `null` never occurs, a deleted config is absent. */
  configs(resource: ConfigResource): ReadonlyMap<string, string>;
  /** Finalized features: metadata.version, kraft.version, transaction.version, … */
  readonly features: ReadonlyMap<string, number>;
  readonly nextProducerId: bigint;
}

export interface MetadataDelta {
  /** Topics made, deleted or with a changed partition. */
  readonly changedTopics: ReadonlySet<Uuid>;
  readonly deletedTopics: readonly TopicImage[];
  readonly changedBrokers: ReadonlySet<number>;
  readonly changedConfigs: readonly ConfigResource[];
}

/** Follows `__cluster_metadata` and tells of each committed batch, in order; the first call brings all there is. */
export type MetadataListener = (image: MetadataImage, delta: MetadataDelta) => void;
