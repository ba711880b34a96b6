// Segments in place of others: how the cleaner brings in what it wrote, and how a segment whose offsets do not fit is
// split. Kafka's three names make it safe against a crash at any point: what is being written ends in .cleaned and counts
// for nothing, what is complete ends in .swap and is finished at the next start, then it gets its own name.
import { assert } from "../base/assert.ts";
import { CLEANED_SUFFIX, SWAP_SUFFIX } from "./file-names.ts";
import type { LogCore } from "./log-core.ts";
import { newSegment } from "./new-segment.ts";
import type { Segment } from "./segment.ts";

/** An empty segment beside the log's own, for what will replace some of them. What an earlier attempt left is gone. */
export function newCleanedSegment(core: LogCore, baseOffset: number): Segment {
  return newSegment(core.ports, core.directory, baseOffset, core.config, CLEANED_SUFFIX);
}

/**
 * `cleaned` take the place of `originals`, which are neighbours in the log and never the active one. All names change in
 * one step, and reach the disk with the next flush. An original that the log gave up meanwhile is not missed.
 */
export function replaceSegments(
  core: LogCore,
  cleaned: readonly Segment[],
  originals: readonly Segment[],
): void {
  assert(cleaned.length > 0, "segments are replaced by at least one");
  assert(!originals.includes(core.active), "the active segment is never replaced");
  const { segments, durability } = core;
  const present = originals.filter((segment) => segments.includes(segment));
  const at = present.length > 0 ? segments.indexOf(present[0]!) : -1;
  const replaced = new Set(cleaned.map(({ baseOffset }) => baseOffset));
  for (const segment of cleaned) durability.changed(segment.allFileNames());
  swapSegments(cleaned, () => {
    for (const segment of cleaned) durability.changed(segment.allFileNames());
    for (const segment of present) core.deleteSegments([segment], true);
  });
  for (const segment of cleaned) durability.changed(segment.allFileNames());
  core.deleteSnapshots(
    present.map(({ baseOffset }) => baseOffset).filter((baseOffset) => !replaced.has(baseOffset)),
  );
  if (at >= 0) {
    segments.splice(at, present.length, ...cleaned);
    // Its sizes are no more what they were, and it is asked for places.
    core.recent.forgetBelow(segments[at + cleaned.length]!.baseOffset);
  }
  core.reader.forgetHints();
}

/** From the last one on, so that what is named .swap is all there is, or is preceded by what is still named .cleaned. */
export function swapSegments(successors: readonly Segment[], removeOriginals: () => void): void {
  for (const segment of successors.toReversed()) segment.changeSuffix(SWAP_SUFFIX);
  removeOriginals();
  for (const segment of successors) segment.changeSuffix("");
}
