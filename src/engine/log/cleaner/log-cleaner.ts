// The log cleaner of a node (Kafka's LogCleaner with one thread): again and again it takes the compacted log that it pays
// most to clean, cleans it in small steps, deletes what retention gives up of compacted logs, and when nothing is left to
// do sleeps for log.cleaner.backoff.ms.
import { assert } from "../../base/assert.ts";
import type { CleanerSnapshot } from "../../inspect/snapshot.ts";
import { type Disk, DiskError } from "../../ports/disk.ts";
import { BatchBuilderError } from "../../records/builder.ts";
import { RecordError } from "../../records/record-error.ts";
import type { CleanableLog } from "../cleanable-log.ts";
import { CLEANER_OFFSET_CHECKPOINT } from "../file-names.ts";
import type { LogPorts } from "../log-ports.ts";
import { removeFiles } from "../removed-files.ts";
import { Alarm } from "./alarm.ts";
import { type CleanedLog, cleanLog } from "./clean-log.ts";
import type { CleanerHost, LogsOfNode } from "./cleaner-host.ts";
import { CleanerOffsets } from "./cleaner-offsets.ts";
import { CleaningError } from "./cleaning-error.ts";
import { type CleaningPlan, isWorthCleaning, planCleaning } from "./cleaning-plan.ts";
import { learnFirstTimestamps } from "./first-timestamps.ts";
import { runSteps } from "./steps.ts";
import { Throttle } from "./throttle.ts";

interface InProgress {
  readonly log: CleanableLog;
  readonly plan: CleaningPlan;
  aborted: boolean;
}

export class LogCleaner {
  /** By the disk of each log directory. */
  private readonly offsets = new Map<Disk, CleanerOffsets>();
  private readonly throttle = new Throttle();
  private readonly alarm: Alarm;
  private host: CleanerHost | null = null;
  private running: Promise<void> = Promise.resolve();
  private inProgress: InProgress | null = null;
  /** How often each log was paused and not resumed. */
  private readonly paused = new Map<CleanableLog, number>();
  /** Logs that could not be cleaned, and why. They are left alone until the node starts again. */
  private readonly uncleanable = new Map<CleanableLog, string>();
  /** Somebody asked for a pass, and wants to hear when nothing is left to do. */
  private isAsked = false;

  constructor(
    private readonly ports: LogPorts,
    private readonly logs: LogsOfNode,
  ) {
    this.alarm = new Alarm(ports.clock);
  }

  /** Of a log directory, before any of its logs is added. */
  async load(disk: Disk): Promise<void> {
    const offsets = new CleanerOffsets(disk);
    this.offsets.set(disk, offsets);
    await offsets.load();
  }

  private offsetsOf({ disk }: CleanableLog): CleanerOffsets {
    const offsets = this.offsets.get(disk);
    assert(offsets !== undefined, "a log lies in a log directory that was loaded");
    return offsets;
  }

  start(host: CleanerHost): void {
    assert(this.host === null, "a node has one cleaner");
    this.host = host;
    this.running = this.run(host).catch((error: unknown) => {
      this.host = null;
      // The node is dead: nobody has to hear of it.
      if (!(error instanceof DiskError)) host.crashed(error);
    });
  }

  /** What runs is given up at its next step. Resolves when nothing more happens. */
  async stop(): Promise<void> {
    this.host = null;
    this.alarm.wake();
    await this.running;
  }

  /** Looks for something to clean now. */
  wake(): void {
    this.isAsked = true;
    this.alarm.wake();
  }

  // ---- what happens to logs meanwhile ----

  added(log: CleanableLog): void {
    log.onTruncated = (activeBaseOffset) => this.truncated(log, activeBaseOffset);
  }

  removed(log: CleanableLog): void {
    this.lost(log);
    this.offsetsOf(log).remove(log);
  }

  /** `to` has taken the place of `from`, and its content. */
  replaced(from: CleanableLog, to: CleanableLog): void {
    const offset = this.offsetsOf(from).get(from);
    this.removed(from);
    this.added(to);
    if (offset !== null) this.offsetsOf(to).set(to, offset);
  }

  /** Its log directory has failed. */
  lost(log: CleanableLog): void {
    this.abort(log);
    this.paused.delete(log);
    this.uncleanable.delete(log);
  }

  private truncated(log: CleanableLog, activeBaseOffset: number): readonly string[] {
    const { inProgress } = this;
    if (inProgress?.log === log && inProgress.plan.firstUncleanableOffset > activeBaseOffset) this.abort(log);
    // Were the cut durable and this not, what is written in its place would count as clean after a power cut.
    return this.offsetsOf(log).truncate(log, activeBaseOffset) ? [CLEANER_OFFSET_CHECKPOINT] : [];
  }

  /** Gives up the cleaning of `log` that runs: nothing of it was seen yet. */
  abort(log: CleanableLog): void {
    if (this.inProgress?.log === log) this.inProgress.aborted = true;
  }

  /** Keeps the cleaner off `log` until it is resumed as often; what runs is given up. */
  pause(log: CleanableLog): void {
    this.abort(log);
    this.paused.set(log, (this.paused.get(log) ?? 0) + 1);
  }

  resume(log: CleanableLog): void {
    const times = (this.paused.get(log) ?? 0) - 1;
    if (times > 0) this.paused.set(log, times);
    else this.paused.delete(log);
  }

  /** Null for a log that is not compacted, or when nobody runs the cleaner. */
  snapshot(topic: string, partition: number): CleanerSnapshot | null {
    const log = this.logs.get(topic, partition);
    if (this.host === null || log === undefined || !isCompacted(log)) return null;
    const plan = planCleaning(log, this.offsetsOf(log).get(log), this.ports.clock.wallMs());
    const error = this.uncleanable.get(log) ?? null;
    const isCleaning = this.inProgress?.log === log && !this.inProgress.aborted;
    return {
      state:
        error !== null ? "uncleanable" : isCleaning ? "cleaning" : this.paused.has(log) ? "paused" : "idle",
      firstDirtyOffset: plan.firstDirtyOffset,
      firstUncleanableOffset: plan.firstUncleanableOffset,
      cleanBytes: plan.cleanBytes,
      dirtyBytes: plan.cleanableBytes,
      dirtyRatio: plan.totalBytes === 0 ? null : plan.cleanableRatio,
      minCleanableDirtyRatio: log.config.minCleanableDirtyRatio,
      error,
    };
  }

  // ---- the thread ----

  private async run(host: CleanerHost): Promise<void> {
    let cleanedLogs = 0;
    for (const offsets of this.offsets.values()) await unlessItsDiskFails(host, () => offsets.createFile());
    while (this.host === host) {
      const cleaned = (await unlessItsDiskFails(host, () => this.pass(host))) ?? false;
      if (this.host !== host) return;
      if (cleaned) {
        cleanedLogs++;
        continue;
      }
      if (this.isAsked) this.ports.trace.emit({ kind: "cleaner-idle", cleanedLogs });
      this.isAsked = false;
      cleanedLogs = 0;
      await this.alarm.sleep(host.settings().backoffMs);
    }
  }

  /** Cleans one log, if there is one that is worth it, and then lets retention have its turn. */
  private async pass(host: CleanerHost): Promise<boolean> {
    const chosen = await this.choose(host);
    if (this.host !== host) return false;
    if (chosen !== null) await this.clean(host, chosen);
    if (this.host !== host) return false;
    this.deleteOldSegments(host);
    return chosen !== null;
  }

  private candidates(host: CleanerHost): CleanableLog[] {
    return [...this.logs.all()].filter(
      (log) => isCompacted(log) && !this.uncleanable.has(log) && !this.paused.has(log) && host.isUsable(log),
    );
  }

  /** The filthiest log of those that are worth it. */
  private async choose(host: CleanerHost): Promise<InProgress | null> {
    for (const log of this.candidates(host)) await learnFirstTimestamps(log);
    const nowMs = this.ports.clock.wallMs();
    let filthiest: InProgress | null = null;
    for (const log of this.candidates(host)) {
      const plan = planCleaning(log, this.offsetsOf(log).get(log), nowMs);
      if (plan.forceUpdateCheckpoint) this.offsetsOf(log).set(log, plan.firstDirtyOffset);
      if (!isWorthCleaning(log, plan)) continue;
      if (filthiest !== null && plan.cleanableRatio <= filthiest.plan.cleanableRatio) continue;
      filthiest = { log, plan, aborted: false };
    }
    return filthiest;
  }

  private async clean(host: CleanerHost, chosen: InProgress): Promise<void> {
    const { log, plan } = chosen;
    const { topic, partition } = log;
    const { trace } = this.ports;
    const started = trace.emit({
      kind: "cleaner-started",
      topic,
      partition,
      firstDirtyOffset: plan.firstDirtyOffset,
      firstUncleanableOffset: plan.firstUncleanableOffset,
      cleanBytes: plan.cleanBytes,
      dirtyBytes: plan.cleanableBytes,
      dirtyRatio: plan.cleanableRatio,
    });
    this.inProgress = chosen;
    let endOffset = plan.firstDirtyOffset;
    try {
      const cleaned = await this.runSliced(host, chosen);
      if (cleaned === null) return;
      endOffset = cleaned.endOffset;
      trace.emit({ kind: "cleaner-finished", topic, partition, endOffset, ...figures(cleaned) }, started);
    } catch (error) {
      if (!isOfTheLog(error)) throw error;
      this.uncleanable.set(log, error.message);
      trace.emit({ kind: "cleaner-failed", topic, partition, error: error.message }, started);
    } finally {
      this.inProgress = null;
    }
    this.offsetsOf(log).set(log, endOffset);
    await this.offsetsOf(log).flush();
  }

  private runSliced(host: CleanerHost, chosen: InProgress): Promise<CleanedLog | null> {
    const { clock } = this.ports;
    const { disk } = chosen.log;
    const settings = host.settings();
    const steps = cleanLog(chosen.log, chosen.plan, {
      nowMs: clock.wallMs(),
      ...settings,
      flush: (names) => disk.flush(names),
      remove: (names) => removeFiles({ disk }, names),
    });
    const others = (bytes: number): Promise<void> => {
      const restMs = this.throttle.did(bytes, settings.maxBytesPerSecond, clock.monotonicMs());
      if (restMs > 0) return this.alarm.sleep(restMs);
      return new Promise((resume) => void clock.setTimer(0, resume));
    };
    return runSteps(steps, others, () => this.host === host && !chosen.aborted && isCompacted(chosen.log));
  }

  private deleteOldSegments(host: CleanerHost): void {
    const nowMs = this.ports.clock.wallMs();
    for (const log of this.candidates(host)) {
      if (log.deleteOldSegments(nowMs, log.highWatermark) > 0) host.deleted(log);
    }
  }
}

/** Null when it does: in other directories there may still be something to clean. */
async function unlessItsDiskFails<T>(host: CleanerHost, work: () => T | Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DiskError) || error.kind === "closed") throw error;
    host.diskFailed(error);
    return null;
  }
}

export function isCompacted(log: CleanableLog): boolean {
  return log.config.cleanupPolicy.includes("compact");
}

/** The log is what it should not be; everything else is somebody's else fault. */
function isOfTheLog(error: unknown): error is Error {
  return error instanceof CleaningError || error instanceof RecordError || error instanceof BatchBuilderError;
}

function figures({ stats, kept }: CleanedLog) {
  return {
    segmentsBefore: stats.segmentsBefore,
    segmentsAfter: stats.segmentsAfter,
    bytesBefore: stats.bytesRead,
    bytesAfter: stats.bytesWritten,
    recordsBefore: stats.recordsBefore,
    recordsAfter: stats.messagesWritten,
    keptOffsets: kept.ranges,
  };
}
