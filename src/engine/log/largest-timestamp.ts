// The largest timestamp of a segment: its time index knows it up to some batch, the batches behind that must be read.
import { batchHeaders } from "../records/batch.ts";
import { RecordError } from "../records/record-error.ts";
import type { ReadAt } from "./batch-search.ts";
import { andThen } from "./batch-walk.ts";
import type { TimestampEntry } from "./time-index.ts";

/** `known`, or the batch at or behind `position` that has a larger timestamp. */
export function largestTimestamp(
  read: ReadAt,
  position: number,
  endPosition: number,
  known: TimestampEntry,
): TimestampEntry | Promise<TimestampEntry> {
  return andThen(read(position, endPosition - position), (bytes) => {
    let largest = known;
    try {
      for (const { maxTimestamp, lastOffset } of batchHeaders(bytes)) {
        if (maxTimestamp > largest.timestamp) largest = { timestamp: maxTimestamp, offset: lastOffset };
      }
    } catch (error) {
      // Damaged from here on: what lies before counts.
      if (!(error instanceof RecordError)) throw error;
    }
    return largest;
  });
}
