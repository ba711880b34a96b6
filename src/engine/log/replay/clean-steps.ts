// The steps `cleanPlan` and `clean` of a recorded case: one pass of a cleaner thread over the one log, with its answer in
// the form in which Kafka's was recorded.
import type { Disk } from "../../ports/disk.ts";
import type { CleanableLog } from "../cleanable-log.ts";
import { type CleanedLog, cleanLog } from "../cleaner/clean-log.ts";
import { CleanerOffsets } from "../cleaner/cleaner-offsets.ts";
import { CleaningError } from "../cleaner/cleaning-error.ts";
import { type CleaningPlan, isWorthCleaning, planCleaning } from "../cleaner/cleaning-plan.ts";
import { learnFirstTimestamps } from "../cleaner/first-timestamps.ts";
import { isCompacted } from "../cleaner/log-cleaner.ts";
import { SLOT_BYTES } from "../cleaner/offset-map.ts";
import { runSteps } from "../cleaner/steps.ts";
import type { Json } from "./case.ts";

interface CleanStep {
  readonly mapSlots?: number;
  readonly ioBufferSize?: number;
}

const MAP_SLOTS = 1000;
const LOAD_FACTOR = 0.9;
const IO_BUFFER_BYTES = 1024 * 1024;

/** What `cleanPlan` answers. */
export async function playCleanPlan(disk: Disk, log: CleanableLog, nowMs: number): Promise<Json> {
  const checkpoint = (await offsetsOn(disk)).get(log);
  return shownPlan(checkpoint, planCleaning(log, checkpoint, nowMs));
}

/** Does what `clean` does, and answers like it. */
export async function playClean(disk: Disk, log: CleanableLog, nowMs: number, step: Json): Promise<Json> {
  const offsets = await offsetsOn(disk);
  await learnFirstTimestamps(log);
  const checkpoint = offsets.get(log);
  const plan = planCleaning(log, checkpoint, nowMs);
  const chosen = isCompacted(log) && isWorthCleaning(log, plan);
  const answer: Record<string, unknown> = {
    plan: shownPlan(checkpoint, plan),
    maxCompactionDelayMs: plan.compactionDelayMs,
    cleanablePartitions: chosen ? 1 : 0,
    chosen,
  };
  if (plan.forceUpdateCheckpoint) offsets.set(log, plan.firstDirtyOffset);
  if (chosen) {
    answer["log"] = shownLog(plan);
    try {
      const cleaned = await run(disk, log, plan, nowMs, step);
      offsets.set(log, cleaned.endOffset);
      Object.assign(answer, shownOutcome(cleaned));
    } catch (error) {
      if (!(error instanceof CleaningError)) throw error;
      return { ...answer, cleanError: error.exception, cleanMessage: error.message };
    }
  }
  const considered = isCompacted(log);
  return {
    ...answer,
    deletableConsidered: considered ? 1 : 0,
    segmentsDeleted: considered ? log.deleteOldSegments(nowMs, log.highWatermark) : 0,
    checkpointAfter: offsets.get(log),
  };
}

async function offsetsOn(disk: Disk): Promise<CleanerOffsets> {
  const offsets = new CleanerOffsets(disk);
  await offsets.load();
  offsets.createFile();
  return offsets;
}

async function run(
  disk: Disk,
  log: CleanableLog,
  plan: CleaningPlan,
  nowMs: number,
  { mapSlots = MAP_SLOTS, ioBufferSize = IO_BUFFER_BYTES }: CleanStep,
): Promise<CleanedLog> {
  const steps = cleanLog(log, plan, {
    nowMs,
    dedupeBufferBytes: mapSlots * SLOT_BYTES,
    loadFactor: LOAD_FACTOR,
    ioBufferBytes: ioBufferSize,
    flush: (names) => disk.flush(names),
    remove: (names) => names.forEach((name) => void disk.remove(name)),
  });
  return (await runSteps(steps, () => undefined))!;
}

function shownPlan(checkpoint: number | null, plan: CleaningPlan): Json {
  return {
    checkpoint,
    firstDirtyOffset: plan.firstDirtyOffset,
    firstUncleanableDirtyOffset: plan.firstUncleanableDirtyOffset,
    forceUpdateCheckpoint: plan.forceUpdateCheckpoint,
    ...shownBytes(plan),
  };
}

function shownLog(plan: CleaningPlan): Json {
  return {
    firstDirtyOffset: plan.firstDirtyOffset,
    firstUncleanableOffset: plan.firstUncleanableOffset,
    ...shownBytes(plan),
    needCompactionNow: plan.compactionDelayMs > 0,
  };
}

function shownBytes({ cleanBytes, cleanableBytes, totalBytes, cleanableRatio }: CleaningPlan): Json {
  const ratio = Number.isNaN(cleanableRatio) ? null : cleanableRatio;
  return { cleanBytes, cleanableBytes, totalBytes, cleanableRatio: ratio };
}

function shownOutcome({ endOffset, mapSize, stats }: CleanedLog): Json {
  const { mapMessagesRead, messagesRead, invalidMessagesRead, messagesWritten, bytesRead, bytesWritten } =
    stats;
  const shown = {
    mapMessagesRead,
    messagesRead,
    invalidMessagesRead,
    messagesWritten,
    bytesRead,
    bytesWritten,
  };
  return { endOffset, mapSize, stats: shown };
}
