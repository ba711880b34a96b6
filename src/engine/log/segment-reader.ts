// Reading from a row of segments. Who reads a log through comes back with the offset where the last read ended, so the
// places are remembered, and neither an index nor a walk over batches is needed to go on.
import { andThen, BatchWalk } from "./batch-walk.ts";
import type { Segment } from "./segment.ts";
import type { SegmentRead } from "./segment-read.ts";

interface ReadHint {
  readonly offset: number;
  readonly segment: Segment;
  readonly position: number;
}

export interface LogRead extends SegmentRead {
  readonly segment: Segment;
  /** Of the first byte, in the file of `segment`. */
  readonly position: number;
}

const HINTS = 8;
/** As much of a batch as a BatchWalk looks at. */
const BATCH_HEAD_BYTES = 27;

function atOnce<T>(value: T | Promise<T>): T | undefined {
  if (!(value instanceof Promise)) return value;
  // Nobody listens any more: the answer would come too late.
  value.catch(() => {});
  return undefined;
}

/** Of the segment whose range holds `offset`; the first one for an offset before all of them. */
export function segmentIndexOf(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle]!.baseOffset <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export class SegmentReader {
  private readonly hints: ReadHint[] = [];
  private nextHint = 0;
  /** Grows when the hints are forgotten: a read that began before must leave none. */
  private generation = 0;

  /** `segments` is the log's own list, which changes. */
  constructor(private readonly segments: readonly Segment[]) {}

  /** From the batch that holds `fromOffset`, or the next one, on; see readBatches. Null when there is none. */
  read(
    fromOffset: number,
    limitOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): LogRead | null | Promise<LogRead | null> {
    const index = segmentIndexOf(this.segments, fromOffset);
    return this.readFrom(index, fromOffset, limitOffset, maxBytes, atLeastOne);
  }

  /**
   * The base offset of the batch that holds `offset`, or of the next one; null when there is none, undefined when only
   * the disk knows.
   */
  batchOffset(offset: number): number | null | undefined {
    for (let i = segmentIndexOf(this.segments, offset); i < this.segments.length; i++) {
      const segment = this.segments[i]!;
      const position = atOnce(segment.locate(offset));
      if (position === undefined) return undefined;
      if (position >= segment.sizeBytes) continue;
      const head = atOnce(segment.readAt(position, BATCH_HEAD_BYTES));
      return head === undefined ? undefined : new BatchWalk(head).baseOffset;
    }
    return null;
  }

  /** The log was cut, or lost segments: places are no longer what they were. */
  forgetHints(): void {
    this.hints.length = 0;
    this.nextHint = 0;
    this.generation++;
  }

  private readFrom(
    index: number,
    fromOffset: number,
    limitOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): LogRead | null | Promise<LogRead | null> {
    const segment = this.segments[index];
    if (segment === undefined) return null;
    const { generation } = this;
    const hint = this.hints.find((one) => one.offset === fromOffset && one.segment === segment);
    return andThen(hint?.position ?? segment.locate(fromOffset), (position) => {
      // The rest of this segment is a gap, as compaction leaves it.
      if (position >= segment.sizeBytes) {
        // One that was deleted meanwhile has no next.
        const at = this.segments.indexOf(segment);
        return at < 0 ? null : this.readFrom(at + 1, fromOffset, limitOffset, maxBytes, atLeastOne);
      }
      return andThen(segment.read(position, limitOffset, maxBytes, atLeastOne), (read) => {
        if (read.nextOffset > 0 && generation === this.generation) {
          this.remember({ offset: read.nextOffset, segment, position: position + read.wholeBytes });
        }
        const { bytes, wholeBytes, nextOffset, firstBatchBytes } = read;
        return { bytes, wholeBytes, nextOffset, firstBatchBytes, segment, position };
      });
    });
  }

  private remember(hint: ReadHint): void {
    this.hints[this.nextHint] = hint;
    this.nextHint = (this.nextHint + 1) % HINTS;
  }
}
