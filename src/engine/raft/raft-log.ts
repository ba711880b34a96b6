// The metadata log as raft sees it: the records of a partition's log behind the newest of its snapshots. What a
// follower has is told from the offset and epoch that it names, against both.
import { assert } from "../base/assert.ts";
import type { EpochEnd, PartitionLog } from "../log/log.ts";
import { compareSnapshots, type SnapshotId } from "./snapshot-file.ts";
import type { Snapshots } from "./snapshots.ts";

export type Validity =
  | { readonly kind: "valid" }
  /** The logs part no later than here. */
  | { readonly kind: "diverging"; readonly end: EpochEnd }
  /** What follows is in the snapshot only. */
  | { readonly kind: "snapshot"; readonly id: SnapshotId };

const VALID: Validity = { kind: "valid" };

export class RaftLog {
  constructor(
    readonly log: PartitionLog,
    readonly snapshots: Snapshots,
  ) {}

  get startOffset(): number {
    return this.log.logStartOffset;
  }
  get endOffset(): number {
    return this.log.logEndOffset;
  }

  /** The epoch of the last record, which may be in the snapshot alone; 0 when there is none. */
  get lastEpoch(): number {
    const { latestEpoch } = this.log;
    if (latestEpoch >= 0) return latestEpoch;
    return this.snapshots.latest?.id.epoch ?? 0;
  }

  endOffsetForEpoch(epoch: number): EpochEnd {
    const end = this.log.endOffsetForEpoch(epoch);
    if (end.epoch < 0 || end.endOffset < 0) return { epoch: this.lastEpoch, endOffset: this.endOffset };
    const earliest = this.snapshots.earliest?.id;
    const isBeforeLog = earliest !== undefined && end.endOffset === earliest.endOffset && end.epoch === epoch;
    return isBeforeLog ? { epoch: earliest.epoch, endOffset: earliest.endOffset } : end;
  }

  /** May a replica whose last record before `offset` is of `epoch` go on from there? */
  validate(offset: number, epoch: number): Validity {
    if (this.startOffset === 0 && offset === 0 && epoch === 0) return VALID;
    const earliest = this.snapshots.earliest?.id;
    if (
      earliest !== undefined &&
      (offset < this.startOffset ||
        (offset === this.startOffset && epoch !== earliest.epoch) ||
        epoch < earliest.epoch)
    ) {
      return { kind: "snapshot", id: this.snapshots.latest!.id };
    }
    const end = this.endOffsetForEpoch(epoch);
    if (end.epoch !== epoch || end.endOffset < offset) return { kind: "diverging", end };
    return VALID;
  }

  /** Removes what the leader, whose `leaderEnd` is told, does not have. Returns the new end. */
  truncateToEnd(leaderEnd: EpochEnd): number {
    const local = this.endOffsetForEpoch(leaderEnd.epoch);
    let offset = Math.min(leaderEnd.endOffset, this.endOffset);
    if (leaderEnd.epoch > 0) {
      offset =
        local.epoch === leaderEnd.epoch ? Math.min(local.endOffset, leaderEnd.endOffset) : local.endOffset;
    }
    this.log.truncateTo(offset);
    return this.endOffset;
  }

  /** After a snapshot that is ahead of the log was fetched: the log begins anew behind it. False when it is not ahead. */
  truncateToLatestSnapshot(): boolean {
    const latest = this.snapshots.latest?.id;
    if (latest === undefined) return false;
    const end = { epoch: Math.max(this.log.latestEpoch, 0), endOffset: this.endOffset };
    if (compareSnapshots(latest, end) <= 0) return false;
    this.log.truncateFullyAndStartAt(latest.endOffset);
    this.snapshots.forgetBefore(latest);
    return true;
  }

  /** Drops the records and snapshots before `id`, which is one of the snapshots. False when there are none. */
  deleteBefore(id: SnapshotId, nowMs: number, highWatermark: number): boolean {
    assert(this.snapshots.find(id) !== undefined, "the log is cut at a snapshot");
    if (this.startOffset >= id.endOffset) return false;
    this.log.advanceLogStartOffset(id.endOffset);
    this.log.deleteOldSegments(nowMs, highWatermark);
    this.snapshots.forgetBefore(id);
    return true;
  }
}
