// .timeindex: the largest timestamp of a segment up to some of its batches. Entries of 12 bytes: the timestamp, and the
// last offset, relative to the base, of the batch that had it. Both ascend; in memory as a whole, like the offset index.
import { toLong } from "../base/long.ts";
import type { DiskFile } from "../ports/disk.ts";
import { IndexFile } from "./index-file.ts";
import { IndexAppendError } from "./offset-index.ts";

export const TIME_ENTRY_BYTES = 12;

export interface TimestampEntry {
  readonly timestamp: number;
  readonly offset: number;
}

export class TimeIndex extends IndexFile {
  private readonly scratch = new Uint8Array(TIME_ENTRY_BYTES);
  private readonly scratchView = new DataView(this.scratch.buffer);
  private readonly timestampAt = (slot: number): number =>
    this.int32(slot, 0) * 0x1_0000_0000 + (this.int32(slot, 4) >>> 0);
  protected readonly offsetAt = (slot: number): number => this.baseOffset + this.int32(slot, 8);

  constructor(file: DiskFile, baseOffset: number, maxSizeBytes: number) {
    super(file, baseOffset, TIME_ENTRY_BYTES, maxSizeBytes);
  }

  /** One entry is kept free for the one that a segment gets when it becomes inactive. */
  get isFull(): boolean {
    return this.entries >= this.maxEntries - 1;
  }

  /** Timestamp -1 at the base offset while there is no entry. */
  get lastEntry(): TimestampEntry {
    return this.entries === 0 ? { timestamp: -1, offset: this.baseOffset } : this.entry(this.entries - 1);
  }

  /** Adds an entry when `timestamp` is larger than the last one's. Throws IndexAppendError. */
  maybeAppend(timestamp: number, offset: number, evenIfFull = false): void {
    if (!evenIfFull && this.isFull) {
      throw new IndexAppendError(`Attempt to append to a full time index (size = ${this.entries}).`);
    }
    const last = this.lastEntry;
    if (this.entries > 0 && offset < last.offset) {
      throw new IndexAppendError(
        `Attempt to append an offset (${offset}) to slot ${this.entries} no larger than the last offset appended (${last.offset}) to ${this.file.name}`,
      );
    }
    if (this.entries > 0 && timestamp < last.timestamp) {
      throw new IndexAppendError(
        `Attempt to append a timestamp (${timestamp}) to slot ${this.entries} no larger than the last timestamp appended (${last.timestamp}) to ${this.file.name}`,
      );
    }
    if (timestamp <= last.timestamp) return;
    if (this.entries >= this.maxEntries) {
      // The place that is kept free is taken where a file that was never trimmed counts as full of entries.
      throw new IndexAppendError(`There is no room for an entry in ${this.file.name}`);
    }
    this.scratchView.setBigInt64(0, toLong(timestamp));
    this.scratchView.setInt32(8, offset - this.baseOffset);
    this.appendEntry(this.scratch);
  }

  /** The entry with the largest timestamp at or below; timestamp -1 at the base offset when there is none. */
  lookup(timestamp: number): TimestampEntry {
    const slot = this.slotAtOrBelow(timestamp, this.timestampAt);
    return slot < 0 ? { timestamp: -1, offset: this.baseOffset } : this.entry(slot);
  }

  entry(slot: number): TimestampEntry {
    return { timestamp: this.timestampAt(slot), offset: this.offsetAt(slot) };
  }
}
