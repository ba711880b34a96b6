// One replica: the log on this broker, up to where it is committed, and the copy that is being made of it in another log
// directory. Who leads it, and what the others have, is the partition's affair.
import { assert } from "../../base/assert.ts";
import type { Uuid } from "../../base/uuid.ts";
import type { AppendResult, PartitionLog } from "../../log/log.ts";
import type { Trace } from "../../ports/trace.ts";
import type { EventId } from "../../trace/event.ts";

export abstract class Replica {
  /** The copy of the log that is being made in another log directory. */
  future: PartitionLog | null = null;
  /** How often the log was cut. */
  truncations = 0;
  private committedOffset: number;

  constructor(
    readonly topic: string,
    readonly topicId: Uuid,
    readonly index: number,
    public log: PartitionLog,
    checkpointedHighWatermark: number,
    private readonly trace: Trace,
  ) {
    this.committedOffset = Math.min(
      Math.max(checkpointedHighWatermark, log.logStartOffset),
      log.logEndOffset,
    );
    log.updateHighWatermark(this.committedOffset);
  }

  /** Called when the high watermark moved. */
  protected abstract committedMore(): void;

  /** Offsets below it are committed. It may stand below a log start that retention has moved since. */
  get highWatermark(): number {
    return Math.max(this.committedOffset, this.log.logStartOffset);
  }
  /** Below it every transaction has ended, and its end is committed. */
  get lastStableOffset(): number {
    return Math.min(this.log.lastStableOffset, this.highWatermark);
  }

  protected moveHighWatermark(to: number, cause: EventId | null): void {
    const from = this.highWatermark;
    if (to <= from) return;
    assert(to <= this.log.logEndOffset, `high watermark ${to} is beyond the log end of ${this.topic}`);
    this.committedOffset = to;
    this.log.updateHighWatermark(to);
    const { topic, index } = this;
    this.trace.emit({ kind: "high-watermark-advanced", topic, partition: index, from, to }, cause);
    this.committedMore();
  }

  /** The leader's high watermark came with a fetch: a follower is always one fetch behind. */
  followHighWatermark(leaderHighWatermark: number, cause: EventId | null): void {
    this.moveHighWatermark(Math.min(leaderHighWatermark, this.log.logEndOffset), cause);
  }

  /** The leader's log starts there now: records were deleted. Not beyond what is committed here too. */
  followLogStart(leaderLogStartOffset: number): boolean {
    if (leaderLogStartOffset > this.highWatermark) return false;
    return this.log.advanceLogStartOffset(leaderLogStartOffset);
  }

  truncateTo(offset: number, cause: EventId | null): void {
    const fromOffset = this.log.logEndOffset;
    if (!this.log.truncateTo(offset)) return;
    this.future?.truncateTo(offset);
    this.truncated(fromOffset, cause);
  }

  /** The leader does not have anymore what this follower would need next. */
  restartAt(offset: number, cause: EventId | null): void {
    const fromOffset = this.log.logEndOffset;
    this.log.truncateFullyAndStartAt(offset);
    this.future?.truncateFullyAndStartAt(offset);
    this.truncated(fromOffset, cause);
  }

  /** The copy in another log directory, which has all that the log has, is the log from now on. */
  moveToFuture(): void {
    const { log, future } = this;
    assert(future !== null && future.logEndOffset === log.logEndOffset, "a copy has caught up with its log");
    // Epochs in which nothing was written yet.
    for (const { epoch, startOffset } of log.leaderEpochs) {
      if (epoch > future.latestEpoch) future.assignEpochStart(epoch, startOffset);
    }
    future.updateHighWatermark(this.highWatermark);
    this.log = future;
    this.future = null;
  }

  private truncated(fromOffset: number, cause: EventId | null): void {
    const { topic, index, log } = this;
    const toOffset = log.logEndOffset;
    this.truncations++;
    const committed = Math.max(0, this.committedOffset - toOffset);
    this.committedOffset = Math.min(this.committedOffset, toOffset);
    this.trace.emit(
      { kind: "log-truncated", topic, partition: index, fromOffset, toOffset, committed },
      cause,
    );
  }

  protected tellAppended(role: "leader" | "follower", result: AppendResult, cause: EventId | null): void {
    this.trace.emit(
      {
        kind: "records-appended",
        topic: this.topic,
        partition: this.index,
        role,
        baseOffset: result.firstOffset,
        lastOffset: result.lastOffset,
        bytes: result.sizeBytes,
      },
      cause,
    );
  }
}
