// ListOffsets by timestamp: the indexes find the neighbourhood, the records themselves the answer.
import { type BatchHeader, batchHeaders } from "../records/batch.ts";
import { loadCodecsFor } from "../records/compression.ts";
import { streamRecords } from "../records/record.ts";
import { RecordError } from "../records/record-error.ts";
import type { TimestampOffset } from "./log.ts";
import type { Segment } from "./segment.ts";

const READ_BYTES = 256 * 1024;

/** The first record of `segment`, from `fromOffset` on, that is at or after `timestampMs`. */
export function firstRecordSince(
  segment: Segment,
  timestampMs: number,
  fromOffset: number,
): Promise<TimestampOffset | null> {
  const hint = segment.timeIndex.lookup(timestampMs);
  return search(
    segment,
    Math.max(hint.offset, fromOffset),
    (header) => header.maxTimestamp >= timestampMs && header.lastOffset >= fromOffset,
    (record) => record.timestamp >= timestampMs && record.offset >= fromOffset,
  );
}

/** The first record of `segment` that has its largest timestamp. */
export function recordOfMaxTimestamp(segment: Segment): Promise<TimestampOffset | null> {
  return search(
    segment,
    segment.offsetOfMaxTimestamp,
    (header) => header.maxTimestamp === segment.maxTimestamp,
    (record) => record.timestamp === segment.maxTimestamp,
  );
}

async function search(
  segment: Segment,
  fromOffset: number,
  batchMatches: (header: BatchHeader) => boolean,
  recordMatches: (record: { readonly offset: number; readonly timestamp: number }) => boolean,
): Promise<TimestampOffset | null> {
  for (let position = segment.positionAtOrBelow(fromOffset); ; ) {
    const { bytes, wholeBytes } = await segment.read(position, Number.POSITIVE_INFINITY, READ_BYTES, true);
    if (wholeBytes === 0) return null;
    try {
      for (const header of batchHeaders(bytes)) {
        if (!batchMatches(header)) continue;
        await loadCodecsFor(bytes, header.position, header.position + header.sizeBytes);
        for (const record of streamRecords(bytes, header)) {
          if (!recordMatches(record)) continue;
          const { offset, timestamp } = record;
          return { offset, timestamp, leaderEpoch: header.partitionLeaderEpoch };
        }
      }
      position += wholeBytes;
    } catch (error) {
      // A damaged file ends the search: what lies behind cannot be told apart.
      if (error instanceof RecordError) return null;
      throw error;
    }
  }
}
