// ListOffsets: the offset for a timestamp, or for one of the special timestamps that ask for a place.
import type { TimestampOffset } from "./log.ts";
import type { LogCore } from "./log-core.ts";
import type { Segment } from "./segment.ts";
import { firstRecordSince, recordOfMaxTimestamp } from "./timestamp-search.ts";

export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;
export const MAX_TIMESTAMP = -3;
export const EARLIEST_LOCAL_TIMESTAMP = -4;
export const LATEST_TIERED_TIMESTAMP = -5;
export const EARLIEST_PENDING_UPLOAD_TIMESTAMP = -6;

const NO_TIMESTAMP = -1;
const NOWHERE: TimestampOffset = { timestamp: NO_TIMESTAMP, offset: -1, leaderEpoch: -1 };

/** Null when no record qualifies. Nothing is tiered. */
export async function offsetForTimestamp(
  core: LogCore,
  timestampMs: number,
): Promise<TimestampOffset | null> {
  const { segments, epochs, logStartOffset, logEndOffset } = core;
  switch (timestampMs) {
    case LATEST_TIMESTAMP:
      return { timestamp: NO_TIMESTAMP, offset: logEndOffset, leaderEpoch: epochs.latestEpoch };
    case EARLIEST_TIMESTAMP:
    case EARLIEST_LOCAL_TIMESTAMP: {
      const first = epochs.entries[0];
      const isKnown = first !== undefined && first.startOffset <= logStartOffset;
      return { timestamp: NO_TIMESTAMP, offset: logStartOffset, leaderEpoch: isKnown ? first.epoch : -1 };
    }
    case MAX_TIMESTAMP: {
      const newest = segmentOfMaxTimestamp(segments);
      return newest === null ? null : await recordOfMaxTimestamp(newest);
    }
    case LATEST_TIERED_TIMESTAMP:
    case EARLIEST_PENDING_UPLOAD_TIMESTAMP:
      return NOWHERE;
    default: {
      const segment = segments.find(({ largestTimestamp }) => largestTimestamp >= timestampMs);
      return segment === undefined ? null : await firstRecordSince(segment, timestampMs, logStartOffset);
    }
  }
}

function segmentOfMaxTimestamp(segments: readonly Segment[]): Segment | null {
  let newest: Segment | null = null;
  for (const segment of segments) {
    if (segment.sizeBytes > 0 && segment.maxTimestamp > (newest?.maxTimestamp ?? -2)) newest = segment;
  }
  return newest;
}
