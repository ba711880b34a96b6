// Reading for one Fetch: what each partition may give to this caller, within the limits of the request.
import { andThen } from "../../../log/batch-walk.ts";
import { type FetchedRecords, type Isolation, OffsetOutOfRangeError } from "../../../log/log.ts";
import { DiskError } from "../../../ports/disk.ts";
import { ErrorCode, type ErrorName } from "../../../protocol/errors.ts";
import type { EventId } from "../../../trace/event.ts";
import type { Partition } from "../../replication/partition.ts";
import { PartitionError } from "../../replication/partition-error.ts";
import type { ReplicaManager } from "../../replication/replica-manager.ts";
import type { ReplicationQuota } from "../../replication/replication-quota.ts";
import type { AskedPartition } from "./fetch-sessions.ts";
import type { PreferredReplica } from "./preferred-replica.ts";

/** Who fetches, and how much at most. */
export interface FetchParams {
  /** -1 for a consumer. */
  readonly replicaId: number;
  readonly replicaEpoch: number;
  readonly readCommitted: boolean;
  /** Consumers that can name their rack may read from followers (KIP-392). */
  readonly onlyFromLeader: boolean;
  /** Where the consumer says that it is; empty: nowhere. */
  readonly rackId: string;
  /** Of what goes to followers. */
  readonly quota: Pick<ReplicationQuota, "isThrottled" | "isExceeded" | "record">;
  /** Null: the leader serves everybody. */
  readonly preferredReplica: PreferredReplica | null;
  readonly minBytes: number;
  readonly maxBytes: number;
}

export interface Wanted {
  readonly asked: AskedPartition;
  readonly topic: { readonly name: string; readonly topicId: string };
  readonly index: number;
  readonly partition: Partition | ErrorName;
  readonly currentLeaderEpoch: number;
  readonly fetchOffset: number;
  /** Of a follower's own log. */
  readonly logStartOffset: number;
  readonly lastFetchedEpoch: number;
  readonly maxBytes: number;
  /** The request names its topics by id. */
  readonly byId: boolean;
}

export interface ReadResult {
  readonly wanted: Wanted;
  /** Of the partition when it was read; -1 when it could not be. */
  readonly leaderEpoch: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly diverging: { readonly epoch: number; readonly endOffset: number } | null;
  /** Whom a consumer should rather ask; -1: nobody. */
  readonly preferredReadReplica: number;
  readonly records: Uint8Array;
  /** Whose records the caller leaves out; null unless it reads only what transactions committed. */
  readonly abortedTransactions: FetchedRecords["abortedTransactions"];
}

const NOBODY = -1;
const NOTHING = new Uint8Array(0);

function isolationOf({ replicaId, readCommitted }: FetchParams): Isolation {
  if (replicaId >= 0) return "log-end";
  return readCommitted ? "committed-transactions" : "high-watermark";
}

/** The offset from which on `params`' caller may not read. */
export function readableUpTo(partition: Partition, params: FetchParams): number {
  if (params.replicaId >= 0) return partition.log.logEndOffset;
  return params.readCommitted ? partition.lastStableOffset : partition.highWatermark;
}

/**
 * Reads all partitions, in order, until `maxBytes` are there; the first batch comes whatever its size (KIP-74). A promise
 * when the disk must be asked.
 */
export function readAll(
  replicas: ReplicaManager,
  wanted: readonly Wanted[],
  params: FetchParams,
): ReadResult[] | Promise<ReadResult[]> {
  const results: ReadResult[] = [];
  let leftBytes = params.maxBytes;
  let atLeastOne = true;
  const take = (result: ReadResult): void => {
    if (result.records.length > 0) atLeastOne = false;
    leftBytes = Math.max(0, leftBytes - result.records.length);
    results.push(result);
  };
  const readFrom = (first: number): ReadResult[] | Promise<ReadResult[]> => {
    for (let i = first; i < wanted.length; i++) {
      const one = wanted[i]!;
      const failedWith = (error: unknown): ReadResult => failed(one, codeOf(replicas, error));
      try {
        const result = readOne(one, params, Math.min(one.maxBytes, leftBytes), atLeastOne);
        if (result instanceof Promise) {
          return result.catch(failedWith).then((read) => {
            take(read);
            return readFrom(i + 1);
          });
        }
        take(result);
      } catch (error) {
        take(failedWith(error));
      }
    }
    return results;
  };
  return readFrom(0);
}

function codeOf(replicas: ReplicaManager, error: unknown): number {
  if (error instanceof PartitionError) return error.code;
  if (error instanceof OffsetOutOfRangeError) return ErrorCode.OFFSET_OUT_OF_RANGE;
  if (error instanceof DiskError) {
    replicas.diskFailed(error);
    return ErrorCode.KAFKA_STORAGE_ERROR;
  }
  throw error;
}

function failed(wanted: Wanted, errorCode: number): ReadResult {
  return {
    wanted,
    leaderEpoch: -1,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    diverging: null,
    preferredReadReplica: NOBODY,
    records: NOTHING,
    abortedTransactions: null,
  };
}

function readOne(
  wanted: Wanted,
  params: FetchParams,
  maxBytes: number,
  atLeastOne: boolean,
): ReadResult | Promise<ReadResult> {
  const partition = checked(wanted, params);
  const { log } = partition;
  const { fetchOffset } = wanted;
  const preferred = params.replicaId >= 0 ? null : params.preferredReplica;
  const replica = preferred?.(partition, params.rackId, fetchOffset) ?? NOBODY;
  if (replica !== NOBODY) return withoutRecords(wanted, partition, params, null, replica);
  const diverging = divergence(partition, wanted);
  if (diverging !== null) return withoutRecords(wanted, partition, params, diverging);
  if (fetchOffset < log.logStartOffset || fetchOffset > log.logEndOffset)
    throw new PartitionError("OFFSET_OUT_OF_RANGE");
  const isOver = fetchOffset >= readableUpTo(partition, params) || (maxBytes <= 0 && !atLeastOne);
  if (isOver || isThrottled(partition, params)) return withoutRecords(wanted, partition, params);
  // Of the moment at which it was asked for, though the disk may take its time.
  const { leaderEpoch } = partition;
  return andThen(
    log.fetch(fetchOffset, maxBytes, isolationOf(params), atLeastOne),
    ({ bytes, abortedTransactions }) =>
      resultOf(wanted, partition, leaderEpoch, null, NOBODY, bytes, abortedTransactions),
  );
}

function withoutRecords(
  wanted: Wanted,
  partition: Partition,
  { readCommitted }: FetchParams,
  diverging: ReadResult["diverging"] = null,
  preferredReadReplica = NOBODY,
): ReadResult {
  const { leaderEpoch } = partition;
  const aborted = readCommitted ? [] : null;
  return resultOf(wanted, partition, leaderEpoch, diverging, preferredReadReplica, NOTHING, aborted);
}

function resultOf(
  wanted: Wanted,
  { highWatermark, lastStableOffset, log }: Partition,
  leaderEpoch: number,
  diverging: ReadResult["diverging"],
  preferredReadReplica: number,
  records: Uint8Array,
  abortedTransactions: ReadResult["abortedTransactions"],
): ReadResult {
  return {
    wanted,
    leaderEpoch,
    errorCode: ErrorCode.NONE,
    highWatermark,
    lastStableOffset,
    logStartOffset: log.logStartOffset,
    diverging,
    preferredReadReplica,
    records,
    abortedTransactions,
  };
}

/** A follower that is not in sync waits while the reassignment that it belongs to has had its share. */
function isThrottled(partition: Partition, { replicaId, quota }: FetchParams): boolean {
  if (replicaId < 0 || partition.isr.includes(replicaId)) return false;
  return quota.isExceeded && quota.isThrottled(partition.topic, partition.index);
}

/** What throttled partitions give to a follower counts for the quota: to be called with what is sent. */
export function noteGiven(results: readonly ReadResult[], { replicaId, quota }: FetchParams): void {
  if (replicaId < 0) return;
  for (const { wanted, records } of results) {
    if (records.length > 0 && quota.isThrottled(wanted.topic.name, wanted.index))
      quota.record(records.length);
  }
}

/** The partition, if this caller may read from it here. */
function checked(wanted: Wanted, params: FetchParams): Partition {
  const { partition, topic, currentLeaderEpoch, byId } = wanted;
  if (typeof partition === "string") throw new PartitionError(partition);
  if (byId && partition.topicId !== topic.topicId) throw new PartitionError("INCONSISTENT_TOPIC_ID");
  if (params.onlyFromLeader) partition.checkLeader(currentLeaderEpoch);
  else partition.checkEpoch(currentLeaderEpoch);
  if (params.replicaId >= 0) partition.checkFollower(params.replicaId, currentLeaderEpoch >= 0);
  return partition;
}

/** Where the caller's history and this log part, if they do (KIP-595). */
function divergence(partition: Partition, wanted: Wanted): ReadResult["diverging"] {
  const { lastFetchedEpoch, fetchOffset, currentLeaderEpoch } = wanted;
  if (lastFetchedEpoch < 0) return null;
  const end = partition.endOffsetForEpoch(currentLeaderEpoch, lastFetchedEpoch, false);
  if (end.epoch < 0 || end.endOffset < 0 || fetchOffset < partition.log.logStartOffset)
    throw new PartitionError("OFFSET_OUT_OF_RANGE");
  return end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset ? end : null;
}

/** A follower's fetch tells how far it has come: to be called once per request, for what could be read. */
export function noteFollower(results: readonly ReadResult[], params: FetchParams, cause: EventId): void {
  if (params.replicaId < 0) return;
  for (const { wanted, leaderEpoch, errorCode, diverging } of results) {
    const { partition, fetchOffset, logStartOffset } = wanted;
    if (typeof partition === "string" || errorCode !== ErrorCode.NONE || diverging !== null) continue;
    // While another partition was read from the disk this one may have got a new epoch, in which the follower's log is
    // another.
    if (partition.leaderEpoch !== leaderEpoch) continue;
    partition.followerStarts(params.replicaId, logStartOffset);
    partition.followerFetched(params.replicaId, fetchOffset, params.replicaEpoch, cause);
  }
}

/** An idle follower is at the end of all that it fetches, and would hear the same again: it need not be read again. */
export function stillHolds(results: readonly ReadResult[], params: FetchParams): boolean {
  if (params.replicaId < 0) return false;
  return results.every(({ wanted, errorCode, diverging, leaderEpoch, highWatermark, logStartOffset }) => {
    const { partition, fetchOffset } = wanted;
    if (typeof partition === "string" || errorCode !== ErrorCode.NONE || diverging !== null) return false;
    return (
      partition.isLeader &&
      partition.leaderEpoch === leaderEpoch &&
      partition.log.logEndOffset === fetchOffset &&
      partition.log.logStartOffset === logStartOffset &&
      partition.highWatermark === highWatermark
    );
  });
}

/**
 * Whether a parked fetch need not wait any longer: there is enough to read, or something that the caller must hear of.
 */
export function hasEnough(wanted: readonly Wanted[], params: FetchParams): boolean {
  let bytes = 0;
  for (const one of wanted) {
    let partition: Partition;
    try {
      partition = checked(one, params);
      if (divergence(partition, one) !== null) return true;
    } catch (error) {
      if (error instanceof PartitionError) return true;
      throw error;
    }
    const { log } = partition;
    const limit = readableUpTo(partition, params);
    if (one.fetchOffset < log.logStartOffset || one.fetchOffset > log.logEndOffset) return true;
    if (one.fetchOffset >= limit || isThrottled(partition, params)) continue;
    if (params.minBytes <= 1) return true;
    // Bytes cannot be told from offsets, so what there is, less than is wanted until now, is read to be counted.
    const read = log.read(one.fetchOffset, limit, one.maxBytes, true);
    if (read instanceof Promise) {
      read.catch(() => undefined);
      return true;
    }
    bytes += read.length;
    if (bytes >= params.minBytes) return true;
  }
  return false;
}
