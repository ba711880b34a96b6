// Cleaning makes segments smaller, so neighbours are written into one: as many as would fit before they are cleaned, by
// the size of the log, of the indexes, and by the offsets that a segment can hold.
import { OFFSET_ENTRY_BYTES, type OffsetIndex } from "../offset-index.ts";
import type { Segment } from "../segment.ts";
import { TIME_ENTRY_BYTES, type TimeIndex } from "../time-index.ts";

const MAX_RELATIVE_OFFSET = 0x7fffffff;

export interface GroupLimits {
  readonly segmentBytes: number;
  readonly segmentIndexBytes: number;
}

type Sized = Pick<Segment, "baseOffset" | "sizeBytes"> & {
  readonly index: Pick<OffsetIndex, "entries">;
  readonly timeIndex: Pick<TimeIndex, "entries">;
};

/** `segments` are neighbours in a log, of which everything from `firstUncleanableOffset` on stays as it is. */
export function groupSegments<S extends Sized>(
  segments: readonly S[],
  limits: GroupLimits,
  firstUncleanableOffset: number,
): S[][] {
  const groups: S[][] = [];
  let logBytes = 0;
  let indexBytes = 0;
  let timeIndexBytes = 0;
  for (const [i, segment] of segments.entries()) {
    const group = groups.at(-1);
    const size = segment.sizeBytes;
    const index = segment.index.entries * OFFSET_ENTRY_BYTES;
    const timeIndex = segment.timeIndex.entries * TIME_ENTRY_BYTES;
    // The last offset of a segment is known for sure only by where the next one begins.
    const lastOffset = (segments[i + 1]?.baseOffset ?? firstUncleanableOffset) - 1;
    const fits =
      group !== undefined &&
      logBytes + size <= limits.segmentBytes &&
      indexBytes + index <= limits.segmentIndexBytes &&
      timeIndexBytes + timeIndex <= limits.segmentIndexBytes &&
      (size === 0 || lastOffset - group[0]!.baseOffset <= MAX_RELATIVE_OFFSET);
    if (fits) {
      group.push(segment);
      logBytes += size;
      indexBytes += index;
      timeIndexBytes += timeIndex;
    } else {
      groups.push([segment]);
      logBytes = size;
      indexBytes = index;
      timeIndexBytes = timeIndex;
    }
  }
  return groups;
}
