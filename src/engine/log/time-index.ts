// .timeindex: the largest timestamp of a segment up to some of its batches. Entries of 12 bytes: the timestamp, and the
// last offset, relative to the base, of the batch that had it. Both ascend; in memory as a whole, like the offset index.
import { assert } from "../base/assert.ts";
import { toLong, toNumber } from "../base/long.ts";
import type { DiskFile } from "../ports/disk.ts";

export const TIME_ENTRY_BYTES = 12;

export interface TimestampEntry {
  readonly timestamp: number;
  readonly offset: number;
}

export class TimeIndex {
  private readonly list: TimestampEntry[] = [];
  private readonly scratch = new Uint8Array(TIME_ENTRY_BYTES);
  private readonly scratchView = new DataView(this.scratch.buffer);

  constructor(
    readonly file: DiskFile,
    readonly baseOffset: number,
    private readonly maxSizeBytes: number,
  ) {}

  get entries(): number {
    return this.list.length;
  }

  get maxEntries(): number {
    return Math.floor(this.maxSizeBytes / TIME_ENTRY_BYTES);
  }

  /** One entry is kept free for the one that a segment gets when it becomes inactive. */
  get isFull(): boolean {
    return this.entries >= this.maxEntries - 1;
  }

  /** Timestamp -1 at the base offset while there is no entry. */
  get lastEntry(): TimestampEntry {
    return this.list.at(-1) ?? { timestamp: -1, offset: this.baseOffset };
  }

  /** Takes the entries from the file. False when they make no sense: the index must be built anew. */
  async load(): Promise<boolean> {
    const bytes = await this.file.read(0, this.file.sizeBytes);
    if (bytes.length % TIME_ENTRY_BYTES !== 0) return false;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; at += TIME_ENTRY_BYTES) {
      const timestamp = toNumber(view.getBigInt64(at));
      const relative = view.getInt32(at + 8);
      // Zeros end an index that was preallocated and not trimmed.
      if (timestamp === 0 && relative === 0 && at > 0) break;
      const last = this.lastEntry;
      const offset = this.baseOffset + relative;
      if (relative < 0 || (this.entries > 0 && (timestamp < last.timestamp || offset < last.offset)))
        return false;
      this.list.push({ timestamp, offset });
    }
    return true;
  }

  /** Adds an entry when `timestamp` is larger than the last one's, and its offset not smaller: both ascend. */
  maybeAppend(timestamp: number, offset: number, evenIfFull = false): void {
    const last = this.lastEntry;
    if (timestamp <= last.timestamp || (this.entries > 0 && offset < last.offset)) return;
    assert(evenIfFull || !this.isFull, "a time index that is full makes its segment roll");
    this.list.push({ timestamp, offset });
    this.scratchView.setBigInt64(0, toLong(timestamp));
    this.scratchView.setInt32(8, offset - this.baseOffset);
    this.file.append(this.scratch);
  }

  /** The entry with the largest timestamp at or below; timestamp -1 at the base offset when there is none. */
  lookup(timestamp: number): TimestampEntry {
    let low = 0;
    let high = this.list.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (this.list[middle]!.timestamp <= timestamp) low = middle + 1;
      else high = middle - 1;
    }
    return this.list[high] ?? { timestamp: -1, offset: this.baseOffset };
  }

  /** Removes the entries of `offset` and above. */
  truncateTo(offset: number): void {
    while ((this.list.at(-1)?.offset ?? -1) >= offset) this.list.pop();
    this.file.truncate(this.entries * TIME_ENTRY_BYTES);
  }

  clear(): void {
    this.truncateTo(this.baseOffset);
  }
}
