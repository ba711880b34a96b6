// Segments in place of others: how the cleaner brings in what it wrote, and how a segment whose offsets do not fit is
// split. Kafka's three names make it safe against a crash at any point: what is being written ends in .cleaned and counts
// for nothing, what is complete ends in .swap and is finished at the next start, then it gets its own name.
import { assert } from "../base/assert.ts";
import { CLEANED_SUFFIX, SWAP_SUFFIX } from "./file-names.ts";
import { type LogCore, newSegment } from "./log-core.ts";
import type { Segment } from "./segment.ts";

/** An empty segment beside the log's own, for what will replace some of them. What an earlier attempt left is gone. */
export function newCleanedSegment(core: LogCore, baseOffset: number): Segment {
  const leftover = newSegment(core.ports, core.directory, baseOffset, core.config, CLEANED_SUFFIX);
  for (const name of leftover.allFileNames()) core.ports.disk.remove(name);
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
  const present = originals.filter((segment) => core.segments.includes(segment));
  const at = present.length > 0 ? core.segments.indexOf(present[0]!) : -1;
  for (const segment of [...cleaned].reverse()) {
    core.durability.changed(segment.allFileNames());
    segment.changeSuffix(SWAP_SUFFIX);
    core.durability.changed(segment.allFileNames());
  }
  const kept = new Set(cleaned.map(({ baseOffset }) => baseOffset));
  for (const segment of present) core.deleteFiles(segment, kept.has(segment.baseOffset));
  for (const segment of cleaned) {
    segment.changeSuffix("");
    core.durability.changed(segment.allFileNames());
  }
  if (at >= 0) {
    core.segments.splice(at, present.length, ...cleaned);
    core.recent.forgetBelow(core.segments[at + cleaned.length]!.baseOffset);
  }
  core.reader.forgetHints();
}
