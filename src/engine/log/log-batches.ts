// The batches of a log file one by one, as they are found: for recovery, which must not trust them.
import { type BatchHeader, checkCrc, MAGIC_AT, NO_PRODUCER_ID, readBatchHeader } from "../records/batch.ts";
import { corrupt, RecordError } from "../records/record-error.ts";
import { BatchWalk, DAMAGED } from "./batch-walk.ts";
import type { Segment } from "./segment.ts";

const READ_BYTES = 1024 * 1024;

export interface FoundBatch {
  /** Its position is that in the file. */
  readonly header: BatchHeader;
  readonly batch: Uint8Array;
}

/** From `position` on, where a batch begins, up to the end or a torn one. Throws RecordError for what is no batch. */
export async function* batchesFrom(
  segment: Segment,
  position: number,
): AsyncGenerator<FoundBatch, void, undefined> {
  for (let at = position, wanted = READ_BYTES; at < segment.sizeBytes; ) {
    const window = await segment.readAt(at, wanted);
    const walk = new BatchWalk(window);
    for (;;) {
      const size = walk.sizeBytes;
      if (size === DAMAGED)
        throw corrupt(`No batch begins at byte ${at + walk.at} of ${segment.logFile.name}`);
      if (size === 0 || walk.at + size > window.length) break;
      const batch = window.subarray(walk.at, walk.at + size);
      yield { header: headerOf(batch, walk, at), batch };
      walk.at += size;
    }
    // A batch larger than the window, or a torn one.
    if (walk.at === 0 && window.length < wanted) return;
    wanted = walk.at === 0 ? wanted * 4 : READ_BYTES;
    at += walk.at;
  }
}

function headerOf(batch: Uint8Array, walk: BatchWalk, windowAt: number): BatchHeader {
  const position = windowAt + walk.at;
  if (batch[MAGIC_AT]! <= 2) return { ...readBatchHeader(batch), position };
  // A magic that there is not: what all of them have in common is told, and no more.
  const { baseOffset, lastOffset } = walk;
  return {
    ...readBatchHeader(placeholder(batch)),
    position,
    sizeBytes: batch.length,
    baseOffset,
    lastOffset,
    lastOffsetDelta: lastOffset - baseOffset,
    partitionLeaderEpoch: -1,
    producerId: NO_PRODUCER_ID,
  };
}

function placeholder(batch: Uint8Array): Uint8Array {
  const copy = batch.slice();
  copy[MAGIC_AT] = 0;
  return copy;
}

/** Whether the checksum is right. */
export function isIntact(batch: Uint8Array): boolean {
  try {
    return checkCrc(batch);
  } catch (error) {
    if (error instanceof RecordError) return false;
    throw error;
  }
}
