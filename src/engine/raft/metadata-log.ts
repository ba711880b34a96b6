// The metadata log as a controller sees it, whatever quorum stands behind: a leader appends records, and every replica
// learns of them once they are committed. One batch is stored and committed as a whole.
import type { EventId } from "../trace/event.ts";
import type { MetadataRecord } from "./metadata-record.ts";
import type { ReadSnapshot } from "./snapshot-file.ts";

export interface CommittedBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly epoch: number;
  /** The batch's time as its leader wrote it. */
  readonly appendMs: number;
  /** Empty for a batch of raft control records. */
  readonly records: readonly MetadataRecord[];
}

export interface LeaderAndEpoch {
  /** -1: nobody is known to lead in this epoch. */
  readonly leaderId: number;
  readonly epoch: number;
}

export interface MetadataLogListener {
  /** In offset order, each batch once. `cause`: what brought the news. */
  onCommit(batch: CommittedBatch, cause?: EventId | null): void;
  /** The snapshot takes the place of all that was committed so far; what follows it comes through onCommit. */
  onSnapshot(snapshot: ReadSnapshot, cause?: EventId | null): void;
  /**
   * A new epoch, or its leader is known now. This node, when it becomes leader, hears of it after all that earlier
   * leaders committed has gone through onCommit, and may append from then on.
   */
  onLeaderChange(leader: LeaderAndEpoch): void;
  /** The log cannot be written any more: a controller has to stop. */
  onFailure(error: Error): void;
}

/** This node does not lead in `epoch`: the caller has to look for the leader. */
export class NotLeaderError extends Error {
  override readonly name = "NotLeaderError";
}

export interface MetadataLog {
  readonly nodeId: number;
  readonly leader: LeaderAndEpoch;
  readonly isLeader: boolean;
  /** All below it is committed. */
  readonly highWatermark: number;
  /** Where the next append will begin. */
  readonly logEndOffset: number;
  /** Recovers what is on disk, tells the listener of it, and takes part in the quorum from then on. */
  start(listener: MetadataLogListener): Promise<void>;
  /**
   * Appends records, which are committed together or not at all, and returns the offset of the first. Throws
   * NotLeaderError when `epoch` is not led from here.
   */
  append(epoch: number, records: readonly MetadataRecord[]): number;
  /** Gives up the leadership of `epoch`, if this node has it. */
  resign(epoch: number): void;
  /** Hands leadership over, flushes and takes no further part. */
  stop(): Promise<void>;
}
