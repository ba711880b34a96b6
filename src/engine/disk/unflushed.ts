// What a file in the page cache has that its store does not have yet, and how far the store's own content still counts:
// from both follows what the next commit writes.
import { assert } from "../base/assert.ts";
import type { ByteRange } from "../ports/disk.ts";
import type { Chunk } from "./chunk.ts";
import { Ranges } from "./ranges.ts";
import type { StoreOp } from "./store.ts";

export interface UnflushedShare {
  readonly chunkBytes: number;
  readonly recordBytes: number | null;
  /** See DiskStore. */
  readonly takesAtOnce: boolean;
  /** A chunk that is full is given to the store to keep. */
  readonly keepsChunks: boolean;
  /** Counts what only the cache has up and down. */
  dirtied(deltaBytes: number): void;
}

/** The changes of a file that a running commit carries. */
interface Carried {
  readonly ranges: Ranges;
  readonly cutTo: number;
  readonly sizeBytes: number;
}

/** What a commit writes in one go. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** Set when it is the chunk, as far as that is used. */
  readonly whole: Chunk | null;
}

export class Unflushed {
  private dirty = new Ranges();
  /** The smallest size that the file has had since the last commit took its changes. */
  private cutTo = Number.POSITIVE_INFINITY;
  private carried: Carried | null = null;
  /** How many dirty bytes the cache has counted for this file. */
  private counted = 0;
  private durableBytes: number;

  constructor(
    private readonly share: UnflushedShare,
    private readonly chunks: ReadonlyMap<number, Chunk>,
    /** Its name and size in the store; null while the store has no such file. */
    public durableName: string | null,
    durableBytes: number,
  ) {
    this.durableBytes = durableBytes;
  }

  /** How much of the store's file is still this file's content; behind it, what is not in memory is zeros. */
  get storeBytes(): number {
    return Math.min(this.durableBytes, this.cutTo, this.carried?.cutTo ?? Number.POSITIVE_INFINITY);
  }

  isDirty(sizeBytes: number): boolean {
    return !this.dirty.isEmpty || sizeBytes !== this.durableBytes || this.cutTo < this.durableBytes;
  }

  touches(start: number, end: number): boolean {
    return this.dirty.touches(start, end) || this.carried?.ranges.touches(start, end) === true;
  }

  ranges(sizeBytes: number): readonly ByteRange[] {
    let ranges = this.dirty;
    if (this.carried !== null) {
      ranges = new Ranges();
      ranges.addAll(this.carried.ranges);
      ranges.cut(Math.min(this.cutTo, sizeBytes));
      ranges.addAll(this.dirty);
    }
    return Array.from(ranges, ([start, end]) => ({ start, end }));
  }

  wrote(start: number, end: number): void {
    this.dirty.add(start, end);
  }

  /** Says whether the file lost bytes that the store has, or is about to have. */
  cut(sizeBytes: number): boolean {
    this.cutTo = Math.min(this.cutTo, sizeBytes);
    this.dirty.cut(sizeBytes);
    return sizeBytes < Math.max(this.durableBytes, this.carried?.sizeBytes ?? 0);
  }

  /** To be called after every change; a file that is gone has nothing that counts. */
  count(isGone: boolean): void {
    const bytes = isGone ? 0 : this.dirty.totalBytes + (this.carried?.ranges.totalBytes ?? 0);
    if (bytes === this.counted) return;
    this.share.dirtied(bytes - this.counted);
    this.counted = bytes;
  }

  // ---- commits ----

  /** Appends what brings the store's file up to date; commit() or rollBack() must follow. */
  carry(ops: StoreOp[], name: string, sizeBytes: number): void {
    assert(this.carried === null, "one commit at a time");
    let storeBytes = this.durableBytes;
    if (this.cutTo < storeBytes) {
      ops.push({ kind: "truncate", name, sizeBytes: this.cutTo });
      storeBytes = this.cutTo;
    }
    for (const piece of this.pieces()) {
      const { start, end, whole } = piece;
      if (start > storeBytes) ops.push({ kind: "truncate", name, sizeBytes: start });
      const lasting = whole !== null && this.isKept(whole);
      const bytes = this.bytesOf(piece, lasting);
      ops.push({ kind: "write", name, position: start, bytes, restIsZeros: whole !== null, lasting });
      storeBytes = Math.max(storeBytes, end);
    }
    if (storeBytes < sizeBytes) ops.push({ kind: "truncate", name, sizeBytes });
    this.carried = { ranges: this.dirty, cutTo: this.cutTo, sizeBytes };
    this.dirty = new Ranges();
    this.cutTo = Number.POSITIVE_INFINITY;
  }

  commit(durableName: string): void {
    assert(this.carried !== null, "nothing was carried");
    this.durableName = durableName;
    this.durableBytes = this.carried.sizeBytes;
    this.carried = null;
  }

  rollBack(sizeBytes: number): void {
    assert(this.carried !== null, "nothing was carried");
    const { ranges, cutTo } = this.carried;
    ranges.cut(Math.min(this.cutTo, sizeBytes));
    this.dirty.addAll(ranges);
    this.cutTo = Math.min(this.cutTo, cutTo);
    this.carried = null;
  }

  /** Appends the first `keptBytes` of what the store does not have; gives how many of them it can take. */
  tear(ops: StoreOp[], keptBytes: number, sizeBytes: number): number {
    const { chunkBytes } = this.share;
    const name = this.durableName;
    if (name === null || this.storeBytes < this.durableBytes) return 0;
    let storeBytes = this.durableBytes;
    let left = keptBytes;
    for (const range of this.ranges(sizeBytes)) {
      const end = Math.min(range.end, range.start + left);
      for (let start = range.start; start < end; ) {
        const stop = Math.min(end, (Math.floor(start / chunkBytes) + 1) * chunkBytes);
        if (start > storeBytes) ops.push({ kind: "truncate", name, sizeBytes: start });
        const bytes = this.view(start, stop).slice();
        ops.push({ kind: "write", name, position: start, bytes, restIsZeros: false });
        storeBytes = Math.max(storeBytes, stop);
        start = stop;
      }
      left -= Math.max(0, end - range.start);
    }
    return keptBytes - left;
  }

  /** The dirty ranges cut at chunk borders; whole chunks where the store wants them so and they are in memory. */
  private *pieces(): Generator<Piece> {
    const { chunkBytes, recordBytes } = this.share;
    let covered = 0;
    for (const [rangeStart, rangeEnd] of this.dirty) {
      for (let at = Math.max(rangeStart, covered); at < rangeEnd; ) {
        const index = Math.floor(at / chunkBytes);
        const chunkStart = index * chunkBytes;
        const chunk = this.chunks.get(index);
        const isWhole = chunk?.resident === null && (recordBytes !== null || this.isKept(chunk));
        const whole = isWhole ? chunk : null;
        const start = whole === null ? at : chunkStart;
        const end = chunkStart + (whole?.usedBytes ?? Math.min(rangeEnd - chunkStart, chunkBytes));
        yield { start, end, whole };
        at = end;
        covered = end;
      }
    }
  }

  private isKept({ isFull }: Chunk): boolean {
    return this.share.keepsChunks && isFull;
  }

  private bytesOf({ start, end, whole }: Piece, lasting: boolean): Uint8Array {
    if (lasting && whole !== null) return whole.lend(0, whole.usedBytes);
    const view = this.view(start, end);
    return this.share.takesAtOnce ? view : view.slice();
  }

  /** Within a chunk. */
  private view(start: number, end: number): Uint8Array {
    const { chunkBytes } = this.share;
    const index = Math.floor(start / chunkBytes);
    const chunk = this.chunks.get(index);
    assert(chunk !== undefined, "dirty bytes are in memory");
    return chunk.bytes.subarray(start - index * chunkBytes, end - index * chunkBytes);
  }
}
