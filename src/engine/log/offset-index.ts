// .index: for some batches of a segment, sparse, where in the file they begin. Entries of 8 bytes: the last offset of the
// batch relative to the segment's base, and the position. The whole index is in memory, so that a look-up never waits.
import type { DiskFile } from "../ports/disk.ts";
import { IndexFile } from "./index-file.ts";

export const OFFSET_ENTRY_BYTES = 8;
const MAX_RELATIVE_OFFSET = 0x7fffffff;

export interface OffsetPosition {
  readonly offset: number;
  readonly position: number;
}

/** There is no room for another entry, or it does not ascend: the caller should have rolled its segment. */
export class IndexAppendError extends Error {
  override readonly name = "IndexAppendError";
}

export class OffsetIndex extends IndexFile {
  private readonly scratch = new Uint8Array(OFFSET_ENTRY_BYTES);
  private readonly scratchView = new DataView(this.scratch.buffer);
  protected readonly offsetAt = (slot: number): number => this.baseOffset + this.int32(slot, 0);
  private readonly positionAt = (slot: number): number => this.int32(slot, 4);

  constructor(file: DiskFile, baseOffset: number, maxSizeBytes: number) {
    super(file, baseOffset, OFFSET_ENTRY_BYTES, maxSizeBytes);
  }

  get isFull(): boolean {
    return this.entries >= this.maxEntries;
  }

  /** The base offset while there is no entry. */
  get lastOffset(): number {
    return this.entries === 0 ? this.baseOffset : this.offsetAt(this.entries - 1);
  }

  /** Throws IndexAppendError. */
  append(offset: number, position: number): void {
    if (this.isFull)
      throw new IndexAppendError(`Attempt to append to a full index (size = ${this.entries}).`);
    if (this.entries > 0 && offset <= this.lastOffset) {
      throw new IndexAppendError(
        `Attempt to append an offset ${offset} to position ${this.entries} no larger than the last offset appended (${this.lastOffset}) to ${this.file.name}`,
      );
    }
    const relative = offset - this.baseOffset;
    if (relative < 0 || relative > MAX_RELATIVE_OFFSET) {
      throw new IndexAppendError(`Integer overflow for offset: ${offset} (${this.file.name})`);
    }
    this.scratchView.setInt32(0, relative);
    this.scratchView.setInt32(4, position);
    this.appendEntry(this.scratch);
  }

  /** The entry with the largest offset at or below `offset`; the begin of the segment when there is none. */
  lookup(offset: number): OffsetPosition {
    const slot = this.slotAtOrBelow(offset, this.offsetAt);
    return slot < 0 ? { offset: this.baseOffset, position: 0 } : this.entry(slot);
  }

  /** The first entry at or above `position`: its offset bounds what was read up to there. Null when there is none. */
  upperBound(position: number): OffsetPosition | null {
    const slot = this.slotAbove(position, this.positionAt);
    return slot < 0 ? null : this.entry(slot);
  }

  entry(slot: number): OffsetPosition {
    return { offset: this.offsetAt(slot), position: this.positionAt(slot) };
  }
}
