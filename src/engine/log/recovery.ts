// Opening the log that an earlier life of the node left, as Kafka's LogLoader does. After a clean stop its files are
// trusted. After a crash everything from the recovery point on is checked, batch by batch: the indexes are built anew, and
// from the first batch that is damaged on, the rest is cut off.
import { RecordError } from "../records/record-error.ts";
import { INDEX_SUFFIX, SWAP_SUFFIX, segmentFile, TIME_INDEX_SUFFIX } from "./file-names.ts";
import { LeaderEpochCache } from "./leader-epoch-cache.ts";
import { segmentOffsets, settleFiles } from "./load-files.ts";
import type { LogConfig } from "./log.ts";
import { batchesFrom } from "./log-batches.ts";
import type { LogContent } from "./log-core.ts";
import type { LogPorts } from "./log-ports.ts";
import { newSegment, segmentPlace } from "./new-segment.ts";
import { IndexAppendError } from "./offset-index.ts";
import { rebuildProducers } from "./producer-rebuild.ts";
import { ProducerState, type ProducerStateOptions } from "./producer-state.ts";
import { runReads } from "./reads.ts";
import { RecentBatches } from "./recent-batches.ts";
import { removeFilesLater } from "./removed-files.ts";
import { swapSegments } from "./replace-segments.ts";
import { Segment } from "./segment.ts";
import { OffsetOverflowError, recoverSegment } from "./segment-recovery.ts";
import { splitSegment } from "./split-segment.ts";
import { CorruptIndexError } from "./txn-index.ts";

export interface RecoveryOptions {
  /** The last stop was in order. */
  readonly clean: boolean;
  /** Records below it were flushed. */
  readonly recoveryPoint: number;
  readonly logStartOffset: number;
  readonly producers?: ProducerStateOptions;
}

export interface RecoveredLog extends LogContent {
  /** Bytes that were cut off. */
  readonly cutBytes: number;
}

/** Rejects with MalformedFileError when the log cannot be loaded, with DiskError. */
export async function recoverLog(
  ports: LogPorts,
  directory: string,
  config: LogConfig,
  options: RecoveryOptions,
): Promise<RecoveredLog> {
  const epochs = new LeaderEpochCache(ports.disk, directory);
  await epochs.load();
  return await new Recovery(ports, directory, config, epochs, options).run();
}

/** A log that nobody has written yet. */
export function newLog(
  ports: LogPorts,
  directory: string,
  config: LogConfig,
  producers: ProducerStateOptions = {},
): LogContent {
  const epochs = new LeaderEpochCache(ports.disk, directory);
  epochs.createFile();
  return {
    segments: [newSegment(ports, directory, 0, config)],
    epochs,
    recent: new RecentBatches(),
    producers: new ProducerState(ports.disk, directory, producers),
    logStartOffset: 0,
    logEndOffset: 0,
    flushedOffset: 0,
  };
}

class Recovery {
  private cutBytes = 0;
  private segments: Segment[] = [];

  constructor(
    private readonly ports: LogPorts,
    private readonly directory: string,
    private readonly config: LogConfig,
    private readonly epochs: LeaderEpochCache,
    private readonly options: RecoveryOptions,
  ) {}

  async run(): Promise<RecoveredLog> {
    const { ports, directory, config, epochs } = this;
    const { clean, recoveryPoint, logStartOffset } = this.options;
    await settleFiles(ports.disk, directory, (baseOffset) => this.endOfSwapped(baseOffset));
    await this.untilNothingOverflows(() => this.loadSegments());
    let end: number | null = null;
    await this.untilNothingOverflows(async () => {
      if (!clean) await this.recoverUnflushed(recoveryPoint);
      end = await this.endOrNothing(logStartOffset);
    });
    const logEndOffset = end ?? logStartOffset;
    if (this.segments.length === 0) this.segments.push(newSegment(ports, directory, logStartOffset, config));
    const { segments } = this;
    const active = segments.at(-1)!;
    active.becomeActive();
    await active.learnFirstTimestamp();
    epochs.truncateFromEnd(logEndOffset);
    epochs.truncateFromStart(logStartOffset);
    const start = Math.max(logStartOffset, segments[0]!.baseOffset);
    const producers = this.newProducers();
    producers.snapshots.removeStrays(segments.map(({ baseOffset }) => baseOffset));
    await this.rebuildProducers(producers, start, logEndOffset, clean);
    return {
      segments,
      epochs,
      recent: await newestBatches(active),
      producers,
      logStartOffset: start,
      logEndOffset,
      flushedOffset:
        clean && end !== null ? logEndOffset : Math.max(start, Math.min(recoveryPoint, logEndOffset)),
      cutBytes: this.cutBytes,
    };
  }

  private newProducers(): ProducerState {
    return new ProducerState(this.ports.disk, this.directory, this.options.producers ?? {});
  }

  private async rebuildProducers(
    producers: ProducerState,
    logStartOffset: number,
    endOffset: number,
    clean: boolean,
  ): Promise<void> {
    const range = { logStartOffset, endOffset, nowMs: this.ports.clock.wallMs(), clean };
    await runReads(rebuildProducers(producers, this.segments, range));
  }

  // ---- segments ----

  private async loadSegments(): Promise<void> {
    this.segments = [];
    for (const baseOffset of segmentOffsets(this.ports.disk, this.directory)) {
      this.segments.push(await this.openOrRecover(baseOffset));
    }
  }

  private async openOrRecover(baseOffset: number): Promise<Segment> {
    const hasIndex = this.ports.disk.exists(segmentFile(this.directory, baseOffset, INDEX_SUFFIX));
    let isSound = hasIndex;
    let segment: Segment;
    try {
      segment = await this.open(baseOffset);
      segment.txnIndex.sanityCheck(baseOffset);
    } catch (error) {
      if (!(error instanceof CorruptIndexError)) throw error;
      isSound = false;
      segment = await this.open(baseOffset, "", true);
    }
    if (!isSound) this.cutBytes += await this.recover(segment);
    return segment;
  }

  private async open(baseOffset: number, fileSuffix = "", forgetsAborted = false): Promise<Segment> {
    const { ports, directory, config } = this;
    const exists = (kind: string): boolean =>
      ports.disk.exists(segmentFile(directory, baseOffset, kind) + fileSuffix);
    const missing = { index: !exists(INDEX_SUFFIX), timeIndex: !exists(TIME_INDEX_SUFFIX) };
    const segment = new Segment(segmentPlace(ports, directory, baseOffset, config, fileSuffix), config);
    if (forgetsAborted) segment.txnIndex.reset();
    await segment.load(missing);
    return segment;
  }

  private async endOfSwapped(baseOffset: number): Promise<number> {
    const { disk } = this.ports;
    const timeIndex = segmentFile(this.directory, baseOffset, TIME_INDEX_SUFFIX) + SWAP_SUFFIX;
    const hadTimeIndex = disk.exists(timeIndex);
    const end = await nextOffsetOf(await this.open(baseOffset, SWAP_SUFFIX));
    if (!hadTimeIndex) disk.remove(timeIndex);
    return end;
  }

  private async recover(segment: Segment): Promise<number> {
    // Of these producers only the snapshot at the end is wanted: from it the log's own state begins.
    const producers = this.newProducers();
    await this.rebuildProducers(producers, this.options.logStartOffset, segment.baseOffset, false);
    const cutBytes = await recoverSegment(segment, producers, this.epochs, this.config.indexIntervalBytes);
    producers.takeSnapshot();
    return cutBytes;
  }

  /** Checks the segments that hold anything at or above `recoveryPoint`; behind a cut, nothing is kept. */
  private async recoverUnflushed(recoveryPoint: number): Promise<void> {
    const { segments } = this;
    const first = Math.max(
      0,
      segments.findLastIndex(({ baseOffset }) => baseOffset <= recoveryPoint),
    );
    for (const segment of segments.slice(first)) {
      const cutBytes = await this.recover(segment).catch((error: unknown) => {
        if (!(error instanceof IndexAppendError)) throw error;
        // Its offsets make no sense: nothing of it is kept.
        const { sizeBytes } = segment;
        segment.truncate(0, segment.baseOffset, this.ports.clock.wallMs());
        return sizeBytes;
      });
      if (cutBytes === 0) continue;
      this.cutBytes += cutBytes;
      this.remove(segments.splice(segments.indexOf(segment) + 1));
      return;
    }
  }

  /** The end of the log; null when there is no segment, or none that reaches to the log start: then all of them go. */
  private async endOrNothing(logStartOffset: number): Promise<number | null> {
    const active = this.segments.at(-1);
    if (active === undefined) return null;
    const end = await nextOffsetOf(active);
    if (end >= logStartOffset) return end;
    this.remove(this.segments.splice(0));
    this.epochs.clear();
    this.newProducers().truncateFullyAndStartAt(logStartOffset);
    return null;
  }

  /** The last one first, so that a crash in between leaves no hole. */
  private remove(segments: readonly Segment[]): void {
    if (segments.length === 0) return;
    const names: string[] = [];
    for (const segment of segments.toReversed()) {
      this.cutBytes += segment.sizeBytes;
      names.push(...segment.markDeleted());
    }
    const { fileDeleteDelayMs } = this.config;
    removeFilesLater(this.ports, names, fileDeleteDelayMs);
    // Of their snapshots none is left by now; Kafka comes back for them all the same.
    removeFilesLater(this.ports, [], fileDeleteDelayMs);
  }

  private async untilNothingOverflows(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (!(error instanceof OffsetOverflowError)) throw error;
        await this.split(error.segment);
      }
    }
  }

  private async split(segment: Segment): Promise<void> {
    const { ports, directory, config } = this;
    const parts = await splitSegment(segment, await nextOffsetOf(segment), (baseOffset, fileSuffix) =>
      newSegment(ports, directory, baseOffset, config, fileSuffix),
    );
    for (const part of parts) part.modifiedMs = segment.modifiedMs;
    swapSegments(parts, () => {
      removeFilesLater(ports, segment.markDeleted(), config.fileDeleteDelayMs);
    });
    const isReplaced = parts.some(({ baseOffset }) => baseOffset === segment.baseOffset);
    const snapshots = isReplaced ? [] : this.newProducers().snapshots.markDeleted(segment.baseOffset);
    removeFilesLater(ports, snapshots, config.fileDeleteDelayMs);
    const at = this.segments.indexOf(segment);
    this.segments.splice(Math.max(at, 0), at < 0 ? 0 : 1, ...parts);
  }
}

/** Behind the last whole batch, from the last index entry on; the base when there is none. */
async function nextOffsetOf(segment: Segment): Promise<number> {
  const position = await segment.locate(segment.index.lastOffset);
  let next = segment.baseOffset;
  try {
    for await (const { header } of batchesFrom(segment, position)) next = header.lastOffset + 1;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
  }
  return next;
}

async function newestBatches(segment: Segment): Promise<RecentBatches> {
  const recent = new RecentBatches();
  let position = segment.positionAtOrBelow(Number.MAX_SAFE_INTEGER);
  try {
    for await (const { header } of batchesFrom(segment, position)) {
      recent.add(header, header.baseOffset);
      position += header.sizeBytes;
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
  }
  // Positions are counted from the end: with something else there they would be wrong.
  if (position !== segment.sizeBytes) recent.clear();
  return recent;
}
