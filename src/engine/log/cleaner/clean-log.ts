// One cleaning of one log (Kafka's Cleaner): notes the latest offset of each key of the dirty part, then writes the
// segments from the log's begin to there anew, group by group, with what stays of them, and puts each group's new segment
// in the place of the old ones.
import { readBatchHeader } from "../../records/batch.ts";
import type { CleanableLog } from "../cleanable-log.ts";
import type { Segment } from "../segment.ts";
import { BatchFilter } from "./batch-filter.ts";
import { readPiece } from "./batch-reads.ts";
import { buildOffsetMap } from "./build-map.ts";
import { CleanedTransactions } from "./cleaned-transactions.ts";
import { type Cleaning, type CleaningStats, newStats } from "./cleaning.ts";
import { CleaningError } from "./cleaning-error.ts";
import { type CleaningPlan, segmentsIn } from "./cleaning-plan.ts";
import { KeptOffsets } from "./kept-offsets.ts";
import { OffsetMap, SLOT_BYTES } from "./offset-map.ts";
import { groupSegments } from "./segment-groups.ts";
import { type Steps, Turns, waitFor } from "./steps.ts";

export interface CleanOptions {
  readonly nowMs: number;
  /** The memory for the offset map, and how full it may get. */
  readonly dedupeBufferBytes: number;
  readonly loadFactor: number;
  readonly ioBufferBytes: number;
  /** Makes what was written to these files durable. */
  readonly flush: (names: readonly string[]) => Promise<void>;
  readonly remove: (names: readonly string[]) => void;
}

export interface CleanedLog {
  /** The log is clean below. */
  readonly endOffset: number;
  readonly mapSize: number;
  readonly stats: CleaningStats;
  readonly kept: KeptOffsets;
}

/** Written but not flushed, a cleaned segment would fill the page cache. */
const FLUSH_BYTES = 1024 * 1024;

/** Throws RecordError, BatchBuilderError or CleaningError when the log cannot be cleaned, and DiskError. */
export function* cleanLog(log: CleanableLog, plan: CleaningPlan, options: CleanOptions): Steps<CleanedLog> {
  const { nowMs, ioBufferBytes, dedupeBufferBytes, loadFactor } = options;
  const { firstDirtyOffset, firstUncleanableOffset } = plan;
  const stats = newStats();
  const turns = new Turns();
  const slots = Math.max(1, Math.floor(dedupeBufferBytes / SLOT_BYTES));
  const map = new OffsetMap(slots, firstUncleanableOffset - firstDirtyOffset);
  // With less than one there would be no end of cleaning.
  const mostKeys = Math.max(1, Math.floor(slots * loadFactor));
  const source = { log, from: firstDirtyOffset, to: firstUncleanableOffset, ioBufferBytes, mostKeys };
  yield* buildOffsetMap(map, source, stats, turns);
  const cleaning: Cleaning = {
    map,
    nowMs,
    deleteRetentionMs: log.config.deleteRetentionMs,
    endOffset: firstUncleanableOffset,
    transactions: new CleanedTransactions(),
    lastRecords: new Map(),
    retainsLegacyDeletes: false,
    stats,
    kept: new KeptOffsets(),
  };
  const endOffset = map.latestOffset + 1;
  const lastClean = segmentsIn(log.segmentList, 0, firstDirtyOffset).at(-1);
  const legacyDeleteHorizonMs =
    lastClean === undefined ? 0 : lastClean.modifiedMs - log.config.deleteRetentionMs;
  const written = segmentsIn(log.segmentList, 0, endOffset);
  for (const group of groupSegments(written, log.config, firstUncleanableOffset)) {
    const pass = new GroupCleaning(log, group, cleaning, options, turns);
    yield* pass.run(legacyDeleteHorizonMs);
  }
  return { endOffset, mapSize: map.size, stats, kept: cleaning.kept };
}

class GroupCleaning {
  private readonly cleaned: Segment;
  private readonly filter: BatchFilter;
  private unflushedBytes = 0;

  constructor(
    private readonly log: CleanableLog,
    private readonly group: readonly Segment[],
    private readonly cleaning: Cleaning,
    private readonly options: CleanOptions,
    private readonly turns: Turns,
  ) {
    this.cleaned = log.newCleanedSegment(group[0]!.baseOffset);
    this.filter = new BatchFilter(cleaning);
    cleaning.transactions.onRetainedAbort = (transaction) => this.cleaned.txnIndex.append(transaction);
  }

  *run(legacyDeleteHorizonMs: number): Steps<void> {
    const { log, group, cleaning, cleaned, options } = this;
    let isOver = false;
    try {
      cleaning.lastRecords = log.lastRecordsOfActiveProducers();
      for (const segment of group) {
        const next = log.segmentList[log.segmentList.indexOf(segment) + 1]!;
        cleaning.transactions.add(log.abortedTransactions(segment.baseOffset, next.baseOffset));
        cleaning.retainsLegacyDeletes = segment.modifiedMs > legacyDeleteHorizonMs;
        yield* this.cleanSegment(segment);
      }
      cleaned.becomeInactive();
      yield* waitFor(options.flush(cleaned.fileNames));
      cleaned.modifiedMs = group.at(-1)!.modifiedMs;
      log.replaceSegments([cleaned], group);
      isOver = true;
    } catch (error) {
      // What was written stays to be looked at, until the next attempt or the next start.
      isOver = true;
      throw error;
    } finally {
      if (!isOver) options.remove(cleaned.allFileNames());
    }
    cleaning.stats.segmentsBefore += group.length;
    cleaning.stats.segmentsAfter++;
    yield* waitFor(log.flushReplaced());
  }

  private *cleanSegment(segment: Segment): Steps<void> {
    const { turns, filter } = this;
    for (let position = 0; position < segment.sizeBytes; ) {
      const piece = yield* readPiece(segment, position, this.options.ioBufferBytes);
      const written: Uint8Array[] = [];
      for (const header of piece.headers) {
        filter.begin(piece.bytes, header);
        while (!filter.isDone) {
          turns.did(filter.step(turns.left), 0);
          yield* turns.giveWay();
        }
        if (filter.output !== null) written.push(filter.output);
        turns.did(0, header.sizeBytes + (filter.output?.length ?? 0));
        yield* turns.giveWay();
      }
      this.append(written);
      if (this.unflushedBytes >= FLUSH_BYTES) {
        this.unflushedBytes = 0;
        yield* waitFor(this.options.flush(this.cleaned.fileNames));
      }
      position = piece.nextPosition;
    }
  }

  private append(batches: readonly Uint8Array[]): void {
    const { cleaned } = this;
    for (const [i, batch] of batches.entries()) {
      if (cleaned.lacksIndexRoom) {
        // As Kafka leaves it, which enters a piece into the indexes when all of its bytes are written.
        for (const rest of batches.slice(i)) cleaned.logFile.append(rest);
        throw fullIndex(cleaned);
      }
      cleaned.append(batch, readBatchHeader(batch), cleaned.modifiedMs);
      this.unflushedBytes += batch.length;
    }
  }
}

/** The sizes of the old indexes were too low an estimate: the first batch of a segment has no entry. */
function fullIndex({ index, timeIndex }: Segment): CleaningError {
  const [kind, entries] = index.isFull ? ["index", index.entries] : ["time index", timeIndex.entries];
  return new CleaningError(
    "IllegalArgumentException",
    `Attempt to append to a full ${kind} (size = ${entries}).`,
  );
}
