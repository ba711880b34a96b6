// The metadata of a cluster as all its records up to one offset make it: what a controller decides on and what brokers
// serve. Images are immutable; applying a batch of records makes the next image and a delta that names what changed.
import type { Uuid } from "../base/uuid.ts";
import type { EventId } from "../trace/event.ts";

export interface EndpointImage {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly securityProtocol: number;
}

/** Of a feature that a node supports. */
export interface VersionRangeImage {
  readonly min: number;
  readonly max: number;
}

export interface BrokerImage {
  readonly id: number;
  readonly epoch: number;
  readonly incarnationId: Uuid;
  readonly endpoints: readonly EndpointImage[];
  /** Of the first endpoint. */
  readonly host: string;
  readonly port: number;
  readonly features: ReadonlyMap<string, VersionRangeImage>;
  readonly rack: string | null;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
  readonly logDirs: readonly Uuid[];
  /** Directories that get no new replicas (KIP-1066); null: the broker did not tell. */
  readonly cordonedLogDirs: readonly Uuid[] | null;
}

export interface ControllerImage {
  readonly id: number;
  readonly incarnationId: Uuid;
  readonly endpoints: readonly EndpointImage[];
  readonly host: string;
  readonly port: number;
  readonly features: ReadonlyMap<string, VersionRangeImage>;
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

/** A binding of the access control list; the numbers are those of the requests (KIP-140, KIP-290). */
export interface AclImage {
  readonly id: Uuid;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly patternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

/** Limits of one user, client id, IP address or pair of user and client id; a name of null stands for the default. */
export interface ClientQuotaImage {
  readonly entity: ReadonlyMap<string, string | null>;
  readonly values: ReadonlyMap<string, number>;
}

export interface ScramCredentialImage {
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
  readonly iterations: number;
}

export interface DelegationTokenImage {
  readonly tokenId: string;
  /** Principals as `User:alice`. */
  readonly owner: string;
  readonly requester: string;
  readonly renewers: readonly string[];
  readonly issueMs: number;
  readonly maxMs: number;
  readonly expiryMs: number;
}

export interface MetadataImage {
  /** Of the last record applied; -1 for the empty image. */
  readonly offset: number;
  readonly epoch: number;
  readonly brokers: ReadonlyMap<number, BrokerImage>;
  readonly controllers: ReadonlyMap<number, ControllerImage>;
  readonly topicsByName: ReadonlyMap<string, TopicImage>;
  readonly topicsById: ReadonlyMap<Uuid, TopicImage>;
  /** Values set dynamically; `null` never occurs, a deleted config is absent. */
  configs(resource: ConfigResource): ReadonlyMap<string, string>;
  /** All of them, by `<type>:<name>`. */
  readonly configsByResource: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Finalized features: metadata.version, kraft.version, transaction.version, … */
  readonly features: ReadonlyMap<string, number>;
  readonly nextProducerId: bigint;
  readonly acls: ReadonlyMap<Uuid, AclImage>;
  /** By `quotaKey` of the entity (image-security.ts). */
  readonly clientQuotas: ReadonlyMap<string, ClientQuotaImage>;
  /** By mechanism (1: SCRAM-SHA-256, 2: SCRAM-SHA-512), then by user. */
  readonly scram: ReadonlyMap<number, ReadonlyMap<string, ScramCredentialImage>>;
  readonly delegationTokens: ReadonlyMap<string, DelegationTokenImage>;
}

export interface MetadataDelta {
  /** Topics made, deleted or with a changed partition. */
  readonly changedTopics: ReadonlySet<Uuid>;
  readonly deletedTopics: readonly TopicImage[];
  readonly changedBrokers: ReadonlySet<number>;
  readonly changedConfigs: readonly ConfigResource[];
}

/**
 * Follows `__cluster_metadata` and tells of what was committed, in order; the first call brings all there is. `cause`
 * is the trace event that brought the news, null for what was on the node's own disk.
 */
export type MetadataListener = (image: MetadataImage, delta: MetadataDelta, cause: EventId | null) => void;
