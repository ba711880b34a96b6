// Which segments at the front of a log may go. Three rules in Kafka's order, each from the oldest segment on and up to the
// first that it keeps, so that a log never gets a hole.
import type { LogConfig } from "./log.ts";
import type { Segment } from "./segment.ts";

/** The log as retention sees it. */
export interface RetainedLog {
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
export function beforeLogStart(log: RetainedLog, highWatermark: number): number {
  const last = log.segments.at(-1);
  return prefix(
    log,
    highWatermark,
    (segment, endOffset) => segment !== last && endOffset <= log.logStartOffset,
  );
}

export function beyondRetentionBytes(log: RetainedLog, highWatermark: number): number {
  const { retentionBytes } = log.config;
  if (retentionBytes < 0) return 0;
  let excess = log.sizeBytes - retentionBytes;
  return prefix(log, highWatermark, (segment) => {
    if (excess - segment.sizeBytes < 0) return false;
    excess -= segment.sizeBytes;
    return true;
  });
}

export function beyondRetentionMs(log: RetainedLog, highWatermark: number, nowMs: number): number {
  const { retentionMs } = log.config;
  if (retentionMs < 0) return 0;
  return prefix(log, highWatermark, (segment) => nowMs - segment.largestTimestamp > retentionMs);
}
