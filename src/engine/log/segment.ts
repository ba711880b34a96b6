// A segment: one .log file of batches with its indexes. A log is a row of them; only the last one grows.
import type { Disk, DiskFile } from "../ports/disk.ts";
import type { ReadAt } from "./batch-search.ts";
import { andThen } from "./batch-walk.ts";
import { INDEX_SUFFIX, LOG_SUFFIX, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX } from "./file-names.ts";
import { largestTimestamp } from "./largest-timestamp.ts";
import type { LogConfig } from "./log.ts";
import { OffsetIndex } from "./offset-index.ts";
import type { CompletedTransaction } from "./ongoing-transactions.ts";
import { SegmentAge } from "./segment-age.ts";
import { SegmentFiles } from "./segment-files.ts";
import { SegmentLog } from "./segment-log.ts";
import type { SegmentRead } from "./segment-read.ts";
import { TimeIndex } from "./time-index.ts";
import { TxnIndex } from "./txn-index.ts";

const MAX_RELATIVE_OFFSET = 0x7fffffff;

/** What a segment needs to know of a batch that it takes. */
export interface BatchPlace {
  readonly lastOffset: number;
  readonly maxTimestamp: number;
  readonly sizeBytes: number;
}

export interface SegmentPlace {
  readonly disk: Disk;
  readonly directory: string;
  readonly baseOffset: number;
  readonly nowMs: number;
  readonly rollJitterMs: number;
  /** Of the files' names, while they replace others: see replace-segments.ts. */
  readonly fileSuffix: string;
}

export class Segment {
  readonly baseOffset: number;
  readonly index: OffsetIndex;
  readonly timeIndex: TimeIndex;
  /** The transactions that a marker in this segment aborted. */
  readonly txnIndex: TxnIndex;
  /** Stands for the file's time of change, which the disk does not keep. */
  modifiedMs: number;
  /** The largest timestamp so far, -1 when none is known, and the last offset of its batch. */
  maxTimestamp = -1;
  offsetOfMaxTimestamp: number;
  readonly age: SegmentAge;
  private readonly files: SegmentFiles;
  private readonly log: SegmentLog;
  /** As configured when the segment was opened: a later change is for the segments to come. */
  private readonly indexIntervalBytes: number;
  private bytesSinceIndexEntry = 0;

  /** Opens the files, which are made when they are not there; createFiles() or load() must follow. */
  constructor(
    { disk, directory, baseOffset, nowMs, rollJitterMs, fileSuffix }: SegmentPlace,
    config: LogConfig,
  ) {
    this.files = new SegmentFiles(disk, directory, baseOffset, fileSuffix);
    this.baseOffset = baseOffset;
    this.age = new SegmentAge(nowMs, rollJitterMs);
    this.indexIntervalBytes = config.indexIntervalBytes;
    this.modifiedMs = nowMs;
    const open = (kind: string): DiskFile => disk.open(this.files.nameOf(kind));
    this.log = new SegmentLog(open(LOG_SUFFIX));
    this.index = new OffsetIndex(open(INDEX_SUFFIX), baseOffset, config.segmentIndexBytes);
    this.timeIndex = new TimeIndex(open(TIME_INDEX_SUFFIX), baseOffset, config.segmentIndexBytes);
    this.txnIndex = new TxnIndex(disk, this.files.nameOf(TXN_INDEX_SUFFIX));
    this.offsetOfMaxTimestamp = baseOffset;
  }

  /** The files are new: they get the size that they have while the segment grows. */
  createFiles(config: LogConfig): void {
    this.index.create();
    this.timeIndex.create();
    if (config.preallocate) this.log.file.truncate(config.segmentBytes);
  }

  /** Takes over what the files have. Rejects with CorruptIndexError, DiskError. */
  async load(missing: { readonly index: boolean; readonly timeIndex: boolean }): Promise<void> {
    this.log.usedBytes = this.log.file.sizeBytes;
    if (missing.index) this.index.create();
    else await this.index.load();
    // One that was missing stays empty.
    if (!missing.timeIndex) await this.timeIndex.load();
    await this.txnIndex.load();
    this.trustTimeIndex();
  }

  get sizeBytes(): number {
    return this.log.usedBytes;
  }

  get logFile(): DiskFile {
    return this.log.file;
  }

  get fileNames(): readonly string[] {
    return [this.log.file.name, this.index.file.name, this.timeIndex.file.name, this.txnIndex.name];
  }

  /** When its newest record was made, as retention sees it. */
  get largestTimestamp(): number {
    return this.maxTimestamp >= 0 ? this.maxTimestamp : this.modifiedMs;
  }

  // ---- growing ----

  shouldRoll(batch: BatchPlace, nowMs: number, config: LogConfig): boolean {
    const size = this.sizeBytes;
    return (
      size > config.segmentBytes - batch.sizeBytes ||
      (size > 0 && this.age.isOver(batch.maxTimestamp, nowMs, config)) ||
      this.index.isFull ||
      this.timeIndex.isFull ||
      !this.canHold(batch.lastOffset)
    );
  }

  /** Offsets are stored relative to the base, in 31 bits. */
  canHold(offset: number): boolean {
    const relative = offset - this.baseOffset;
    return relative >= 0 && relative <= MAX_RELATIVE_OFFSET;
  }

  append(bytes: Uint8Array, batch: BatchPlace, nowMs: number): void {
    const position = this.log.append(bytes);
    this.modifiedMs = nowMs;
    if (position === 0) this.age.firstTimestamp = batch.maxTimestamp;
    this.noteTimestamp(batch);
    if (this.bytesSinceIndexEntry > this.indexIntervalBytes) {
      this.addIndexEntries(batch, position);
      this.bytesSinceIndexEntry = 0;
    }
    this.bytesSinceIndexEntry += batch.sizeBytes;
  }

  private noteTimestamp({ maxTimestamp, lastOffset }: BatchPlace): void {
    if (maxTimestamp <= this.maxTimestamp) return;
    this.maxTimestamp = maxTimestamp;
    this.offsetOfMaxTimestamp = lastOffset;
  }

  private addIndexEntries({ lastOffset }: BatchPlace, position: number): void {
    // Full only when the configured size shrank, or several batches came at once.
    if (!this.index.isFull) this.index.append(lastOffset, position);
    if (!this.timeIndex.isFull) this.timeIndex.maybeAppend(this.maxTimestamp, this.offsetOfMaxTimestamp);
  }

  /** The next batch should get an index entry, and there is no room for it. */
  get lacksIndexRoom(): boolean {
    return (
      this.bytesSinceIndexEntry > this.indexIntervalBytes && (this.index.isFull || this.timeIndex.isFull)
    );
  }

  /** It grows no more, for now or for ever: the time index gets its last entry, and the files their true size. */
  becomeInactive(): void {
    this.timeIndex.maybeAppend(this.maxTimestamp, this.offsetOfMaxTimestamp, true);
    this.index.trim();
    this.timeIndex.trim();
    this.log.trim();
  }

  /** It may grow: room for index entries. */
  becomeActive(): void {
    this.index.resize();
    this.timeIndex.resize();
  }

  // ---- reading ----

  /** Up to `length` bytes at `position`. */
  get readAt(): ReadAt {
    return this.log.readAt;
  }

  /** Where the batch begins that holds `offset`, or the first one above it; the end when there is none. */
  locate(offset: number): number | Promise<number> {
    return this.log.seek(this.index.lookup(offset).position, offset);
  }

  /** See readBatches. What comes is to be read only. */
  read(
    position: number,
    limitOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): SegmentRead | Promise<SegmentRead> {
    return this.log.read(position, limitOffset, maxBytes, atLeastOne);
  }

  /** The position of the last index entry at or below `offset`: what is known without reading. */
  positionAtOrBelow(offset: number): number {
    return this.index.lookup(offset).position;
  }

  // ---- recovery ----

  beginRecovery(): void {
    this.index.reset();
    this.timeIndex.reset();
    this.txnIndex.reset();
    this.maxTimestamp = -1;
    this.offsetOfMaxTimestamp = this.baseOffset;
  }

  /** A batch was found intact at `position`. Says whether it got an index entry. Throws IndexAppendError. */
  recovered(batch: BatchPlace, position: number, isIndexed: boolean): boolean {
    this.noteTimestamp(batch);
    if (isIndexed) this.addIndexEntries(batch, position);
    return isIndexed;
  }

  /** Behind the last intact batch, at `end`. */
  endRecovery(end: number): void {
    this.log.cut(end);
    this.index.trim();
    this.timeIndex.maybeAppend(this.maxTimestamp, this.offsetOfMaxTimestamp, true);
    this.timeIndex.trim();
  }

  /** A transaction ended with a marker in this segment. */
  noteCompleted(completed: CompletedTransaction, lastStableOffset: number): void {
    const { producerId, firstOffset, lastOffset, aborted } = completed;
    if (aborted) this.txnIndex.append({ producerId, firstOffset, lastOffset, lastStableOffset });
  }

  /** Reads what the time to roll is counted from; a promise when the disk must be asked. */
  learnFirstTimestamp(): undefined | Promise<undefined> {
    return this.sizeBytes === 0 ? undefined : this.age.learn(this.readAt);
  }

  // ---- cutting ----

  /** Cuts the file at `position` and forgets index entries of `offset` and above. */
  truncate(position: number, offset: number, nowMs: number): void {
    this.index.truncateTo(offset);
    this.timeIndex.truncateTo(offset);
    this.txnIndex.truncateTo(offset);
    this.becomeActive();
    this.log.cut(position);
    if (position === 0) this.age.restart(nowMs);
    this.modifiedMs = nowMs;
    this.bytesSinceIndexEntry = 0;
    // Until they are read the index stands in. A disk that fails here fails whoever reads next.
    for (const learned of [this.learnFirstTimestamp(), this.learnLargestTimestamp()]) {
      if (learned instanceof Promise) learned.catch(() => {});
    }
  }

  /** Finds maxTimestamp behind the last entry of the time index; a promise when that must be read from the disk. */
  private learnLargestTimestamp(): undefined | Promise<undefined> {
    if (this.maxTimestamp < 0) return undefined;
    const known = this.timeIndex.lastEntry;
    this.trustTimeIndex();
    const { sizeBytes } = this;
    return andThen(
      largestTimestamp(this.readAt, this.positionAtOrBelow(known.offset), sizeBytes, known),
      (largest) => {
        if (this.sizeBytes < sizeBytes || largest.timestamp <= this.maxTimestamp) return undefined;
        this.maxTimestamp = largest.timestamp;
        this.offsetOfMaxTimestamp = largest.offset;
        return undefined;
      },
    );
  }

  /** A segment that was closed in order has its largest timestamp as the last entry of the time index. */
  private trustTimeIndex(): void {
    const { timestamp, offset } = this.timeIndex.lastEntry;
    this.maxTimestamp = timestamp;
    this.offsetOfMaxTimestamp = offset;
  }

  // ---- names ----

  /** Its files that there are. */
  allFileNames(): string[] {
    return this.files.present;
  }

  /** Renames the files out of the way; the names they have then. Reads that have begun still succeed. */
  markDeleted(): string[] {
    this.files.markDeleted();
    this.txnIndex.movedTo(this.files.nameOf(TXN_INDEX_SUFFIX));
    return this.files.present;
  }

  changeSuffix(suffix: string): void {
    this.files.changeSuffix(suffix);
    this.txnIndex.movedTo(this.files.nameOf(TXN_INDEX_SUFFIX));
  }

  movedTo(directory: string): void {
    this.files.movedTo(directory);
    this.txnIndex.movedTo(this.files.nameOf(TXN_INDEX_SUFFIX));
  }
}
