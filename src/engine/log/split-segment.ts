// A segment whose offsets reach too far from its base, as brokers before 1.1 could leave after compaction, is split into
// several that hold the same batches.
import { CLEANED_SUFFIX } from "./file-names.ts";
import { batchesFrom } from "./log-batches.ts";
import type { Segment } from "./segment.ts";
import { MalformedFileError } from "./text-file.ts";

/** The segment is not what it should be, and splitting does not help: its log cannot be loaded. */
export class UnsplittableSegmentError extends MalformedFileError {}

/**
 * The successors of `segment`, still named .cleaned. `nextOffset` is the one behind its last batch. Rejects with
 * UnsplittableSegmentError.
 */
export async function splitSegment(
  segment: Segment,
  nextOffset: number,
  newSegment: (baseOffset: number, fileSuffix: string) => Segment,
): Promise<Segment[]> {
  if (nextOffset <= segment.baseOffset || segment.canHold(nextOffset - 1)) {
    throw new UnsplittableSegmentError(
      `Split operation is only permitted for segments with overflow, and the problem path is ${segment.logFile.name}`,
    );
  }
  const parts: Segment[] = [];
  let part: Segment | null = null;
  for await (const { header, batch } of batchesFrom(segment, 0)) {
    if (part === null || !part.canHold(header.lastOffset)) {
      part = newSegment(header.baseOffset, CLEANED_SUFFIX);
      parts.push(part);
    }
    part.append(batch, header, segment.modifiedMs);
  }
  for (const one of parts) one.becomeInactive();
  return parts;
}
