// Reading batches from a place in a log file, as Kafka's brokers do: a slice of the file, which may end inside a batch.

import type { ReadAt } from "./batch-search.ts";
import { andThen, BatchWalk, DAMAGED, PLACING_BYTES } from "./batch-walk.ts";

export interface SegmentRead {
  /** From the first batch on; may end inside one. */
  readonly bytes: Uint8Array;
  /** Of `bytes`, what whole batches take. */
  readonly wholeBytes: number;
  /** Behind the last whole batch, -1 when there is none. */
  readonly nextOffset: number;
  /** The whole first batch, though `bytes` may have less of it. */
  readonly firstBatchBytes: number;
}

const NOTHING = new Uint8Array(0);

/**
 * At most `maxBytes` from `position`, where a batch begins, but with `atLeastOne` all of the first batch; and nothing of
 * a batch that reaches `limitOffset`. Where the file is damaged its bytes come as they are: the reader finds the checksum
 * wrong.
 */
export function readBatches(
  read: ReadAt,
  position: number,
  limitOffset: number,
  maxBytes: number,
  atLeastOne: boolean,
): SegmentRead | Promise<SegmentRead> {
  // The head of one batch more, to see whether it reaches the limit.
  const wanted = Math.max(maxBytes, 0) + PLACING_BYTES;
  return andThen(read(position, wanted), (window) => {
    const slice = trim(window, limitOffset, Math.max(maxBytes, 0));
    if (!atLeastOne || slice.wholeBytes > 0 || slice.firstBatchBytes <= maxBytes) return slice;
    const walk = new BatchWalk(window);
    if (walk.lastOffset >= limitOffset) return slice;
    const size = slice.firstBatchBytes;
    return andThen(read(position, size), (bytes) => trim(bytes, limitOffset, size));
  });
}

function trim(window: Uint8Array, limitOffset: number, maxBytes: number): SegmentRead {
  const walk = new BatchWalk(window);
  const length = Math.min(window.length, maxBytes);
  let nextOffset = -1;
  let wholeBytes = 0;
  const cut = (end: number): SegmentRead => ({
    bytes: end === 0 ? NOTHING : end === window.length ? window : window.subarray(0, end),
    wholeBytes,
    nextOffset,
    firstBatchBytes: Math.max(new BatchWalk(window).sizeBytes, 0),
  });
  for (;;) {
    const size = walk.sizeBytes;
    if (size === DAMAGED) return cut(length);
    if (size === 0) return nextOffset >= limitOffset ? cut(wholeBytes) : cut(length);
    if (walk.lastOffset >= limitOffset) return cut(Math.min(walk.at, length));
    if (walk.at + size > length) return cut(length);
    nextOffset = walk.lastOffset + 1;
    walk.at += size;
    wholeBytes = walk.at;
  }
}
