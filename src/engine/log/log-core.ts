// The heart of an open log: its row of segments, where it begins and ends, and who keeps what about it. What happens to a
// log (appends, truncation, retention, cleaning) is in files of its own, as functions over this.
import { assert } from "../base/assert.ts";
import type { Uuid } from "../base/uuid.ts";
import { ErrorCode } from "../protocol/errors.ts";
import { Durability } from "./durability.ts";
import { PARTITION_METADATA } from "./file-names.ts";
import type { LeaderEpochCache } from "./leader-epoch-cache.ts";
import { AppendError, type LogConfig } from "./log.ts";
import type { LogPorts } from "./log-ports.ts";
import { newSegment } from "./new-segment.ts";
import { IndexAppendError } from "./offset-index.ts";
import type { ProducerState } from "./producer-state.ts";
import type { RecentBatches } from "./recent-batches.ts";
import { removeFilesLater } from "./removed-files.ts";
import type { Segment } from "./segment.ts";
import { SegmentReader, segmentIndexOf } from "./segment-reader.ts";

export interface LogIdentity {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  readonly directory: string;
}

/** What a log is when it is opened: made new, or found on disk. */
export interface LogContent {
  /** At least one; the last is the active one. */
  readonly segments: Segment[];
  readonly epochs: LeaderEpochCache;
  readonly recent: RecentBatches;
  readonly producers: ProducerState;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly flushedOffset: number;
}

export class LogCore {
  readonly topic: string;
  readonly partition: number;
  directory: string;
  readonly segments: Segment[];
  readonly reader: SegmentReader;
  readonly epochs: LeaderEpochCache;
  readonly producers: ProducerState;
  readonly recent: RecentBatches;
  readonly durability: Durability;
  logStartOffset: number;
  logEndOffset: number;
  private committedOffset: number;
  /** The committed offset is known to be where a batch begins, or the end. */
  private isCommittedPlaced = false;
  /** What a truncation left until something makes it be looked at again; undefined: what the producers' state says. */
  private keptUnstableOffset: number | null | undefined;
  /** The batch at which the first transaction that is not stable was found, for the offset it was looked for at. */
  private unstableBatch = { soughtOffset: -1, baseOffset: -1 };
  private deleted = false;

  constructor(
    readonly ports: LogPorts,
    identity: LogIdentity,
    public config: LogConfig,
    content: LogContent,
  ) {
    assert(content.segments.length > 0, "a log has an active segment");
    this.topic = identity.topic;
    this.partition = identity.partition;
    this.directory = identity.directory;
    this.segments = content.segments;
    this.reader = new SegmentReader(content.segments);
    this.epochs = content.epochs;
    this.producers = content.producers;
    this.recent = content.recent;
    this.logStartOffset = content.logStartOffset;
    this.logEndOffset = content.logEndOffset;
    this.committedOffset = content.logStartOffset;
    this.durability = new Durability(
      ports.disk,
      (fromOffset, toOffset) => this.dirtyFileNames(fromOffset, toOffset),
      content.flushedOffset,
    );
    this.producers.snapshots.onChange = (name) => this.durability.changed([name]);
  }

  get name(): string {
    return `${this.topic}-${this.partition}`;
  }

  get active(): Segment {
    return this.segments[this.segments.length - 1]!;
  }

  get sizeBytes(): number {
    let size = 0;
    for (const segment of this.segments) size += segment.sizeBytes;
    return size;
  }

  /** Records below it are committed. */
  get highWatermark(): number {
    return this.committedOffset;
  }

  /** From here on a transaction is open, or its end not committed; null when there is none. */
  get firstUnstableOffset(): number | null {
    if (this.keptUnstableOffset !== undefined) return this.keptUnstableOffset;
    const offset = this.producers.firstUnstableOffset;
    return offset === null ? null : this.unstableFrom(Math.max(offset, this.logStartOffset));
  }

  /**
   * A transaction that began before the log start, or whose first batch is no longer there, is unstable from the batch
   * on that is found instead.
   */
  private unstableFrom(soughtOffset: number): number {
    if (this.unstableBatch.soughtOffset === soughtOffset) return this.unstableBatch.baseOffset;
    const found = this.recent.hasBatchAt(soughtOffset) ? soughtOffset : this.reader.batchOffset(soughtOffset);
    if (found === undefined) return soughtOffset;
    const baseOffset = found ?? this.logEndOffset;
    this.unstableBatch = { soughtOffset, baseOffset };
    return baseOffset;
  }

  /** Kafka does not look at the transactions anew when a truncation leaves the high watermark where it is. */
  keepUnstableOffset(offset: number | null): void {
    this.keptUnstableOffset = offset;
  }

  /** The state of the producers has changed. */
  producersChanged(): void {
    this.keptUnstableOffset = undefined;
  }

  /** Up to here every transaction has ended, and its end is committed. */
  get lastStableOffset(): number {
    return Math.min(this.firstUnstableOffset ?? Number.POSITIVE_INFINITY, this.highWatermark);
  }

  updateHighWatermark(offset: number): void {
    this.committedOffset = Math.max(this.logStartOffset, Math.min(offset, this.logEndOffset));
    this.isCommittedPlaced = offset >= this.logEndOffset;
    this.producers.highWatermarkMoved(this.committedOffset);
    this.producersChanged();
  }

  /**
   * Before what is committed is read: a high watermark inside of a batch, as a log start offset can give it, goes back
   * to where the batch begins.
   */
  placeHighWatermark(): void {
    if (this.isCommittedPlaced) return;
    const { committedOffset } = this;
    if (committedOffset < this.logEndOffset && !this.recent.hasBatchAt(committedOffset)) {
      const placed = this.reader.batchOffset(committedOffset);
      if (placed === undefined) return;
      this.committedOffset = placed ?? this.logEndOffset;
      this.producers.highWatermarkMoved(this.committedOffset);
      this.producersChanged();
    }
    this.isCommittedPlaced = true;
  }

  /** Begins a new segment, and puts the old one on its way to the disk. */
  roll(baseOffset: number): void {
    const { active } = this;
    const isThere = active.baseOffset === baseOffset;
    if (baseOffset < active.baseOffset || (isThere && active.sizeBytes > 0)) {
      // The end of the log is not where its files end, as damage can leave it.
      throw new AppendError(
        ErrorCode.UNKNOWN_SERVER_ERROR,
        `Trying to roll a new log segment for topic partition ${this.name} with start offset ${baseOffset}, where the log has one, or below the active one`,
      );
    }
    if (this.committedOffset >= this.logEndOffset) this.isCommittedPlaced = true;
    if (isThere) {
      // It would be its own successor: an index without room for a single entry asks for that.
      this.segments.pop();
      this.deleteSegments([active], true);
    } else {
      becomeInactive(active);
      this.durability.changed(active.fileNames);
    }
    this.segments.push(newSegment(this.ports, this.directory, baseOffset, this.config));
    this.producers.rolled(baseOffset);
    const { topic, partition } = this;
    this.ports.trace.emit({ kind: "segment-rolled", topic, partition, baseOffset });
    if (baseOffset > this.durability.recoveryPoint) this.durability.flushInBackground(baseOffset);
  }

  /** Before a clean stop: every file gets its true size. */
  closeSegments(): void {
    for (const segment of this.segments) {
      try {
        segment.becomeInactive();
      } catch (error) {
        // An index that does not belong to its segment stays as it is: the others are to be closed all the same.
        if (!(error instanceof IndexAppendError)) throw error;
      }
    }
    this.durability.changed(this.active.fileNames);
  }

  /** The log ends at `offset` now. */
  endsAt(offset: number): void {
    this.logEndOffset = offset;
    this.committedOffset = Math.min(this.committedOffset, offset);
    this.durability.endsAt(offset);
    this.recent.truncateTo(offset);
    this.reader.forgetHints();
  }

  /** The log begins at `offset` or later now. False when it did already. */
  startsAt(offset: number): boolean {
    if (offset <= this.logStartOffset) return false;
    assert(offset <= this.logEndOffset, "a log starts before its end");
    this.logStartOffset = offset;
    this.producersChanged();
    if (this.committedOffset < offset) this.updateHighWatermark(offset);
    this.durability.startsAt(offset);
    this.epochs.truncateFromStart(offset);
    this.producers.logStartMoved(offset);
    return true;
  }

  /**
   * Out of the way at once; gone after the delay, within which a read that has begun can end. The producers' snapshots
   * go with their segments, unless others take their place.
   */
  deleteSegments(segments: readonly Segment[], keepsSnapshots = false): void {
    if (segments.length === 0) return;
    const { ports, durability } = this;
    const { fileDeleteDelayMs } = this.config;
    this.reader.forgetHints();
    for (const segment of segments) durability.changed(segment.allFileNames());
    removeFilesLater(
      ports,
      segments.flatMap((segment) => segment.markDeleted()),
      fileDeleteDelayMs,
    );
    if (!keepsSnapshots) this.deleteSnapshots(segments.map(({ baseOffset }) => baseOffset));
  }

  deleteSnapshots(offsets: readonly number[]): void {
    const names = offsets.flatMap((offset) => this.producers.snapshots.markDeleted(offset));
    removeFilesLater(this.ports, names, this.config.fileDeleteDelayMs);
  }

  private dirtyFileNames(fromOffset: number, toOffset: number): string[] {
    const first = Math.max(0, segmentIndexOf(this.segments, fromOffset));
    const names = this.segments
      .slice(first)
      .filter(({ baseOffset }, index) => index === 0 || baseOffset < toOffset)
      .flatMap((segment) => segment.fileNames);
    return [...names, this.epochs.fileName, `${this.directory}/${PARTITION_METADATA}`];
  }

  assertNotDeleted(): void {
    if (!this.deleted) return;
    throw new AppendError(ErrorCode.KAFKA_STORAGE_ERROR, `The log of ${this.name} was deleted`);
  }

  /** The files have moved to `directory`, and wait there to be deleted. */
  markDeleted(directory: string): void {
    this.deleted = true;
    this.movedTo(directory);
  }

  /** The files have moved. */
  movedTo(directory: string): void {
    this.directory = directory;
    this.epochs.movedTo(directory);
    this.producers.movedTo(directory);
    for (const segment of this.segments) segment.movedTo(directory);
  }
}

/** Only an index that does not belong to its segment, trusted after a clean stop, refuses its last entry. */
function becomeInactive(segment: Segment): void {
  try {
    segment.becomeInactive();
  } catch (error) {
    if (!(error instanceof IndexAppendError)) throw error;
    throw new AppendError(ErrorCode.UNKNOWN_SERVER_ERROR, error.message);
  }
}
