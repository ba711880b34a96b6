// The .log file of a segment, as far as it holds batches: the file itself is longer when it was preallocated.
import type { DiskFile } from "../ports/disk.ts";
import { seekBatch } from "./batch-search.ts";
import { readBatches, type SegmentRead } from "./segment-read.ts";

/** A look at less, at the border of a chunk of the cache, could miss the head of a batch. */
const ENOUGH_BYTES = 4096;

export class SegmentLog {
  /** Bytes of batches. */
  usedBytes = 0;

  constructor(readonly file: DiskFile) {}

  /** Where the bytes begin now. */
  append(bytes: Uint8Array): number {
    const position = this.usedBytes;
    this.file.write(position, bytes);
    this.usedBytes += bytes.length;
    return position;
  }

  cut(position: number): void {
    if (position >= this.usedBytes) return;
    this.file.truncate(position);
    this.usedBytes = position;
  }

  /** Nothing of the file stays that is not in use. */
  trim(): void {
    this.file.truncate(this.usedBytes);
  }

  /** Up to `length` bytes at `position`. */
  readonly readAt = (position: number, length: number): Uint8Array | Promise<Uint8Array> =>
    this.file.read(position, Math.min(length, this.usedBytes - position));

  /** The same, to be read only: what the cache has in one place is not copied. */
  private readonly viewAt = (position: number, length: number): Uint8Array | Promise<Uint8Array> => {
    const wanted = Math.min(length, this.usedBytes - position);
    const seen = wanted > 0 ? this.file.peek(position, wanted) : null;
    return seen?.length === wanted ? seen : this.file.read(position, wanted);
  };

  /** What the cache has at hand of it, if that is enough to go on. */
  private readonly lookAt = (position: number, length: number): Uint8Array | null => {
    const wanted = Math.min(length, this.usedBytes - position);
    const seen = wanted > 0 ? this.file.peek(position, wanted) : null;
    return seen !== null && seen.length >= Math.min(wanted, ENOUGH_BYTES) ? seen : null;
  };

  /** From `from` on: where the batch begins that holds `offset`, or the first one above it; the end when there is none. */
  seek(from: number, offset: number): number | Promise<number> {
    return seekBatch(this.readAt, from, offset, this.usedBytes, this.lookAt);
  }

  /** See readBatches. */
  read(
    position: number,
    limitOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): SegmentRead | Promise<SegmentRead> {
    return readBatches(this.viewAt, position, limitOffset, maxBytes, atLeastOne);
  }
}
