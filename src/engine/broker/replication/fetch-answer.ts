// What a follower does with what its leader says of one partition: it appends what comes, and cuts off what the leader
// does not have.
import { toNumber } from "../../base/long.ts";
import { AppendError } from "../../log/log.ts";
import type { Trace } from "../../ports/trace.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { ResponseOf } from "../../protocol/schema.ts";
import type { Fetch } from "../../protocol/schemas/01-fetch.ts";
import type { EventId } from "../../trace/event.ts";
import type { Followed } from "./following.ts";
import type { Partition } from "./partition.ts";
import type { ReplicationQuota } from "./replication-quota.ts";

export type FetchedPartition = ResponseOf<typeof Fetch>["responses"][number]["partitions"][number];

/** A time by which ListOffsets asks for an end of the log. */
export const LATEST = -1n;
export const EARLIEST = -2n;

export interface AnswerHost {
  readonly trace: Trace;
  readonly quota: ReplicationQuota;
  /** True while the answer still fits: the partition may have got another leader, or been removed, since the question. */
  fits(followed: Followed): boolean;
  /** Leaves the partition alone for a while. */
  delay(followed: Followed): void;
  /** Resolves when what the topic wants flushed at once is flushed; undefined when there is nothing. */
  flushed(partition: Partition): Promise<void> | undefined;
  /** Null when the leader does not tell. */
  offsetAtLeader(followed: Followed, timestamp: bigint): Promise<number | null>;
}

/** A promise only when something must be waited for, so that the common case stays synchronous. */
export function takeAnswer(
  host: AnswerHost,
  followed: Followed,
  row: FetchedPartition,
  cause: EventId,
): Promise<void> | undefined {
  if (!host.fits(followed)) return undefined;
  switch (row.errorCode) {
    case ErrorCode.NONE:
      return takeRecords(host, followed, row, cause);
    case ErrorCode.OFFSET_OUT_OF_RANGE:
      return findTheRange(host, followed, cause);
    default:
      host.delay(followed);
      return undefined;
  }
}

function takeRecords(
  host: AnswerHost,
  followed: Followed,
  row: FetchedPartition,
  cause: EventId,
): Promise<void> | undefined {
  const { partition } = followed;
  const { topic, index } = partition;
  const { epoch, endOffset } = row.divergingEpoch;
  if (epoch >= 0) {
    return truncate(host, followed, truncationOffset(partition, epoch, toNumber(endOffset)), cause);
  }
  const taken = row.records?.length ?? 0;
  try {
    if (row.records !== null && taken > 0) partition.appendAsFollower(row.records, cause);
  } catch (error) {
    if (!(error instanceof AppendError)) throw error;
    const { message } = error;
    host.trace.emit({ kind: "append-refused", topic, partition: index, error: message }, cause);
    host.delay(followed);
    return undefined;
  }
  const leaderHighWatermark = toNumber(row.highWatermark);
  if (taken > 0 && host.quota.isThrottled(topic, index)) host.quota.record(taken);
  followed.isInSync = leaderHighWatermark <= partition.log.logEndOffset;
  partition.followHighWatermark(leaderHighWatermark, cause);
  partition.followLogStart(toNumber(row.logStartOffset));
  return host.flushed(partition);
}

/** Cuts only when it is known where: from a segment that must be read first more would go, committed records too. */
async function truncate(host: AnswerHost, followed: Followed, offset: number, cause: EventId): Promise<void> {
  const { partition } = followed;
  await partition.log.findPlace(offset);
  if (host.fits(followed)) partition.truncateTo(offset, cause);
}

/** This log ends behind the leader's, or before the leader's begins: go where the leader has something. */
async function findTheRange(host: AnswerHost, followed: Followed, cause: EventId): Promise<void> {
  const { partition, fetchOffset } = followed;
  const leaderEnd = await host.offsetAtLeader(followed, LATEST);
  if (leaderEnd === null || !host.fits(followed)) return host.delay(followed);
  if (leaderEnd < fetchOffset) return truncate(host, followed, leaderEnd, cause);
  const leaderStart = await host.offsetAtLeader(followed, EARLIEST);
  if (leaderStart === null || !host.fits(followed)) return host.delay(followed);
  if (leaderStart > fetchOffset) partition.restartAt(leaderStart, cause);
}

/**
 * Where this log and the leader's part at the latest, given that the leader's `epoch` ended at `endOffset` (KIP-279).
 * If the leader's epoch is unknown here, the next fetch asks again from the epoch before.
 */
export function truncationOffset(partition: Partition, epoch: number, endOffset: number): number {
  const { log } = partition;
  const own = log.endOffsetForEpoch(epoch);
  const ownEnd = own.epoch < 0 ? endOffset : own.endOffset;
  return Math.min(ownEnd, endOffset, log.logEndOffset);
}
