// .index: for some batches of a segment, sparse, where in the file they begin. Entries of 8 bytes: the last offset of
// the batch relative to the segment's base, and the position. The whole index is in memory, so that a look-up never waits.
import { assert } from "../base/assert.ts";
import type { DiskFile } from "../ports/disk.ts";

export const OFFSET_ENTRY_BYTES = 8;
const FIRST_CAPACITY = 64;

export interface OffsetPosition {
  readonly offset: number;
  readonly position: number;
}

export class OffsetIndex {
  private relativeOffsets = new Int32Array(FIRST_CAPACITY);
  private positions = new Int32Array(FIRST_CAPACITY);
  private count = 0;
  private readonly scratch = new Uint8Array(OFFSET_ENTRY_BYTES);
  private readonly scratchView = new DataView(this.scratch.buffer);

  constructor(
    readonly file: DiskFile,
    readonly baseOffset: number,
    private readonly maxSizeBytes: number,
  ) {}

  get entries(): number {
    return this.count;
  }

  get maxEntries(): number {
    return Math.floor(this.maxSizeBytes / OFFSET_ENTRY_BYTES);
  }

  get isFull(): boolean {
    return this.count >= this.maxEntries;
  }

  /** The base offset while there is no entry. */
  get lastOffset(): number {
    return this.count === 0 ? this.baseOffset : this.entry(this.count - 1).offset;
  }

  /** Takes the entries from the file. False when they make no sense: the index must be built anew. */
  async load(): Promise<boolean> {
    const bytes = await this.file.read(0, this.file.sizeBytes);
    if (bytes.length % OFFSET_ENTRY_BYTES !== 0) return false;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; at += OFFSET_ENTRY_BYTES) {
      const relative = view.getInt32(at);
      // Zeros end an index that was preallocated and not trimmed.
      if (relative === 0 && at > 0) break;
      if (relative < 0 || (this.count > 0 && relative <= this.relativeOffsets[this.count - 1]!)) return false;
      this.push(relative, view.getInt32(at + 4));
    }
    return true;
  }

  append(offset: number, position: number): void {
    assert(!this.isFull, "an index that is full makes its segment roll");
    assert(this.count === 0 || offset > this.lastOffset, "index entries ascend");
    const relative = offset - this.baseOffset;
    this.push(relative, position);
    this.scratchView.setInt32(0, relative);
    this.scratchView.setInt32(4, position);
    this.file.append(this.scratch);
  }

  /** The entry with the largest offset at or below `offset`; the begin of the segment when there is none. */
  lookup(offset: number): OffsetPosition {
    const slot = this.slotAtOrBelow(offset);
    return slot < 0 ? { offset: this.baseOffset, position: 0 } : this.entry(slot);
  }

  entry(slot: number): OffsetPosition {
    return {
      offset: this.baseOffset + this.relativeOffsets[slot]!,
      position: this.positions[slot]!,
    };
  }

  /** Removes the entries of `offset` and above. */
  truncateTo(offset: number): void {
    const slot = this.slotAtOrBelow(offset);
    this.cut(slot >= 0 && this.entry(slot).offset === offset ? slot : slot + 1);
  }

  clear(): void {
    this.cut(0);
  }

  private cut(count: number): void {
    this.count = count;
    this.file.truncate(count * OFFSET_ENTRY_BYTES);
  }

  private slotAtOrBelow(offset: number): number {
    let low = 0;
    let high = this.count - 1;
    const relative = offset - this.baseOffset;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (this.relativeOffsets[middle]! <= relative) low = middle + 1;
      else high = middle - 1;
    }
    return high;
  }

  private push(relative: number, position: number): void {
    if (this.count === this.positions.length) {
      this.relativeOffsets = grown(this.relativeOffsets);
      this.positions = grown(this.positions);
    }
    this.relativeOffsets[this.count] = relative;
    this.positions[this.count] = position;
    this.count++;
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
