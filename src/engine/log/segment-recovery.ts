// Recovering one segment: every batch is checked, both indexes and the list of aborted transactions are built anew from
// them, and from the first batch that is damaged on, the rest is cut off.
import { RecordError } from "../records/record-error.ts";
import type { LeaderEpochCache } from "./leader-epoch-cache.ts";
import { batchesFrom, isIntact } from "./log-batches.ts";
import type { ProducerState } from "./producer-state.ts";
import type { Segment } from "./segment.ts";

/** An offset that the segment cannot hold: the segment must be split, or is damaged. */
export class OffsetOverflowError extends Error {
  override readonly name = "OffsetOverflowError";
  constructor(readonly segment: Segment) {
    super(`An offset in ${segment.logFile.name} is too far from its base`);
  }
}

/**
 * How many bytes were cut. `producers` know what was before this segment, and learn from it. Rejects with
 * OffsetOverflowError, IndexAppendError (offsets that do not ascend), DiskError.
 */
export async function recoverSegment(
  segment: Segment,
  producers: ProducerState,
  epochs: LeaderEpochCache,
  indexIntervalBytes: number,
): Promise<number> {
  segment.beginRecovery();
  let end = 0;
  let indexedAt = 0;
  try {
    for await (const { header, batch } of batchesFrom(segment, 0)) {
      if (!isIntact(batch)) break;
      if (!segment.canHold(header.lastOffset)) throw new OffsetOverflowError(segment);
      if (segment.recovered(header, end, end - indexedAt > indexIntervalBytes)) indexedAt = end;
      end += header.sizeBytes;
      if (header.magic < 2) continue;
      const { partitionLeaderEpoch } = header;
      if (partitionLeaderEpoch >= 0 && partitionLeaderEpoch > epochs.latestEpoch) {
        epochs.assign(partitionLeaderEpoch, header.baseOffset);
      }
      for (const completed of producers.replayFound([{ header, batch }])) {
        const lastStableOffset = producers.lastStableOffsetAfter(completed);
        segment.noteCompleted(completed, lastStableOffset);
        producers.completeTransaction(completed);
      }
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
  }
  const cutBytes = segment.sizeBytes - end;
  segment.endRecovery(end);
  return cutBytes;
}
