// One file in the page cache: its chunks in memory, and their way from the store and back to it.
import { assert } from "../base/assert.ts";
import { type ByteRange, DiskError, type DiskFile } from "../ports/disk.ts";
import { Chunk, type ChunkMemory } from "./chunk.ts";
import { Ranges } from "./ranges.ts";
import type { StoreOp } from "./store.ts";
import { Unflushed, type UnflushedShare } from "./unflushed.ts";

/** What the files of one page cache share. */
export interface CacheShare extends ChunkMemory, UnflushedShare {
  /** Throws DiskError "closed" when the node of this cache is dead. */
  assertAlive(): void;
  readStore(file: CachedFile, position: number, length: number): Promise<Uint8Array>;
  becameDirty(file: CachedFile): void;
  /** The file lost bytes that the store has. */
  wasCut(file: CachedFile): void;
  tick(): number;
}

export class CachedFile implements DiskFile {
  name: string;
  sizeBytes: number;
  /** Deleted, or replaced by a rename. */
  gone = false;
  private readonly chunks = new Map<number, Chunk>();
  private readonly unflushed: Unflushed;
  /** How often the file was cut: tells a read from the store that what it brings is out of date. */
  private cuts = 0;

  constructor(
    private readonly share: CacheShare,
    name: string,
    durableBytes: number | null,
  ) {
    this.name = name;
    this.sizeBytes = durableBytes ?? 0;
    const durableName = durableBytes === null ? null : name;
    this.unflushed = new Unflushed(share, this.chunks, durableName, durableBytes ?? 0);
  }

  /** Null while the store has no such file. */
  get durableName(): string | null {
    return this.unflushed.durableName;
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
    this.unflushed.wrote(position, position + bytes.length);
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
    this.unflushed.count(this.gone);
  }

  truncate(sizeBytes: number): void {
    this.assertUsable();
    assert(sizeBytes >= 0, "a file has no negative size");
    if (sizeBytes === this.sizeBytes) return;
    this.share.becameDirty(this);
    if (sizeBytes < this.sizeBytes) this.cut(sizeBytes);
    this.sizeBytes = sizeBytes;
    this.unflushed.count(this.gone);
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
    return this.unflushed.ranges(this.sizeBytes);
  }

  residentBytes(): number {
    let bytes = 0;
    for (const chunk of this.chunks.values()) bytes += chunk.bytes.length;
    return bytes;
  }

  get isDirty(): boolean {
    return this.unflushed.isDirty(this.sizeBytes);
  }

  /** Appends what brings the store's file up to date; commit() or rollBack() must follow. */
  carry(ops: StoreOp[], storeName: string): void {
    this.unflushed.carry(ops, storeName, this.sizeBytes);
  }

  /** Appends the first `keptBytes` of what the store does not have; gives how many of them it can take. */
  tear(ops: StoreOp[], keptBytes: number): number {
    return this.unflushed.tear(ops, keptBytes, this.sizeBytes);
  }

  commit(durableName: string): void {
    this.unflushed.commit(durableName);
    this.unflushed.count(this.gone);
  }

  rollBack(): void {
    this.unflushed.rollBack(this.sizeBytes);
    this.unflushed.count(this.gone);
  }

  /** Gives up every buffer: the file is deleted, or the cache is dead. */
  release(): void {
    this.gone = true;
    this.unflushed.count(this.gone);
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
      if (this.unflushed.touches(start, end)) continue;
      yield {
        usedAt: chunk.usedAt,
        evict: () => {
          this.chunks.delete(chunk.index);
          this.share.resized(-chunk.bytes.length);
        },
      };
    }
  }

  private assertUsable(): void {
    this.share.assertAlive();
    if (this.gone) throw new DiskError("failed", `${this.name} was deleted`);
  }

  private addChunk(index: number): Chunk {
    const inStore = index * this.share.chunkBytes < this.unflushed.storeBytes;
    const chunk = new Chunk(this.share, index, inStore ? new Ranges() : null, this.share.tick());
    this.chunks.set(index, chunk);
    return chunk;
  }

  private cut(sizeBytes: number): void {
    const { chunkBytes } = this.share;
    this.cuts++;
    if (this.unflushed.cut(sizeBytes)) this.share.wasCut(this);
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
      if (chunk === undefined ? at < this.unflushed.storeBytes : !this.isResident(chunk, at, stop))
        return null;
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
    const inStore = Math.min(to, this.unflushed.storeBytes);
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
      const length = Math.min(this.share.chunkBytes, this.unflushed.storeBytes - start);
      const read = length > 0 ? await this.share.readStore(this, start, length) : new Uint8Array(0);
      this.assertUsable();
      if (cuts !== this.cuts) continue;
      chunk.fill(withoutZeroTail(read));
      return;
    }
  }
}

/** A preallocated file is mostly zeros, which need no memory. */
function withoutZeroTail(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}
