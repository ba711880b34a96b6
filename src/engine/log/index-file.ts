// What the two indexes of a segment have in common: a file of entries of one size, as Kafka maps it into memory. While its
// segment grows the file has its full size (segment.index.bytes), zeros at the end; it is trimmed when the segment is
// rolled or closed. Cutting the index only moves the counter: what lies behind it stays in the file until then.
import type { DiskFile } from "../ports/disk.ts";

/** Zeros so long end what is read of a file that was never trimmed. */
const READ_BYTES = 64 * 1024;
const FIRST_CAPACITY_BYTES = 512;
/** The end of an index is where most look-ups go: Kafka looks there first, and what it finds depends on it. */
const WARM_BYTES = 8192;

export abstract class IndexFile {
  /** The content, as far as it is not zeros. */
  private bytes = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  private count = 0;
  private maxCount = 0;

  /** A function, since searches take it as their key. */
  protected abstract readonly offsetAt: (slot: number) => number;

  constructor(
    readonly file: DiskFile,
    /** Of the segment. */
    readonly baseOffset: number,
    private readonly entryBytes: number,
    private readonly maxSizeBytes: number,
  ) {}

  get entries(): number {
    return this.count;
  }

  get maxEntries(): number {
    return this.maxCount;
  }

  /** Bytes of the file that hold entries. */
  get usedBytes(): number {
    return this.count * this.entryBytes;
  }

  /** The file is new: it gets its full size. */
  create(): void {
    this.count = 0;
    this.resize(this.maxSizeBytes);
  }

  /** Takes over what the file has. Zeros at its end count as entries: only trimming tells them apart. */
  async load(): Promise<void> {
    const { file, entryBytes } = this;
    for (let at = 0; at < file.sizeBytes; at += READ_BYTES) {
      const bytes = await file.read(at, READ_BYTES);
      if (bytes.every((byte) => byte === 0)) break;
      this.reserve(at + bytes.length);
      this.bytes.set(bytes, at);
    }
    this.count = Math.floor(file.sizeBytes / entryBytes);
    this.maxCount = this.count;
  }

  /** To `sizeBytes`, rounded down to whole entries. */
  resize(sizeBytes = this.maxSizeBytes): void {
    const entries = Math.floor(sizeBytes / this.entryBytes);
    this.file.truncate(entries * this.entryBytes);
    this.bytes.fill(0, Math.min(this.file.sizeBytes, this.bytes.length));
    this.maxCount = entries;
    this.count = Math.min(this.count, entries);
  }

  /** Nothing but the entries remains of the file. */
  trim(): void {
    this.resize(this.usedBytes);
  }

  /** Removes the entries of `offset` and above. */
  truncateTo(offset: number): void {
    const slot = this.slotAtOrBelow(offset, this.offsetAt);
    const same = slot >= 0 && this.offsetAt(slot) === offset;
    this.count = same ? slot : slot + 1;
  }

  /** Before the index is built anew. */
  reset(): void {
    this.count = 0;
    this.resize();
  }

  /** `entry` is copied. */
  protected appendEntry(entry: Uint8Array): void {
    const at = this.usedBytes;
    this.reserve(at + this.entryBytes);
    this.bytes.set(entry, at);
    this.file.write(at, entry);
    this.count++;
    if (this.count > this.maxCount) this.maxCount = this.count;
  }

  protected int32(slot: number, at: number): number {
    const position = slot * this.entryBytes + at;
    return position + 4 <= this.bytes.length ? this.view.getInt32(position) : 0;
  }

  /**
   * The last slot whose `key` is at or below `target`, -1 when there is none; by Kafka's own way of halving, since in a
   * damaged index, where keys do not ascend, the answer depends on the way.
   */
  protected slotAtOrBelow(target: number, key: (slot: number) => number): number {
    if (this.count === 0) return -1;
    const range = this.range(target, key);
    return range === null ? -1 : range.found;
  }

  /** The first slot whose `key` is above `target`, or at it where the search meets it; -1 when there is none. */
  protected slotAbove(target: number, key: (slot: number) => number): number {
    if (this.count === 0) return -1;
    const range = this.range(target, key);
    if (range === null) return 0;
    if (range.exact) return range.found;
    return range.found === this.count - 1 ? -1 : range.found + 1;
  }

  private range(target: number, key: (slot: number) => number): { found: number; exact: boolean } | null {
    const firstWarm = Math.max(0, this.count - 1 - Math.floor(WARM_BYTES / this.entryBytes));
    if (key(firstWarm) < target) return halve(firstWarm, this.count - 1, target, key);
    if (key(0) > target) return null;
    return halve(0, firstWarm, target, key);
  }

  private reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(length, this.bytes.length * 2, FIRST_CAPACITY_BYTES));
    grown.set(this.bytes);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

function halve(
  begin: number,
  end: number,
  target: number,
  key: (slot: number) => number,
): { found: number; exact: boolean } {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const found = key(middle);
    if (found > target) high = middle - 1;
    else if (found < target) low = middle;
    else return { found: middle, exact: true };
  }
  return { found: low, exact: false };
}
