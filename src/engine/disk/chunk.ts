// A piece of a file in the page cache. What was given out of it (to a reader that takes no copy, or to a store that keeps
// it) stays as it was: whoever overwrites or cuts it then first takes a buffer of its own, while bytes that are appended
// behind go into the same one.
import { Ranges } from "./ranges.ts";

const SMALLEST_BUFFER_BYTES = 1024;

/** What the files of one page cache share of the memory. */
export interface ChunkMemory {
  readonly chunkBytes: number;
  /** Counts buffers up and down; counting up may evict chunks. */
  resized(deltaBytes: number): void;
}

export class Chunk {
  /** Shorter than a chunk while the file is small or has nothing but zeros there. */
  bytes = new Uint8Array(0);
  /** Behind it, in `bytes` and beyond, are only zeros. */
  usedBytes = 0;
  /** Set while the rest is being read from the store. */
  loading: Promise<void> | null = null;
  /** Readers that wait for other chunks; a chunk with one is not evicted. */
  pins = 0;
  /** Somebody may look at what is used of the buffer. */
  private lent = false;

  constructor(
    private readonly memory: ChunkMemory,
    readonly index: number,
    /** The positions within the chunk that are in memory; null when all are. */
    public resident: Ranges | null,
    public usedAt: number,
  ) {}

  get isFull(): boolean {
    return this.usedBytes === this.memory.chunkBytes;
  }

  /** Writes `bytes` at `at` of the chunk. */
  put(bytes: Uint8Array, at: number): void {
    const end = at + bytes.length;
    if (end > this.bytes.length) this.grow(end);
    else if (at < this.usedBytes && this.lent) this.becomeOwn();
    this.bytes.set(bytes, at);
    if (end > this.usedBytes) this.usedBytes = end;
    this.resident?.add(at, end);
  }

  /** Nothing but zeros from `at` on. */
  cut(at: number): void {
    if (at < this.usedBytes) {
      if (this.lent) this.becomeOwn();
      this.bytes.fill(0, at);
      this.usedBytes = at;
    }
    this.resident?.cut(at);
  }

  /** All of it is in memory: `stored` of the store, and over that what was written here. */
  fill(stored: Uint8Array): void {
    const written = this.resident ?? new Ranges();
    const kept = Array.from(written, ([from, to]) => [from, this.bytes.slice(from, to)] as const);
    // What a reader looks at is among what is kept.
    if (stored.length > this.bytes.length) this.grow(stored.length);
    this.usedBytes = Math.max(this.usedBytes, stored.length);
    this.bytes.set(stored);
    for (const [from, bytes] of kept) this.bytes.set(bytes, from);
    this.resident = null;
  }

  /** A view of what is used of [from, to): it stays as it is, and must not be written to. */
  lend(from: number, to: number): Uint8Array {
    this.lent = true;
    return this.bytes.subarray(from, Math.min(to, this.usedBytes));
  }

  private grow(length: number): void {
    const { chunkBytes } = this.memory;
    const before = this.bytes.length;
    // A file that has filled a chunk will most likely fill the next one too.
    const wanted = this.index > 0 ? chunkBytes : Math.max(length, before * 2, SMALLEST_BUFFER_BYTES);
    const grown = new Uint8Array(Math.min(wanted, chunkBytes));
    grown.set(this.bytes);
    this.bytes = grown;
    this.lent = false;
    this.memory.resized(grown.length - before);
  }

  private becomeOwn(): void {
    this.bytes = this.bytes.slice();
    this.lent = false;
  }
}
