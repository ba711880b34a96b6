// What may be known of a cluster from outside: plain serialisable values. The UI, lesson checks and the admin port read
// these and the trace, and nothing else. Times are playground milliseconds, sizes bytes.

export type NodeStatus =
  | "starting"
  | "running"
  /** Stopped by a person or a controlled shutdown; its disk is kept. */
  | "stopped"
  /** Killed: what it had not flushed is gone. */
  | "killed"
  /** Its process is halted, its connections hang. */
  | "frozen"
  /** It ended by itself; `error` says why. */
  | "failed";

export interface BatchSnapshot {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly records: number;
  readonly sizeBytes: number;
  readonly control: boolean;
}

export interface FollowerSnapshot {
  readonly broker: number;
  /** Null until the follower has fetched in this leader epoch. */
  readonly logEndOffset: number | null;
  readonly lastFetchMs: number | null;
  readonly lastCaughtUpMs: number | null;
  readonly inSync: boolean;
}

export interface ParkedSnapshot {
  readonly api: string;
  readonly clientId: string | null;
  readonly correlationId: number;
  readonly sinceMs: number;
  readonly deadlineMs: number;
  /** Produce: the offset that the high watermark must reach. */
  readonly requiredOffset: number | null;
}

export interface SegmentSnapshot {
  readonly baseOffset: number;
  readonly sizeBytes: number;
}

/** How the log cleaner sees a compacted log: clean up to firstDirtyOffset, dirty up to firstUncleanableOffset. */
export interface CleanerSnapshot {
  /** `paused`: another part of the broker has asked it to keep off; `uncleanable`: it failed, `error` says how. */
  readonly state: "idle" | "cleaning" | "paused" | "uncleanable";
  readonly firstDirtyOffset: number;
  /** The active segment, open transactions and min.compaction.lag.ms keep what is behind. */
  readonly firstUncleanableOffset: number;
  readonly cleanBytes: number;
  readonly dirtyBytes: number;
  /** Null when there is nothing to clean or cleaned. Cleaning begins above min.cleanable.dirty.ratio. */
  readonly dirtyRatio: number | null;
  readonly minCleanableDirtyRatio: number;
  readonly error: string | null;
}

export interface LeaderEpochSnapshot {
  readonly epoch: number;
  readonly startOffset: number;
}

export interface ReplicaSnapshot {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly role: "leader" | "follower" | "offline";
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly minIsr: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  /** Offsets below it survive a power cut. */
  readonly flushedOffset: number;
  /** Where recovery found the end of the log when this incarnation started; null for a log made since. */
  readonly recoveredOffset: number | null;
  /** Which leader epochs wrote the log and where each begins, oldest first, the newest 64. */
  readonly leaderEpochs: readonly LeaderEpochSnapshot[];
  readonly segments: readonly SegmentSnapshot[];
  /** Null unless cleanup.policy says compact and this node cleans. */
  readonly cleaner: CleanerSnapshot | null;
  /** The newest batches, oldest first, at most 64. */
  readonly recentBatches: readonly BatchSnapshot[];
  /** Only at the leader. */
  readonly followers: readonly FollowerSnapshot[];
  readonly parked: readonly ParkedSnapshot[];
}

export interface PageCacheSnapshot {
  /** Bytes of memory that file content takes, and their bound (samsa.page.cache.bytes). */
  readonly residentBytes: number;
  readonly boundBytes: number;
  /** Bytes that a power cut would lose, and from how many on writers wait (samsa.page.cache.dirty.bytes). */
  readonly dirtyBytes: number;
  readonly dirtyBoundBytes: number;
  /** Requests and fetches that wait for the disk to catch up. */
  readonly waitingWrites: number;
}

export interface LogDirSnapshot {
  readonly path: string;
  /** directory.id; null when it could not be read. */
  readonly id: string | null;
  /** Why it is offline; null while it works. */
  readonly offline: string | null;
  /** Of the logs in it. */
  readonly sizeBytes: number;
}

/** Who says so: the metadata log for this broker, the metadata log for all brokers, the properties file, Kafka. */
export type BrokerConfigSource = "dynamic-broker" | "dynamic-default" | "static" | "default";

/** All values that a config has at a broker, the one in force first. */
export interface DynamicConfigSnapshot {
  readonly name: string;
  readonly values: readonly { readonly value: string | null; readonly source: BrokerConfigSource }[];
}

export interface BrokerSnapshot {
  readonly role: "broker";
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  /** -1 before registration. */
  readonly brokerEpoch: number;
  readonly fenced: boolean;
  /** How far it has applied the metadata log. */
  readonly metadataOffset: number;
  readonly activeController: number;
  /** Those that the metadata log sets for this broker or for all, by name. */
  readonly dynamicConfigs: readonly DynamicConfigSnapshot[];
  readonly replicas: readonly ReplicaSnapshot[];
  readonly connections: number;
  readonly dirtyBytes: number;
  readonly pageCache: PageCacheSnapshot;
  /** Why nothing of the broker's works any more: it has no log directory left, or lost the metadata log. */
  readonly offlineLogDir: string | null;
  /** As log.dirs has them. */
  readonly logDirs: readonly LogDirSnapshot[];
}

export interface RegisteredBrokerSnapshot {
  readonly id: number;
  readonly epoch: number;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
  readonly rack: string | null;
  readonly lastHeartbeatMs: number | null;
}

export interface PartitionSnapshot {
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
}

export interface TopicSnapshot {
  readonly name: string;
  readonly topicId: string;
  readonly configs: Readonly<Record<string, string>>;
  readonly partitions: readonly PartitionSnapshot[];
}

/** Kafka's states of a voter, and `observer` for a controller that does not vote (yet, or any more). */
export type RaftStateName =
  | "unattached"
  | "prospective"
  | "candidate"
  | "leader"
  | "follower"
  | "resigned"
  | "observer";

/** A replica of the metadata log. What it has fetched is known to the leader alone: null elsewhere. */
export interface QuorumReplicaSnapshot {
  readonly id: number;
  readonly directoryId: string;
  readonly logEndOffset: number | null;
  /** Records behind the leader. */
  readonly lag: number | null;
  readonly lastFetchMs: number | null;
  readonly lastCaughtUpMs: number | null;
}

export interface QuorumVoterSnapshot extends QuorumReplicaSnapshot {
  readonly host: string;
  readonly port: number;
}

/** The election that this node stands in now. */
export interface ElectionSnapshot {
  /** A pre-vote asks whether an election could be won, and changes no epoch (KIP-996). */
  readonly preVote: boolean;
  readonly granted: readonly number[];
  readonly refused: readonly number[];
}

export interface ControllerSnapshot {
  readonly role: "controller";
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly state: RaftStateName;
  readonly epoch: number;
  /** Who leads in `epoch`, -1 when that is unknown here. */
  readonly leaderId: number;
  /** Whom this node voted for in `epoch`, -1 for nobody. */
  readonly votedId: number;
  readonly election: ElectionSnapshot | null;
  /** How many voters must agree. */
  readonly majority: number;
  /** Of the newest voter set in this node's log, by id. */
  readonly voters: readonly QuorumVoterSnapshot[];
  /** Only at the leader: who fetches without a vote, brokers above all. */
  readonly observers: readonly QuorumReplicaSnapshot[];
  /** The newest snapshot on disk: it has everything below `endOffset`. */
  readonly snapshot: {
    readonly endOffset: number;
    readonly epoch: number;
    readonly sizeBytes: number;
  } | null;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  /** Which leader epochs wrote the metadata log and where each begins, oldest first, the newest 64. */
  readonly leaderEpochs: readonly LeaderEpochSnapshot[];
  readonly brokers: readonly RegisteredBrokerSnapshot[];
  readonly topics: readonly TopicSnapshot[];
  readonly dirtyBytes: number;
}

export type NodeDetail = BrokerSnapshot | ControllerSnapshot;

export interface NodeSnapshot {
  readonly id: number;
  readonly role: "broker" | "controller";
  readonly status: NodeStatus;
  /** When the status began. */
  readonly sinceMs: number;
  readonly error: string | null;
  /** The last that is known of it; stale unless it runs. */
  readonly detail: NodeDetail | null;
}

export interface LinkSnapshot {
  /** Node ids; frames from `from` to `to` are touched. */
  readonly from: number;
  readonly to: number;
  readonly cut: boolean;
  readonly delayMs: number;
  /** Messages that wait to be released by hand; null when the link does not hold. */
  readonly held: number | null;
  readonly sinceMs: number;
}

/** A disk to which something was done by hand. */
export interface DiskSnapshot {
  readonly node: number;
  /** Each flush takes this much longer. */
  readonly delayMs: number;
  readonly full: boolean;
  /** Log directories that were made to fail, as log.dirs names them. */
  readonly failedDirs: readonly string[];
}

/** A whole frame that a link holds until somebody releases it. */
export interface HeldMessageSnapshot {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** False: `from` asks; true: it answers. */
  readonly isResponse: boolean;
  readonly api: string;
  readonly correlationId: number;
  readonly sizeBytes: number;
  readonly sinceMs: number;
  /** The connection keeps its order: only the first that it holds in this direction can go. */
  readonly isNext: boolean;
}

export interface ClientSnapshot {
  readonly name: string;
  readonly role: "producer" | "consumer" | "admin";
  readonly config: Readonly<Record<string, string>>;
  /** Producer: records in the accumulator or on their way. */
  readonly bufferedRecords: number;
  readonly inFlightRequests: number;
  readonly ackedRecords: number;
  readonly failedRecords: number;
  readonly polledRecords: number;
  readonly sinceMs: number;
}

/** What a replica had before its power was cut, and no longer had after recovery. */
export interface Loss {
  /** How the incarnation ended; `host`: the tab, or the process of the gateway. */
  readonly cut: "controlled" | "killed" | "failed" | "host";
  readonly fromOffset: number;
  readonly toOffset: number;
  /** It was last seen a moment before the cut: there may have been more. */
  readonly atLeast: boolean;
  /** Of these, the leader has them: the replica fetches them again. */
  readonly returning: number;
  /** Of these, the leader has them not, and so nobody will. */
  readonly gone: number;
  /** Of those that are gone: they were below the high watermark, committed. */
  readonly goneCommitted: number;
  /** Of these, had been flushed: the disk did not keep what it had promised. */
  readonly damaged: number;
}

/** See the event `records-lost`. */
export interface LossSnapshot extends Loss {
  readonly node: number;
  readonly topic: string;
  readonly partition: number;
  /** When it was told. */
  readonly atMs: number;
}

export interface TimeSnapshot {
  /** Since the cluster was made. */
  readonly nowMs: number;
  readonly wallMs: number;
  /** As it was asked for. */
  readonly speed: number;
  /** How fast time went lately, where that may be less: the machine cannot keep up with a high speed. */
  readonly reachedSpeed?: number;
  readonly paused: boolean;
}

export interface ClusterSnapshot {
  readonly clusterId: string;
  readonly time: TimeSnapshot;
  readonly nodes: readonly NodeSnapshot[];
  readonly links: readonly LinkSnapshot[];
  readonly disks: readonly DiskSnapshot[];
  /** What holding links hold, oldest first. */
  readonly heldMessages: readonly HeldMessageSnapshot[];
  readonly clients: readonly ClientSnapshot[];
  /** What power cuts took since the host began, oldest first, the newest 100. */
  readonly losses: readonly LossSnapshot[];
  /** The newest event id of the trace, and how many were dropped. */
  readonly events: number;
  readonly droppedEvents: number;
}
