// One file in the page cache: its chunks in memory, which of their bytes the store does not have yet, and how far
// the store's own content still counts.
import { assert } from "../base/assert.ts";
import { type ByteRange, DiskError, type DiskFile } from "../ports/disk.ts";
import { Chunk, type ChunkMemory } from "./chunk.ts";
import { Ranges } from "./ranges.ts";
import type { StoreOp } from "./store.ts";

/** What the files of one page cache share. */
export interface CacheShare extends ChunkMemory {
  readonly recordBytes: number | null;
  /** See DiskStore. */
  readonly takesAtOnce: boolean;
  /** A chunk that is full is given to the store to keep. */
  readonly keepsChunks: boolean;
  /** Throws DiskError "closed" when the node of this cache is dead. */
  assertAlive(): void;
  readStore(file: CachedFile, position: number, length: number): Promise<Uint8Array>;
  /** Counts what only the cache has up and down. */
  dirtied(deltaBytes: number): void;
  becameDirty(file: CachedFile): void;
  /** The file lost bytes that the store has. */
  wasCut(file: CachedFile): void;
  tick(): number;
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

export class CachedFile implements DiskFile {
  name: string;
  sizeBytes: number;
  /** Deleted, or replaced by a rename. */
  gone = false;
  /** Its name and size in the store; null while the store has no such file. */
  durableName: string | null;
  private durableBytes: number;
  private readonly chunks = new Map<number, Chunk>();
  private dirty = new Ranges();
  /** The smallest size that the file has had since the last commit took its changes. */
  private cutTo = Number.POSITIVE_INFINITY;
  private carried: Carried | null = null;
  /** How many dirty bytes the cache has counted for this file. */
  private counted = 0;
  /** How often the file was cut: tells a read from the store that what it brings is out of date. */
  private cuts = 0;

  constructor(
    private readonly share: CacheShare,
    name: string,
    durableBytes: number | null,
  ) {
    this.name = name;
    this.sizeBytes = durableBytes ?? 0;
    this.durableName = durableBytes === null ? null : name;
    this.durableBytes = durableBytes ?? 0;
  }

  append(bytes: Uint8Array): void {
    this.write(this.sizeBytes, bytes);
  }

  write(position: number, bytes: Uint8Array): void {
    this.assertUsable();
    assert(position >= 0, "a write needs a position");
    const { chunkBytes } = this.share;
    if (bytes.length === 0) return;
    // First of all, since a dirty chunk is never evicted.
    this.share.becameDirty(this);
    this.dirty.add(position, position + bytes.length);
    let done = 0;
    while (done < bytes.length) {
      const at = position + done;
      const index = Math.floor(at / chunkBytes);
      const inChunk = at - index * chunkBytes;
      const length = Math.min(bytes.length - done, chunkBytes - inChunk);
      const chunk = this.chunks.get(index) ?? this.addChunk(index);
      chunk.put(length === bytes.length ? bytes : bytes.subarray(done, done + length), inChunk);
      done += length;
    }
    if (position + bytes.length > this.sizeBytes) this.sizeBytes = position + bytes.length;
    this.countDirty();
  }

  truncate(sizeBytes: number): void {
    this.assertUsable();
    assert(sizeBytes >= 0, "a file has no negative size");
    if (sizeBytes === this.sizeBytes) return;
    this.share.becameDirty(this);
    if (sizeBytes < this.sizeBytes) this.cut(sizeBytes);
    this.sizeBytes = sizeBytes;
    this.countDirty();
  }

  read(position: number, length: number): Uint8Array | Promise<Uint8Array> {
    this.assertUsable();
    const end = Math.min(position + length, this.sizeBytes);
    if (end <= position) return new Uint8Array(0);
    const result = this.readResident(position, end);
    return result ?? this.readThrough(position, end);
  }

  peek(position: number, length: number): Uint8Array | null {
    this.assertUsable();
    const { chunkBytes } = this.share;
    const index = Math.floor(position / chunkBytes);
    const chunk = this.chunks.get(index);
    if (chunk === undefined) return null;
    const start = index * chunkBytes;
    const end = Math.min(position + length, this.sizeBytes, start + chunk.usedBytes);
    if (end <= position || !this.isResident(chunk, position, end)) return null;
    chunk.usedAt = this.share.tick();
    return chunk.lend(position - start, end - start);
  }

  dirtyRanges(): readonly ByteRange[] {
    let ranges = this.dirty;
    if (this.carried !== null) {
      ranges = new Ranges();
      ranges.addAll(this.carried.ranges);
      ranges.cut(Math.min(this.cutTo, this.sizeBytes));
      ranges.addAll(this.dirty);
    }
    return Array.from(ranges, ([start, end]) => ({ start, end }));
  }

  residentBytes(): number {
    let bytes = 0;
    for (const chunk of this.chunks.values()) bytes += chunk.bytes.length;
    return bytes;
  }

  get isDirty(): boolean {
    return !this.dirty.isEmpty || this.sizeBytes !== this.durableBytes || this.cutTo < this.durableBytes;
  }

  /** Appends what brings the store's file up to date; commit() or rollBack() must follow. */
  carry(ops: StoreOp[], storeName: string): void {
    assert(this.carried === null, "one commit at a time");
    let storeBytes = this.durableBytes;
    if (this.cutTo < storeBytes) {
      ops.push({ kind: "truncate", name: storeName, sizeBytes: this.cutTo });
      storeBytes = this.cutTo;
    }
    for (const { start, end, whole } of this.pieces()) {
      if (start > storeBytes) ops.push({ kind: "truncate", name: storeName, sizeBytes: start });
      const lasting = whole !== null && this.isKept(whole);
      const bytes = lasting
        ? whole.lend(0, whole.usedBytes)
        : this.share.takesAtOnce
          ? this.view(start, end)
          : this.copy(start, end);
      const restIsZeros = whole !== null;
      ops.push({ kind: "write", name: storeName, position: start, bytes, restIsZeros, lasting });
      storeBytes = Math.max(storeBytes, end);
    }
    if (storeBytes < this.sizeBytes) {
      ops.push({ kind: "truncate", name: storeName, sizeBytes: this.sizeBytes });
    }
    this.carried = { ranges: this.dirty, cutTo: this.cutTo, sizeBytes: this.sizeBytes };
    this.dirty = new Ranges();
    this.cutTo = Number.POSITIVE_INFINITY;
  }

  /** Appends the first `keptBytes` of what the store does not have; gives how many of them it can take. */
  tear(ops: StoreOp[], keptBytes: number): number {
    const name = this.durableName;
    if (name === null || this.storeBytes < this.durableBytes) return 0;
    let storeBytes = this.durableBytes;
    let left = keptBytes;
    for (const range of this.dirtyRanges()) {
      const end = Math.min(range.end, range.start + left);
      for (let start = range.start; start < end; ) {
        const stop = Math.min(end, (Math.floor(start / this.share.chunkBytes) + 1) * this.share.chunkBytes);
        if (start > storeBytes) ops.push({ kind: "truncate", name, sizeBytes: start });
        ops.push({
          kind: "write",
          name,
          position: start,
          bytes: this.copy(start, stop),
          restIsZeros: false,
        });
        storeBytes = Math.max(storeBytes, stop);
        start = stop;
      }
      left -= Math.max(0, end - range.start);
    }
    return keptBytes - left;
  }

  commit(durableName: string): void {
    assert(this.carried !== null, "nothing was carried");
    this.durableName = durableName;
    this.durableBytes = this.carried.sizeBytes;
    this.carried = null;
    this.countDirty();
  }

  rollBack(): void {
    assert(this.carried !== null, "nothing was carried");
    const { ranges, cutTo } = this.carried;
    ranges.cut(Math.min(this.cutTo, this.sizeBytes));
    this.dirty.addAll(ranges);
    this.cutTo = Math.min(this.cutTo, cutTo);
    this.carried = null;
    this.countDirty();
  }

  /** Gives up every buffer: the file is deleted, or the cache is dead. */
  release(): void {
    this.gone = true;
    this.countDirty();
    for (const chunk of this.chunks.values()) this.share.resized(-chunk.bytes.length);
    this.chunks.clear();
  }

  /** The chunks that could be read again from the store, with what evicting each would bring. */
  *evictable(): Generator<{ readonly usedAt: number; readonly evict: () => void }> {
    const { chunkBytes } = this.share;
    for (const chunk of this.chunks.values()) {
      const start = chunk.index * chunkBytes;
      const end = start + chunkBytes;
      if (chunk.loading !== null || chunk.pins > 0) continue;
      if (this.dirty.touches(start, end) || this.carried?.ranges.touches(start, end)) continue;
      yield {
        usedAt: chunk.usedAt,
        evict: () => {
          this.chunks.delete(chunk.index);
          this.share.resized(-chunk.bytes.length);
        },
      };
    }
  }

  /** How much of the store's file is still this file's content; behind it, what is not in memory is zeros. */
  private get storeBytes(): number {
    return Math.min(this.durableBytes, this.cutTo, this.carried?.cutTo ?? Number.POSITIVE_INFINITY);
  }

  private countDirty(): void {
    const bytes = this.gone ? 0 : this.dirty.totalBytes + (this.carried?.ranges.totalBytes ?? 0);
    if (bytes === this.counted) return;
    this.share.dirtied(bytes - this.counted);
    this.counted = bytes;
  }

  private assertUsable(): void {
    this.share.assertAlive();
    if (this.gone) throw new DiskError("failed", `${this.name} was deleted`);
  }

  private addChunk(index: number): Chunk {
    const inStore = index * this.share.chunkBytes < this.storeBytes;
    const chunk = new Chunk(this.share, index, inStore ? new Ranges() : null, this.share.tick());
    this.chunks.set(index, chunk);
    return chunk;
  }

  private cut(sizeBytes: number): void {
    const { chunkBytes } = this.share;
    this.cuts++;
    if (sizeBytes < Math.max(this.durableBytes, this.carried?.sizeBytes ?? 0)) this.share.wasCut(this);
    this.cutTo = Math.min(this.cutTo, sizeBytes);
    this.dirty.cut(sizeBytes);
    for (const chunk of this.chunks.values()) {
      const kept = sizeBytes - chunk.index * chunkBytes;
      if (kept <= 0 && chunk.pins === 0) {
        this.chunks.delete(chunk.index);
        this.share.resized(-chunk.bytes.length);
      } else if (kept < chunkBytes) {
        chunk.cut(Math.max(kept, 0));
      }
    }
  }

  /** Null when something must be read from the store first. */
  private readResident(position: number, end: number): Uint8Array | null {
    const { chunkBytes } = this.share;
    const usedAt = this.share.tick();
    let result: Uint8Array | null = null;
    for (let at = position; at < end; ) {
      const index = Math.floor(at / chunkBytes);
      const start = index * chunkBytes;
      const stop = Math.min(end, start + chunkBytes);
      const chunk = this.chunks.get(index);
      if (chunk === undefined ? at < this.storeBytes : !this.isResident(chunk, at, stop)) return null;
      if (chunk !== undefined) {
        chunk.usedAt = usedAt;
        const part = chunk.bytes.subarray(at - start, stop - start);
        if (at === position && stop === end && part.length === end - position) return part.slice();
        result ??= new Uint8Array(end - position);
        result.set(part, at - position);
      }
      at = stop;
    }
    return result ?? new Uint8Array(end - position);
  }

  private isResident(chunk: Chunk, from: number, to: number): boolean {
    if (chunk.resident === null) return true;
    const start = chunk.index * this.share.chunkBytes;
    const inStore = Math.min(to, this.storeBytes);
    return chunk.resident.covers(from - start, inStore - start);
  }

  private async readThrough(position: number, end: number): Promise<Uint8Array> {
    const { chunkBytes } = this.share;
    const pinned: Chunk[] = [];
    try {
      for (let index = Math.floor(position / chunkBytes); index * chunkBytes < end; index++) {
        const chunk = this.chunks.get(index) ?? this.addChunk(index);
        chunk.pins++;
        pinned.push(chunk);
      }
      await Promise.all(pinned.map((chunk) => this.load(chunk)));
      this.assertUsable();
      const stop = Math.min(end, this.sizeBytes);
      if (stop <= position) return new Uint8Array(0);
      const result = this.readResident(position, stop);
      // A cut while reading can have dropped a chunk; the rest of the file is then shorter, so this ends.
      return result ?? (await this.readThrough(position, stop));
    } finally {
      for (const chunk of pinned) chunk.pins--;
    }
  }

  private load(chunk: Chunk): Promise<void> | null {
    if (chunk.resident === null) return null;
    chunk.loading ??= this.fill(chunk).finally(() => {
      chunk.loading = null;
    });
    return chunk.loading;
  }

  private async fill(chunk: Chunk): Promise<void> {
    const start = chunk.index * this.share.chunkBytes;
    for (;;) {
      const { cuts } = this;
      const length = Math.min(this.share.chunkBytes, this.storeBytes - start);
      const read = length > 0 ? await this.share.readStore(this, start, length) : new Uint8Array(0);
      this.assertUsable();
      if (cuts !== this.cuts) continue;
      chunk.fill(withoutZeroTail(read));
      return;
    }
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

  private copy(start: number, end: number): Uint8Array {
    return this.view(start, end).slice();
  }

  /** Within a chunk. */
  private view(start: number, end: number): Uint8Array {
    const chunkStart = Math.floor(start / this.share.chunkBytes) * this.share.chunkBytes;
    const chunk = this.chunks.get(chunkStart / this.share.chunkBytes);
    assert(chunk !== undefined, "dirty bytes are in memory");
    return chunk.bytes.subarray(start - chunkStart, end - chunkStart);
  }
}

/** A preallocated file is mostly zeros, which need no memory. */
function withoutZeroTail(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}
