// Opening the log that an earlier life of the node left. After a clean stop its files are trusted. After a crash
// everything from the recovery point on is checked, batch by batch: the indexes are built anew, and from the first
// batch that is damaged on, the rest is cut off.
import { type BatchHeader, checkCrc, readBatchHeader, wholeBatchSize } from "../records/batch.ts";
import { RecordError } from "../records/record-error.ts";
import {
  baseOffsetOf,
  CLEANED_SUFFIX,
  DELETED_SUFFIX,
  INDEX_SUFFIX,
  LOG_SUFFIX,
  SNAPSHOT_SUFFIX,
  segmentFile,
  TIME_INDEX_SUFFIX,
} from "./file-names.ts";
import { LeaderEpochCache } from "./leader-epoch-cache.ts";
import type { LogConfig } from "./log.ts";
import { type LogContent, type LogPorts, newSegment } from "./log-core.ts";
import { rebuildProducers } from "./producer-rebuild.ts";
import { PRODUCER_ID_EXPIRATION_MS, ProducerState } from "./producer-state.ts";
import { runReads } from "./reads.ts";
import { RecentBatches } from "./recent-batches.ts";
import type { Segment } from "./segment.ts";

const READ_BYTES = 1024 * 1024;

export interface RecoveryOptions {
  /** The last stop was in order. */
  readonly clean: boolean;
  /** Records below it were flushed. */
  readonly recoveryPoint: number;
  readonly logStartOffset: number;
  readonly producerIdExpirationMs?: number;
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
export function newLog(ports: LogPorts, directory: string, config: LogConfig): LogContent {
  const epochs = new LeaderEpochCache(ports.disk, directory);
  // Empty, until the first leader's epoch.
  ports.disk.open(epochs.fileName);
  return {
    segments: [newSegment(ports, directory, 0, config)],
    epochs,
    recent: new RecentBatches(),
    producers: newProducers(ports, directory, PRODUCER_ID_EXPIRATION_MS),
    logStartOffset: 0,
    logEndOffset: 0,
    flushedOffset: 0,
  };
}

function newProducers({ disk }: LogPorts, directory: string, expirationMs: number): ProducerState {
  return new ProducerState({ disk, directory, expirationMs });
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
    const { ports, directory, config, epochs, segments } = this;
    const { clean, recoveryPoint, logStartOffset } = this.options;
    this.removeLeftovers();
    for (const baseOffset of this.baseOffsets()) segments.push(await this.openSegment(baseOffset));
    if (!clean) await this.recoverFrom(segments, recoveryPoint);
    let active = segments.at(-1);
    const recent = new RecentBatches();
    let logEndOffset = active === undefined ? logStartOffset : await this.endOf(active, recent);
    if (active === undefined || logEndOffset < logStartOffset) {
      for (const segment of segments.splice(0)) this.removeSegment(segment);
      active = newSegment(ports, directory, logStartOffset, config);
      segments.push(active);
      recent.clear();
      epochs.clear();
      logEndOffset = logStartOffset;
    }
    epochs.truncateFromEnd(logEndOffset);
    const start = Math.max(logStartOffset, segments[0]!.baseOffset);
    epochs.truncateFromStart(start);
    const producers = this.newProducers();
    producers.removeStraySnapshots(segments.map(({ baseOffset }) => baseOffset));
    await this.rebuildProducers(producers, start, logEndOffset, clean);
    return {
      segments,
      epochs,
      recent,
      producers,
      logStartOffset: start,
      logEndOffset,
      flushedOffset: clean ? logEndOffset : Math.min(recoveryPoint, logEndOffset),
      cutBytes: this.cutBytes,
    };
  }

  private newProducers(): ProducerState {
    const { producerIdExpirationMs = PRODUCER_ID_EXPIRATION_MS } = this.options;
    return newProducers(this.ports, this.directory, producerIdExpirationMs);
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

  private baseOffsets(): number[] {
    const names = this.ports.disk.list(`${this.directory}/`);
    const offsets = names.map((name) => baseOffsetOf(name, LOG_SUFFIX)).filter((offset) => offset !== null);
    return offsets.sort((a, b) => a - b);
  }

  /** Files that were on their way out, and indexes whose log is gone. */
  private removeLeftovers(): void {
    const { disk } = this.ports;
    for (const name of disk.list(`${this.directory}/`)) {
      if (name.endsWith(DELETED_SUFFIX) || name.endsWith(CLEANED_SUFFIX)) disk.remove(name);
      for (const suffix of [INDEX_SUFFIX, TIME_INDEX_SUFFIX]) {
        const baseOffset = baseOffsetOf(name, suffix);
        if (baseOffset !== null && !disk.exists(segmentFile(this.directory, baseOffset, LOG_SUFFIX))) {
          disk.remove(name);
        }
      }
    }
  }

  private async openSegment(baseOffset: number): Promise<Segment> {
    const { disk } = this.ports;
    const indexed = disk.exists(segmentFile(this.directory, baseOffset, INDEX_SUFFIX));
    const segment = newSegment(this.ports, this.directory, baseOffset, this.config);
    const sound = (await segment.index.load()) && (await segment.timeIndex.load());
    if (!indexed || !sound) await this.rebuild(segment);
    else await segment.learnLargestTimestamp();
    return segment;
  }

  /** Checks the segments that hold anything at or above `recoveryPoint`; behind a cut, nothing is kept. */
  private async recoverFrom(segments: Segment[], recoveryPoint: number): Promise<void> {
    let first = segments.findLastIndex((segment) => segment.baseOffset <= recoveryPoint);
    if (first < 0) first = 0;
    for (let i = first; i < segments.length; i++) {
      const end = await this.rebuildIndexes(segments[i]!);
      if (end === segments[i]!.sizeBytes) continue;
      // The last one first, the cut at last: a crash in between must not leave a hole.
      for (const segment of segments.splice(i + 1).reverse()) this.removeSegment(segment);
      this.cut(segments[i]!, end);
    }
  }

  private cut(segment: Segment, end: number): void {
    this.cutBytes += segment.sizeBytes - end;
    segment.logFile.truncate(end);
  }

  private removeSegment(segment: Segment): void {
    this.cutBytes += segment.sizeBytes;
    const snapshot = segmentFile(this.directory, segment.baseOffset, SNAPSHOT_SUFFIX);
    for (const name of [...segment.allFileNames(), snapshot]) this.ports.disk.remove(name);
  }

  private async rebuild(segment: Segment): Promise<void> {
    this.cut(segment, await this.rebuildIndexes(segment));
  }

  /** Builds both indexes from the batches of the log. Where the first one is damaged, or the end. */
  private async rebuildIndexes(segment: Segment): Promise<number> {
    segment.clearIndexes();
    // Of these producers only the snapshot at the end is wanted: from it the log's own state begins.
    const producers = this.newProducers();
    await this.rebuildProducers(producers, this.options.logStartOffset, segment.baseOffset, false);
    let end = 0;
    for await (const { header, batch, intact } of batchesOf(segment, 0)) {
      if (!intact || header.baseOffset < segment.baseOffset) break;
      segment.account(header, end, this.config.indexIntervalBytes);
      if (header.partitionLeaderEpoch > this.epochs.latestEpoch) {
        this.epochs.assign(header.partitionLeaderEpoch, header.baseOffset);
      }
      producers.replayFound(header, batch);
      end += header.sizeBytes;
    }
    producers.takeSnapshot();
    segment.sealTimeIndex();
    segment.restartIndexInterval();
    return end;
  }

  /** Behind the last batch of the active segment; the newest batches and the first timestamp come to light too. */
  private async endOf(segment: Segment, recent: RecentBatches): Promise<number> {
    for await (const { header } of batchesOf(segment, 0)) {
      segment.firstTimestamp = header.maxTimestamp;
      break;
    }
    let end = segment.baseOffset;
    let position = segment.positionAtOrBelow(Number.MAX_SAFE_INTEGER);
    for await (const { header } of batchesOf(segment, position)) {
      recent.add(header, header.baseOffset);
      end = header.lastOffset + 1;
      position += header.sizeBytes;
    }
    if (position === segment.sizeBytes) return end;
    // A stop that called itself clean left a torn tail: better checked than trusted.
    await this.rebuild(segment);
    recent.clear();
    return this.endOf(segment, recent);
  }
}

interface FoundBatch {
  /** Its position is that in the file. */
  readonly header: BatchHeader;
  readonly batch: Uint8Array;
  readonly intact: boolean;
}

/** The batches from `position` on, up to the end, a torn one or one whose header is nonsense. */
async function* batchesOf(segment: Segment, position: number): AsyncGenerator<FoundBatch> {
  const file = segment.logFile;
  for (let at = position, wanted = READ_BYTES; ; ) {
    const window = await file.read(at, wanted);
    let done = 0;
    try {
      for (;;) {
        const size = wholeBatchSize(window, done);
        if (size === 0) break;
        const header = readBatchHeader(window, done);
        const batch = window.subarray(done, done + size);
        yield { header: { ...header, position: at + done }, batch, intact: checkCrc(window, done) };
        done += size;
      }
    } catch (error) {
      if (error instanceof RecordError) return;
      throw error;
    }
    at += done;
    if (at >= file.sizeBytes) return;
    if (done > 0) {
      wanted = READ_BYTES;
      continue;
    }
    // A batch larger than the window, or a torn one.
    if (wanted >= file.sizeBytes - at) return;
    wanted *= 4;
  }
}
