// Cutting the end of a log: what a follower does with records that its leader never had.
import { assert } from "../base/assert.ts";
import { type LogCore, newSegment, removeFiles } from "./log-core.ts";
import { rebuildProducers } from "./producer-rebuild.ts";
import type { Segment } from "./segment.ts";
import { segmentIndexOf } from "./segment-reader.ts";

/** See PartitionLog.truncateTo. */
export function truncateTo(core: LogCore, offset: number): boolean {
  assert(offset >= 0, "a log is not truncated to a negative offset");
  const { segments, recent } = core;
  if (offset >= core.logEndOffset) {
    // An epoch that began at the end of the log, without records yet, may be one that the leader never had.
    core.epochs.truncateFromEnd(offset);
    return false;
  }
  if (offset < segments[0]!.baseOffset) {
    truncateFullyAndStartAt(core, offset);
    return true;
  }
  const doomed = segments.splice(segmentIndexOf(segments, offset) + 1);
  const { active } = core;
  const removedBytes = recent.bytesFrom(offset);
  const doomedBytes = doomed.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  // The last one first, so that a crash in between leaves no hole.
  for (const segment of doomed.reverse()) dropSegment(core, segment);
  let end = offset;
  let position =
    removedBytes === null ? active.locate(offset) : active.sizeBytes - (removedBytes - doomedBytes);
  if (position instanceof Promise) {
    // Nobody listens any more: the answer would come too late.
    position.catch(() => {});
    end = active.baseOffset;
    position = 0;
  }
  active.truncate(Math.min(position, active.sizeBytes), end);
  core.durability.changed(active.fileNames);
  core.endsAt(end);
  core.logStartOffset = Math.min(core.logStartOffset, end);
  core.epochs.truncateFromEnd(end);
  const { logStartOffset, producers, ports } = core;
  const range = { logStartOffset, endOffset: end, nowMs: ports.clock.wallMs(), clean: false };
  producers.rebuild(rebuildProducers(producers, [...segments], range));
  return true;
}

/** Everything goes, and the log begins anew, empty, at `offset`. */
export function truncateFullyAndStartAt(core: LogCore, offset: number): void {
  for (const segment of core.segments.splice(0).reverse()) dropSegment(core, segment);
  core.segments.push(newSegment(core.ports, core.directory, offset, core.config));
  core.endsAt(offset);
  core.logStartOffset = offset;
  core.epochs.clear();
  core.producers.truncateFullyAndStartAt(offset);
}

/** What no flush has carried yet goes at once: the disk should never see it behind what comes in its place. */
function dropSegment(core: LogCore, segment: Segment): void {
  if (segment.baseOffset < core.durability.recoveryPoint) {
    core.deleteFiles(segment);
    return;
  }
  const names = [...segment.allFileNames(), ...core.producers.snapshotNameOf(segment.baseOffset)];
  core.durability.changed(names);
  removeFiles(core.ports, names);
}
