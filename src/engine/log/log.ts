// What a partition's log offers to replication, to the controller and to the broker's APIs. Offsets are numbers.
import type { Uuid } from "../base/uuid.ts";
import type { BatchSnapshot, SegmentSnapshot } from "../inspect/snapshot.ts";
import type { Disk, DiskError } from "../ports/disk.ts";
import type { LogCleaner } from "./cleaner/log-cleaner.ts";
import type { TransactionContext } from "./producer-checks.ts";
import type { AbortedTxn } from "./txn-index.ts";
import type { VerificationGuard } from "./verification.ts";

/** Kafka's topic configs that the log itself obeys, parsed. Names and units as in Kafka (ms, bytes). */
export interface LogConfig {
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly segmentJitterMs: number;
  readonly segmentIndexBytes: number;
  readonly indexIntervalBytes: number;
  readonly maxMessageBytes: number;
  readonly retentionMs: number;
  readonly retentionBytes: number;
  readonly cleanupPolicy: readonly ("delete" | "compact")[];
  readonly minCleanableDirtyRatio: number;
  readonly minCompactionLagMs: number;
  readonly maxCompactionLagMs: number;
  readonly deleteRetentionMs: number;
  readonly messageTimestampType: "CreateTime" | "LogAppendTime";
  readonly messageTimestampBeforeMaxMs: number;
  readonly messageTimestampAfterMaxMs: number;
  readonly compressionType: string;
  readonly flushMessages: number;
  readonly flushMs: number;
  readonly fileDeleteDelayMs: number;
  readonly preallocate: boolean;
}

/** The batch was refused. `code` is a Kafka error code; `recordErrors` name records of the batch (KIP-467). */
export class AppendError extends Error {
  override readonly name = "AppendError";
  constructor(
    readonly code: number,
    message: string,
    readonly recordErrors: readonly { readonly batchIndex: number; readonly message: string | null }[] = [],
  ) {
    super(message);
  }
}

/** The offset lies outside [logStartOffset, logEndOffset]. */
export class OffsetOutOfRangeError extends Error {
  override readonly name = "OffsetOutOfRangeError";
}

export interface AppendResult {
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** The broker's time with LogAppendTime, -1 otherwise. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly records: number;
  readonly sizeBytes: number;
  /** An idempotent producer's batch that was here already: nothing was appended, the offsets are the first ones'. */
  readonly duplicate: boolean;
}

/** Up to where a caller may read: a replica, a consumer, a consumer with isolation.level=read_committed. */
export type Isolation = "log-end" | "high-watermark" | "committed-transactions";

export interface FetchedRecords {
  /** Batches, the last of which may be cut off. */
  readonly bytes: Uint8Array;
  /** Not even the first batch is whole. */
  readonly isFirstBatchCut: boolean;
  /** Transactions whose records are to be left out; null unless only committed ones are read. */
  readonly abortedTransactions: readonly AbortedTxn[] | null;
}

export interface EpochEnd {
  /** -1 when nothing is known. */
  readonly epoch: number;
  readonly endOffset: number;
}

export interface TimestampOffset {
  readonly timestamp: number;
  readonly offset: number;
  /** -1 when unknown. */
  readonly leaderEpoch: number;
}

/** What the log remembers of a producer that wrote to it (KIP-664). */
export interface ActiveProducer {
  readonly producerId: bigint;
  readonly epoch: number;
  /** -1: none is known. */
  readonly lastSequence: number;
  readonly lastTimestampMs: number;
  readonly coordinatorEpoch: number;
  /** Where its open transaction began; null without one. */
  readonly txnStartOffset: number | null;
}

export interface PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  readonly config: LogConfig;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  /** Records below it are committed, as the partition has said last. */
  readonly highWatermark: number;
  /** Below it every transaction has ended, and its end is committed. */
  readonly lastStableOffset: number;
  /** Records below it survive a power cut (Kafka: recovery point). */
  readonly flushedOffset: number;
  /** Where recovery found the end of the log when the node started; null for a log that was made since. */
  readonly recoveredOffset: number | null;
  /** The newest epoch in the log, -1 in an empty one. */
  readonly latestEpoch: number;
  /** Which leader epochs wrote the log, and where each begins (leader-epoch-checkpoint); both ascend. */
  readonly leaderEpochs: readonly { readonly epoch: number; readonly startOffset: number }[];
  readonly sizeBytes: number;
  readonly segments: readonly SegmentSnapshot[];
  /** At most `limit` newest batches, oldest first. */
  recentBatches(limit: number): readonly BatchSnapshot[];

  updateConfig(config: LogConfig): void;
  /** Records below `offset` are committed. */
  updateHighWatermark(offset: number): void;

  /**
   * Validates one batch of a client, gives it offsets and the leader epoch in place, and appends it. `records` is
   * overwritten where Kafka overwrites it. Throws AppendError. Other origins may write control batches:
   * "coordinator" is for markers, offsets and the like, whose records are checked as a client's are; "internal" for
   * the metadata log, whose records are not.
   */
  appendAsLeader(
    records: Uint8Array,
    leaderEpoch: number,
    origin: "client" | "coordinator" | "internal",
    transaction?: TransactionContext,
  ): AppendResult;

  /**
   * Appends batches as the leader wrote them, one or several; those of a later epoch than `leaderEpoch`, in which the
   * replica follows, are left out. Throws AppendError (CORRUPT_MESSAGE, or offsets that are there already).
   */
  appendAsFollower(records: Uint8Array, leaderEpoch?: number): AppendResult;

  /**
   * Before the first batch of a transaction: what to hand in with it when the coordinator has confirmed the transaction
   * (KIP-890). Null when the producer's transaction is open here already. Throws AppendError when it is fenced.
   */
  startVerification(
    producerId: bigint,
    sequence: number,
    epoch: number,
    bumpsEpoch: boolean,
  ): VerificationGuard | null;

  /**
   * Whole batches from the one that holds `fromOffset`, up to the batch before `limitOffset` (exclusive), at most
   * `maxBytes`; with `atLeastOne` the first batch comes even if it is larger. Empty at the end.
   * Throws OffsetOutOfRangeError. A promise only when the page cache does not have the bytes.
   */
  read(
    fromOffset: number,
    limitOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): Uint8Array | Promise<Uint8Array>;

  /** As a Fetch is answered: a slice of the file, and what the isolation level has to tell. Otherwise as `read`. */
  fetch(
    fromOffset: number,
    maxBytes: number,
    isolation: Isolation,
    atLeastOne: boolean,
  ): FetchedRecords | Promise<FetchedRecords>;

  /** The first record at or after `timestampMs`, or null; for the special timestamps see offset-for-timestamp.ts. */
  offsetForTimestamp(timestampMs: number): Promise<TimestampOffset | null>;

  /** Where `epoch` ended here, by the rules of OffsetsForLeaderEpoch (KIP-101, KIP-279). */
  endOffsetForEpoch(epoch: number): EpochEnd;
  /** The epoch of `offset`, -1 when unknown. */
  epochForOffset(offset: number): number;
  /** The leader's epoch begins here: to be called before its first append. */
  assignEpochStart(epoch: number, startOffset: number): void;

  /** Resolves when the page cache has what a truncation to `offset` looks at. Rejects with DiskError. */
  findPlace(offset: number): Promise<void>;
  /**
   * Removes everything from `offset` on. Returns false when the log is shorter already. Where the page cache does not
   * have the place, the log ends earlier than asked: read logEndOffset.
   */
  truncateTo(offset: number): boolean;
  truncateFullyAndStartAt(offset: number): void;

  /** Records below `offset` may no longer be read. False when the log starts there or later already. */
  advanceLogStartOffset(offset: number): boolean;
  /** The same for a client: only what is committed can be deleted. Throws OffsetOutOfRangeError. */
  deleteRecords(offset: number): boolean;
  /**
   * Deletes whole segments at the front, below the high watermark: those before the log start offset, and with the
   * policy `delete` those beyond retention.bytes and retention.ms. Returns how many.
   */
  deleteOldSegments(nowMs: number, highWatermark: number): number;

  activeProducers(): readonly ActiveProducer[];
  /** Forgets the idempotent producers that wrote nothing here for `expirationMs`. */
  expireProducers(nowMs: number, expirationMs: number): void;

  /** Makes all appends durable and moves flushedOffset. Rejects with DiskError. */
  flush(): Promise<void>;
  /** The same when flush.messages or more wait for it; undefined when they do not. */
  flushIfDue(): Promise<void> | undefined;
}

export interface LogRecovery {
  readonly topic: string;
  readonly partition: number;
  readonly clean: boolean;
  readonly logEndOffset: number;
  readonly cutBytes: number;
}

/** One of a node's log directories (log.dirs). */
export interface LogDirectory {
  readonly path: string;
  /** Null when its meta.properties could not be read. */
  readonly id: Uuid | null;
  /** Why it is offline; null while it works. It stays offline until the node starts again. */
  readonly offline: string | null;
  readonly logs: Iterable<PartitionLog>;
  readonly sizeBytes: number;
}

/** All partition logs of one node, in its log directories. Of a directory that is offline there are none. */
export interface LogManager {
  readonly directories: readonly LogDirectory[];
  /** Of the directory with the metadata log. */
  readonly directoryId: Uuid;
  /** The files of that directory. */
  readonly metadataDisk: Disk;
  /** False when the directory with the metadata log is offline: then the node cannot go on. */
  readonly isUsable: boolean;
  /** Of the last controlled shutdown, -1 after a crash or at the first start. */
  readonly previousBrokerEpoch: number;
  /** Sleeps until somebody starts it. */
  readonly cleaner: LogCleaner;
  /** What recovery found at start. */
  readonly recoveries: readonly LogRecovery[];
  get(topic: string, partition: number): PartitionLog | undefined;
  all(): readonly PartitionLog[];
  directoryOf(log: PartitionLog): LogDirectory;
  /**
   * Opens, taking over `config`, or creates: in the directory that is asked for if it works, else in the one with the
   * fewest logs. `topicId` is kept in partition.metadata; a log of another topic id throws.
   */
  create(
    topic: string,
    partition: number,
    topicId: Uuid,
    config: LogConfig,
    directoryId?: Uuid | null,
  ): PartitionLog;
  /** Deletes the log at once, its files after file.delete.delay.ms. */
  remove(topic: string, partition: number): void;
  /** The copy of the partition's log that is to take its place, in another directory. */
  futureOf(topic: string, partition: number): PartitionLog | undefined;
  /** Begins such a copy, empty. */
  createFuture(log: PartitionLog, directory: LogDirectory): PartitionLog;
  removeFuture(topic: string, partition: number): void;
  /** There is no copy of `log` any more: its directory has failed. */
  abandonFuture(log: PartitionLog): void;
  /**
   * At once the copy is the partition's log, and the one it was made from is deleted. Resolves when it will be so after a
   * power cut too. Rejects with DiskError.
   */
  replaceByFuture(topic: string, partition: number): Promise<void>;
  /** The same where the original had gone when power was cut. */
  promoteFuture(topic: string, partition: number): void;
  /** The high watermark of the last checkpoint, 0 when there is none. */
  checkpointedHighWatermark(topic: string, partition: number): number;
  /** Writes recovery points, high watermarks and log start offsets as Kafka's checkpoint files. */
  checkpoint(highWatermarks: ReadonlyMap<PartitionLog, number>): void;
  /** Flushes everything and writes the clean-shutdown marker. Nothing may be appended afterwards. */
  close(highWatermarks: ReadonlyMap<PartitionLog, number>, brokerEpoch?: number): Promise<void>;
  /** Flushes what is dirty: appends first, then checkpoints. */
  flushAll(): Promise<void>;
  /** Makes all files durable as they are. */
  flushFiles(): Promise<void>;
  /** Takes the directory offline that `error` is of, or all when it does not say; those that were not offline before. */
  failed(error: DiskError): readonly LogDirectory[];
  /** Bytes that are dirty in directories that are offline: they will never be flushed. */
  readonly stuckBytes: number;
  /** The same of files that were created, renamed, deleted or cut. */
  readonly stuckFiles: number;
}
