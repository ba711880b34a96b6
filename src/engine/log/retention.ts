// Which segments at the front of a log may go. Three rules in Kafka's order, each from the oldest segment on and up to the
// first that it keeps, so that a log never gets a hole.
import type { LogConfig } from "./log.ts";
import type { LogCore } from "./log-core.ts";
import type { Segment } from "./segment.ts";

/** The log as retention sees it. */
interface RetainedLog {
  readonly segments: readonly Segment[];
  readonly config: LogConfig;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly sizeBytes: number;
}

type Rule = (segment: Segment, endOffset: number) => boolean;

/** How many segments `rule` gives up. An empty last segment always stays. */
function prefix(log: RetainedLog, highWatermark: number, rule: Rule): number {
  let count = 0;
  for (const segment of log.segments) {
    const next = log.segments[count + 1];
    const endOffset = next?.baseOffset ?? log.logEndOffset;
    if (endOffset > highWatermark) break;
    if (next === undefined && segment.sizeBytes === 0) break;
    if (!rule(segment, endOffset)) break;
    count++;
  }
  return count;
}

/** Wholly below the log start offset; the last segment stays, since the log continues in it. */
function beforeLogStart(log: RetainedLog, highWatermark: number): number {
  const last = log.segments.at(-1);
  return prefix(
    log,
    highWatermark,
    (segment, endOffset) => segment !== last && endOffset <= log.logStartOffset,
  );
}

function beyondRetentionBytes(log: RetainedLog, highWatermark: number): number {
  const { retentionBytes } = log.config;
  if (retentionBytes < 0) return 0;
  let excess = log.sizeBytes - retentionBytes;
  return prefix(log, highWatermark, (segment) => {
    if (excess - segment.sizeBytes < 0) return false;
    excess -= segment.sizeBytes;
    return true;
  });
}

function beyondRetentionMs(log: RetainedLog, highWatermark: number, nowMs: number): number {
  const { retentionMs } = log.config;
  if (retentionMs < 0) return 0;
  return prefix(log, highWatermark, (segment) => nowMs - segment.largestTimestamp > retentionMs);
}

/** See PartitionLog.deleteOldSegments. */
export function deleteOldSegments(core: LogCore, nowMs: number, highWatermark: number): number {
  let count = deleteFirst(core, beforeLogStart(core, highWatermark));
  if (!core.config.cleanupPolicy.includes("delete")) return count;
  count += deleteFirst(core, beyondRetentionBytes(core, highWatermark));
  count += deleteFirst(core, beyondRetentionMs(core, highWatermark, nowMs));
  return count;
}

function deleteFirst(core: LogCore, count: number): number {
  if (count === 0) return 0;
  const { segments } = core;
  if (count === segments.length) core.roll(core.logEndOffset);
  const doomed = segments.splice(0, count);
  core.startsAt(segments[0]!.baseOffset);
  core.deleteSegments(doomed);
  return count;
}
