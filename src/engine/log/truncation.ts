// Cutting the end of a log: what a follower does with records that its leader never had.
import { assert } from "../base/assert.ts";
import type { LogCore } from "./log-core.ts";
import { newSegment } from "./new-segment.ts";
import { rebuildProducers } from "./producer-rebuild.ts";
import { segmentIndexOf } from "./segment-reader.ts";

/** See PartitionLog.truncateTo. */
export function truncateTo(core: LogCore, offset: number): boolean {
  assert(offset >= 0, "a log is not truncated to a negative offset");
  const { segments, recent } = core;
  if (offset >= core.logEndOffset) {
    // An epoch that began at the end of the log, without records yet, may be one that the leader never had.
    core.epochs.truncateFromEnd(core.logEndOffset);
    return false;
  }
  if (offset < segments[0]!.baseOffset) {
    truncateFullyAndStartAt(core, offset);
    return true;
  }
  const unstableOffset = core.firstUnstableOffset;
  const doomed = segments.splice(segmentIndexOf(segments, offset) + 1);
  const { active } = core;
  const removedBytes = recent.bytesFrom(offset);
  const doomedBytes = doomed.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  // The last one first, so that a crash in between leaves no hole.
  core.deleteSegments(doomed.reverse(), true);
  core.deleteSnapshots(doomed.map(({ baseOffset }) => baseOffset));
  let end = offset;
  let position =
    removedBytes === null ? active.locate(offset) : active.sizeBytes - (removedBytes - doomedBytes);
  if (position instanceof Promise) {
    // Nobody listens any more: the answer would come too late.
    position.catch(() => {});
    end = active.baseOffset;
    position = 0;
  }
  active.truncate(Math.min(position, active.sizeBytes), end, core.ports.clock.wallMs());
  core.durability.changed(active.fileNames);
  core.endsAt(end);
  core.logStartOffset = Math.min(core.logStartOffset, end);
  core.epochs.truncateFromEnd(end);
  const { logStartOffset, producers, ports } = core;
  const range = { logStartOffset, endOffset: end, nowMs: ports.clock.wallMs(), clean: false };
  producers.rebuild(rebuildProducers(producers, [...segments], range));
  if (core.highWatermark >= end) core.updateHighWatermark(end);
  else core.keepUnstableOffset(unstableOffset);
  return true;
}

/** Everything goes, and the log begins anew, empty, at `offset`. */
export function truncateFullyAndStartAt(core: LogCore, offset: number): void {
  const last = core.segments.splice(0);
  const active = last.pop()!;
  core.deleteSegments(last.reverse(), true);
  core.deleteSegments([active], true);
  core.segments.push(newSegment(core.ports, core.directory, offset, core.config));
  core.endsAt(offset);
  core.logStartOffset = offset;
  core.epochs.clear();
  core.producers.truncateFullyAndStartAt(offset);
  core.updateHighWatermark(offset);
}
