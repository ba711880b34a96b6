// The producers' state of a log, from the newest snapshot and the batches behind it: at the start of a node, and when
// the log was cut. Snapshots are taken on the way, so that the next time less has to be read.
import { type BatchHeader, batchHeaders } from "../records/batch.ts";
import { RecordError } from "../records/record-error.ts";
import type { ProducerState } from "./producer-state.ts";
import type { Reads } from "./reads.ts";
import type { Segment } from "./segment.ts";
import { segmentIndexOf } from "./segment-reader.ts";

const READ_BYTES = 1024 * 1024;

export interface RebuildRange {
  readonly logStartOffset: number;
  readonly endOffset: number;
  readonly nowMs: number;
  /** After a clean stop a log without any snapshot was written before there were any: it is not read for them. */
  readonly clean: boolean;
}

export function* rebuildProducers(
  state: ProducerState,
  segments: readonly Segment[],
  { logStartOffset, endOffset, nowMs, clean }: RebuildRange,
): Reads {
  const places = [...segments.slice(-2).map(({ baseOffset }) => baseOffset), endOffset];
  if (clean && state.snapshots.latestOffset === null) {
    for (const offset of places) state.rolled(offset);
    return;
  }
  const nothingToLose = state.isEmpty && state.endOffset >= endOffset;
  yield* state.truncateAndReload(logStartOffset, endOffset, nowMs);
  if (endOffset > state.endOffset && !nothingToLose) {
    const known = state.endOffset;
    const first = Math.max(
      0,
      segments.findLastIndex(({ baseOffset }) => baseOffset <= known),
    );
    for (const segment of segments.slice(first)) {
      if (segment.baseOffset >= endOffset) break;
      const from = Math.max(segment.baseOffset, state.endOffset, logStartOffset);
      state.endOffset = from;
      if (places.includes(segment.baseOffset)) state.takeSnapshot();
      // Of the others all is read, even what lies above the end, as it can when a segment's name is wrong.
      const isLast = segment === segments[segmentIndexOf(segments, endOffset)];
      yield* replaySegment(state, segment, from, isLast ? endOffset : Number.POSITIVE_INFINITY);
    }
  }
  state.endOffset = endOffset;
  state.takeSnapshot();
}

/** The batches from the one that holds `from` on, up to `endOffset`, the end or a damaged one. */
function* replaySegment(state: ProducerState, segment: Segment, from: number, endOffset: number): Reads {
  let wanted = READ_BYTES;
  for (let at = segment.positionAtOrBelow(from); at < segment.sizeBytes; ) {
    const window = yield segment.readAt(at, wanted);
    const found: { header: BatchHeader; batch: Uint8Array }[] = [];
    let done = 0;
    let isLast = false;
    try {
      for (const header of batchHeaders(window)) {
        isLast = header.lastOffset >= endOffset;
        if (isLast) break;
        done = header.position + header.sizeBytes;
        if (header.lastOffset >= from) found.push({ header, batch: window.subarray(header.position, done) });
      }
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      isLast = true;
    }
    for (const completed of state.replayFound(found)) state.completeTransaction(completed);
    if (isLast) return;
    if (done > 0) wanted = READ_BYTES;
    // A batch larger than the window, or a torn one.
    else if (window.length < wanted) return;
    else wanted *= 4;
    at += done;
  }
}
