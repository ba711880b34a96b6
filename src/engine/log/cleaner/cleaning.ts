// What one cleaning of a log knows and counts while it goes from batch to batch.
import type { LastRecord } from "../cleanable-log.ts";
import type { CleanedTransactions } from "./cleaned-transactions.ts";
import type { KeptOffsets } from "./kept-offsets.ts";
import type { OffsetMap } from "./offset-map.ts";

export interface Cleaning {
  /** The latest offset of each key; records behind its latestOffset stay as they are. */
  readonly map: OffsetMap;
  readonly nowMs: number;
  readonly deleteRetentionMs: number;
  /** The last batch before it stays even when it is empty, so that the log does not lose its end. */
  readonly endOffset: number;
  readonly transactions: CleanedTransactions;
  /** Of active producers, when the present group of segments was begun. */
  lastRecords: ReadonlyMap<bigint, LastRecord>;
  /** Tombstones of magic 0 and 1, which have no delete horizon of their own, stay in the present segment. */
  retainsLegacyDeletes: boolean;
  readonly stats: CleaningStats;
  readonly kept: KeptOffsets;
}

export interface CleaningStats {
  mapMessagesRead: number;
  messagesRead: number;
  /** Without a key: they are dropped. */
  invalidMessagesRead: number;
  messagesWritten: number;
  bytesRead: number;
  bytesWritten: number;
  /** As the headers say, also of batches that were dropped unread. */
  recordsBefore: number;
  segmentsBefore: number;
  segmentsAfter: number;
}

export function newStats(): CleaningStats {
  return {
    mapMessagesRead: 0,
    messagesRead: 0,
    invalidMessagesRead: 0,
    messagesWritten: 0,
    bytesRead: 0,
    bytesWritten: 0,
    recordsBefore: 0,
    segmentsBefore: 0,
    segmentsAfter: 0,
  };
}
