// What of a log is clean, what is dirty, and what may not be cleaned yet (Kafka's LogCleanerManager): from this the
// cleaner chooses the log that it pays most to clean, and how far.
import type { CleanableLog } from "../cleanable-log.ts";
import type { Segment } from "../segment.ts";

export interface CleaningPlan {
  readonly firstDirtyOffset: number;
  /** As far as transactions, the active segment and min.compaction.lag.ms allow. */
  readonly firstUncleanableDirtyOffset: number;
  /** The same, at the begin of a segment: only whole segments are cleaned. */
  readonly firstUncleanableOffset: number;
  /** The checkpoint did not fit the log: the dirty part begins elsewhere, which must be remembered. */
  readonly forceUpdateCheckpoint: boolean;
  readonly cleanBytes: number;
  readonly cleanableBytes: number;
  readonly totalBytes: number;
  /** NaN when there is nothing to clean and nothing clean. */
  readonly cleanableRatio: number;
  /** For how long dirty records have been older than max.compaction.lag.ms. */
  readonly compactionDelayMs: number;
}

/** `checkpoint`: where the last cleaning ended; null when there was none. */
export function planCleaning(log: CleanableLog, checkpoint: number | null, nowMs: number): CleaningPlan {
  const { logStartOffset, logEndOffset, segmentList: segments } = log;
  const begin = checkpoint ?? logStartOffset;
  const isOff = begin < logStartOffset || begin > logEndOffset;
  const firstDirtyOffset = isOff ? logStartOffset : begin;
  const border = uncleanableFrom(log, firstDirtyOffset, nowMs);
  const firstUncleanableDirtyOffset = Math.max(firstDirtyOffset, border);
  const uncleanable = inactiveFrom(segments, firstUncleanableDirtyOffset)[0] ?? activeOf(segments);
  const firstUncleanableOffset = uncleanable.baseOffset;
  const cleanable = segmentsIn(
    segments,
    Math.min(firstDirtyOffset, firstUncleanableOffset),
    firstUncleanableOffset,
  );
  const cleanBytes = bytesOf(segmentsIn(segments, -1, firstDirtyOffset));
  const cleanableBytes = bytesOf(cleanable);
  const totalBytes = cleanBytes + cleanableBytes;
  return {
    firstDirtyOffset,
    firstUncleanableDirtyOffset,
    firstUncleanableOffset,
    forceUpdateCheckpoint: isOff,
    cleanBytes,
    cleanableBytes,
    totalBytes,
    cleanableRatio: cleanableBytes / totalBytes,
    compactionDelayMs: compactionDelay(log, firstDirtyOffset, nowMs),
  };
}

/** Whether the log is dirty enough, or has been dirty for too long. */
export function isWorthCleaning(log: CleanableLog, plan: CleaningPlan): boolean {
  if (plan.totalBytes === 0) return false;
  const mustBe = plan.compactionDelayMs > 0 && plan.cleanableBytes > 0;
  return mustBe || plan.cleanableRatio > log.config.minCleanableDirtyRatio;
}

function uncleanableFrom(log: CleanableLog, firstDirtyOffset: number, nowMs: number): number {
  const { segmentList: segments, config, lastStableOffset } = log;
  const border = Math.min(lastStableOffset, activeOf(segments).baseOffset);
  if (config.minCompactionLagMs <= 0) return border;
  const youngest = nowMs - config.minCompactionLagMs;
  const young = inactiveFrom(segments, firstDirtyOffset).find(
    ({ largestTimestamp }) => largestTimestamp > youngest,
  );
  return young === undefined ? border : Math.min(border, young.baseOffset);
}

function compactionDelay(
  { segmentList, config }: CleanableLog,
  firstDirtyOffset: number,
  nowMs: number,
): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (const { age } of inactiveFrom(segmentList, firstDirtyOffset)) {
    const { firstTimestamp } = age;
    if (firstTimestamp !== null && firstTimestamp > 0) earliest = Math.min(earliest, firstTimestamp);
  }
  const cleanUntil = nowMs - Math.max(config.maxCompactionLagMs, 0);
  return earliest < cleanUntil ? cleanUntil - earliest : 0;
}

/** Those that hold offsets of [from, to), by their base offsets; the first may begin before `from`. */
export function segmentsIn(segments: readonly Segment[], from: number, to: number): readonly Segment[] {
  const end = segments.findIndex(({ baseOffset }) => baseOffset >= to);
  const below = end < 0 ? segments : segments.slice(0, end);
  if (from >= to) return [];
  const start = below.findLastIndex(({ baseOffset }) => baseOffset <= from);
  return start <= 0 ? below : below.slice(start);
}

function inactiveFrom(segments: readonly Segment[], from: number): readonly Segment[] {
  return segmentsIn(segments, from, activeOf(segments).baseOffset);
}

function activeOf(segments: readonly Segment[]): Segment {
  return segments[segments.length - 1]!;
}

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
