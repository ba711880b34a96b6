// A segment: one .log file of batches with its two indexes. A log is a row of them; only the last one grows.
import type { Disk, DiskFile } from "../ports/disk.ts";
import { andThen, BatchWalk, DAMAGED, PLACING_BYTES } from "./batch-walk.ts";
import {
  DELETED_SUFFIX,
  INDEX_SUFFIX,
  LOG_SUFFIX,
  SEGMENT_SUFFIXES,
  segmentFile,
  TIME_INDEX_SUFFIX,
  TXN_INDEX_SUFFIX,
} from "./file-names.ts";
import { largestTimestamp } from "./largest-timestamp.ts";
import type { LogConfig } from "./log.ts";
import { OffsetIndex } from "./offset-index.ts";
import { TimeIndex } from "./time-index.ts";
import { TxnIndex } from "./txn-index.ts";

const MAX_RELATIVE_OFFSET = 0x7fffffff;
/** Read at once when looking for a batch behind an index entry: somewhat more than lies between two entries. */
const SEEK_BYTES = 32 * 1024;

/** What a segment needs to know of a batch that it takes. */
export interface BatchPlace {
  readonly lastOffset: number;
  readonly maxTimestamp: number;
  readonly sizeBytes: number;
}

export interface SegmentRead {
  readonly bytes: Uint8Array;
  /** Behind the last batch of `bytes`. */
  readonly nextOffset: number;
}

const NOTHING = new Uint8Array(0);

export class Segment {
  private readonly file: DiskFile;
  readonly index: OffsetIndex;
  readonly timeIndex: TimeIndex;
  /** The transactions that a marker in this segment aborted. */
  readonly txnIndex: TxnIndex;
  private readonly createdMs: number;
  private bytesSinceIndexEntry = 0;
  /** The largest timestamp so far, -1 when none is known, and the last offset of its batch. */
  maxTimestamp = -1;
  offsetOfMaxTimestamp: number;
  /** Largest timestamp of the first batch, from which the time to roll is counted; null while there is none. */
  firstTimestamp: number | null = null;

  constructor(
    readonly disk: Disk,
    private directory: string,
    readonly baseOffset: number,
    config: LogConfig,
    /** Stands for the file's time of change, which the disk does not keep. */
    public modifiedMs: number,
    readonly rollJitterMs: number,
    /** Of the files' names, while they replace others: see replace-segments.ts. */
    private fileSuffix = "",
  ) {
    const open = (suffix: string): DiskFile => disk.open(this.nameOf(suffix));
    this.createdMs = modifiedMs;
    this.file = open(LOG_SUFFIX);
    this.index = new OffsetIndex(open(INDEX_SUFFIX), baseOffset, config.segmentIndexBytes);
    this.timeIndex = new TimeIndex(open(TIME_INDEX_SUFFIX), baseOffset, config.segmentIndexBytes);
    this.txnIndex = new TxnIndex(disk, this.nameOf(TXN_INDEX_SUFFIX));
    this.offsetOfMaxTimestamp = baseOffset;
  }

  get sizeBytes(): number {
    return this.file.sizeBytes;
  }

  get logFile(): DiskFile {
    return this.file;
  }

  get fileNames(): readonly string[] {
    return [this.file.name, this.index.file.name, this.timeIndex.file.name, this.txnIndex.name];
  }

  private nameOf(kind: string): string {
    return segmentFile(this.directory, this.baseOffset, kind) + this.fileSuffix;
  }

  /** When its newest record was made, as retention sees it. */
  get largestTimestamp(): number {
    return this.maxTimestamp >= 0 ? this.maxTimestamp : this.modifiedMs;
  }

  shouldRoll(batch: BatchPlace, nowMs: number, config: LogConfig): boolean {
    const size = this.sizeBytes;
    const first = this.firstTimestamp ?? -1;
    const waitedMs = first >= 0 ? batch.maxTimestamp - first : nowMs - this.createdMs;
    return (
      size > config.segmentBytes - batch.sizeBytes ||
      (size > 0 && waitedMs > config.segmentMs - this.rollJitterMs) ||
      this.index.isFull ||
      this.timeIndex.isFull ||
      batch.lastOffset - this.baseOffset > MAX_RELATIVE_OFFSET
    );
  }

  append(bytes: Uint8Array, batch: BatchPlace, indexIntervalBytes: number, nowMs: number): void {
    const position = this.sizeBytes;
    this.file.append(bytes);
    this.modifiedMs = nowMs;
    this.account(batch, position, indexIntervalBytes);
  }

  /** Enters a batch that is in the file, behind all that were entered before, into the indexes. */
  account(batch: BatchPlace, position: number, indexIntervalBytes: number): void {
    if (position === 0) this.firstTimestamp = batch.maxTimestamp;
    if (batch.maxTimestamp > this.maxTimestamp) {
      this.maxTimestamp = batch.maxTimestamp;
      this.offsetOfMaxTimestamp = batch.lastOffset;
    }
    if (this.bytesSinceIndexEntry > indexIntervalBytes) {
      // Full only when the configured size shrank, or several batches came at once.
      if (!this.index.isFull) this.index.append(batch.lastOffset, position);
      if (!this.timeIndex.isFull) this.timeIndex.maybeAppend(this.maxTimestamp, this.offsetOfMaxTimestamp);
      this.bytesSinceIndexEntry = 0;
    }
    this.bytesSinceIndexEntry += batch.sizeBytes;
  }

  /** The next batch should get an index entry, and there is no room for it. */
  lacksIndexRoom(indexIntervalBytes: number): boolean {
    return this.bytesSinceIndexEntry > indexIntervalBytes && (this.index.isFull || this.timeIndex.isFull);
  }

  /** The segment grows no more, for now or for ever: the time index gets its last entry. */
  sealTimeIndex(): void {
    this.timeIndex.maybeAppend(this.maxTimestamp, this.offsetOfMaxTimestamp, true);
  }

  /** Where the first batch begins whose last offset is at or above `offset`; the end when there is none. */
  locate(offset: number): number | Promise<number> {
    return this.seek(this.index.lookup(offset).position, offset);
  }

  private seek(from: number, offset: number): number | Promise<number> {
    for (let position = from; ; ) {
      const window = this.file.read(position, SEEK_BYTES);
      if (window instanceof Promise) {
        return window.then((bytes) => {
          const { found, position: next } = seekIn(bytes, position, offset);
          return found ? next : this.seek(next, offset);
        });
      }
      const { found, position: next } = seekIn(window, position, offset);
      if (found) return next;
      position = next;
    }
  }

  /**
   * Whole batches from `position`, where one begins, as PartitionLog.read says. Where the file is damaged its bytes come
   * as they are: the reader finds the checksum wrong.
   */
  read(
    position: number,
    limitOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): SegmentRead | Promise<SegmentRead> {
    const wanted = atLeastOne ? Math.max(maxBytes, PLACING_BYTES) : maxBytes;
    return andThen(this.file.read(position, wanted), (window) => {
      const read = trim(window, limitOffset, Math.max(maxBytes, 0));
      if (!atLeastOne || read.bytes.length > 0) return read;
      const walk = new BatchWalk(window);
      const size = walk.sizeBytes;
      if (size <= 0 || walk.lastOffset >= limitOffset) return read;
      return andThen(this.file.read(position, size), (bytes) => trim(bytes, limitOffset, size));
    });
  }

  /** Cuts the file at `position` and forgets index entries of `offset` and above. */
  truncate(position: number, offset: number): void {
    this.file.truncate(position);
    this.index.truncateTo(offset);
    this.timeIndex.truncateTo(offset);
    this.bytesSinceIndexEntry = 0;
    if (position === 0) this.firstTimestamp = null;
    const learned = this.learnLargestTimestamp();
    // Until it is read the index stands in. A disk that fails here fails whoever reads next.
    if (learned instanceof Promise) learned.catch(() => {});
  }

  /** Finds maxTimestamp behind the last entry of the time index; a promise when that must be read from the disk. */
  learnLargestTimestamp(): undefined | Promise<undefined> {
    const known = this.timeIndex.lastEntry;
    this.maxTimestamp = known.timestamp;
    this.offsetOfMaxTimestamp = known.offset;
    const { sizeBytes } = this;
    return andThen(largestTimestamp(this.file, this.positionAtOrBelow(known.offset), known), (largest) => {
      if (this.sizeBytes < sizeBytes || largest.timestamp <= this.maxTimestamp) return undefined;
      this.maxTimestamp = largest.timestamp;
      this.offsetOfMaxTimestamp = largest.offset;
      return undefined;
    });
  }

  /** Before the indexes are built anew from the log. */
  clearIndexes(): void {
    this.index.clear();
    this.timeIndex.clear();
    this.bytesSinceIndexEntry = 0;
    this.maxTimestamp = -1;
    this.offsetOfMaxTimestamp = this.baseOffset;
    this.firstTimestamp = null;
  }

  /** The distance to the next index entry is counted from here, as after each opening of a log. */
  restartIndexInterval(): void {
    this.bytesSinceIndexEntry = 0;
  }

  /** The position of the last index entry at or below `offset`: what is known without reading. */
  positionAtOrBelow(offset: number): number {
    return this.index.lookup(offset).position;
  }

  /** Its files that there are. */
  allFileNames(): string[] {
    return SEGMENT_SUFFIXES.map((kind) => this.nameOf(kind)).filter((name) => this.disk.exists(name));
  }

  /** Renames the files out of the way; the names they have then. Reads that have begun still succeed. */
  markDeleted(): string[] {
    this.changeSuffix(this.fileSuffix + DELETED_SUFFIX);
    return this.allFileNames();
  }

  changeSuffix(suffix: string): void {
    for (const kind of SEGMENT_SUFFIXES) {
      const name = this.nameOf(kind);
      const renamed = segmentFile(this.directory, this.baseOffset, kind) + suffix;
      if (this.disk.exists(name)) this.disk.rename(name, renamed);
    }
    this.fileSuffix = suffix;
    this.txnIndex.movedTo(this.nameOf(TXN_INDEX_SUFFIX));
  }

  movedTo(directory: string): void {
    this.directory = directory;
    this.txnIndex.movedTo(this.nameOf(TXN_INDEX_SUFFIX));
  }
}

function seekIn(bytes: Uint8Array, start: number, offset: number): { found: boolean; position: number } {
  const walk = new BatchWalk(bytes);
  for (;;) {
    const size = walk.sizeBytes;
    // At the end of the window look again from there, unless it is the end of the file or damaged.
    if (size <= 0) return { found: walk.at === 0 || size === DAMAGED, position: start + walk.at };
    if (walk.lastOffset >= offset) return { found: true, position: start + walk.at };
    walk.at += size;
    if (walk.at >= bytes.length) return { found: false, position: start + walk.at };
  }
}

function trim(window: Uint8Array, limitOffset: number, maxBytes: number): SegmentRead {
  const walk = new BatchWalk(window);
  let nextOffset = -1;
  for (;;) {
    const size = walk.sizeBytes;
    if (size === DAMAGED && walk.at === 0) return { bytes: window.subarray(0, maxBytes), nextOffset };
    if (size <= 0 || walk.at + size > Math.min(window.length, maxBytes)) break;
    const lastOffset = walk.lastOffset;
    if (lastOffset >= limitOffset) break;
    nextOffset = lastOffset + 1;
    walk.at += size;
  }
  if (walk.at === 0) return { bytes: NOTHING, nextOffset };
  return { bytes: walk.at === window.length ? window : window.subarray(0, walk.at), nextOffset };
}
