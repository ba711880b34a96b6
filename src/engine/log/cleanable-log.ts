// What the cleaner asks of a log, and does to it.
import type { Disk } from "../ports/disk.ts";
import type { LogConfig } from "./log.ts";
import type { Segment } from "./segment.ts";
import type { AbortedTxn } from "./txn-index.ts";

/** The last thing that an active producer wrote: its batch must stay, or its sequence would be forgotten (KIP-98). */
export interface LastRecord {
  /** Null when it has written nothing but markers. */
  readonly lastDataOffset: number | null;
  readonly producerEpoch: number;
}

export interface CleanableLog {
  readonly topic: string;
  readonly partition: number;
  readonly config: LogConfig;
  /** Of the log directory that it is in. */
  readonly disk: Disk;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  /** From here on a transaction may still be open: never cleaned. */
  readonly lastStableOffset: number;
  /** Oldest first; the last is the active one. */
  readonly segmentList: readonly Segment[];
  newCleanedSegment(baseOffset: number): Segment;
  replaceSegments(cleaned: readonly Segment[], originals: readonly Segment[]): void;
  /** Makes the exchange durable. Rejects with DiskError. */
  flushReplaced(): Promise<void>;
  /**
   * Called when the end of the log was cut, with the base offset of what is the active segment then. Gives the files that
   * changed with it, and are to become durable when the cut does.
   */
  onTruncated: ((activeBaseOffset: number) => readonly string[]) | null;
  /** Aborted transactions that touch [fromOffset, upperBoundOffset). */
  abortedTransactions(fromOffset: number, upperBoundOffset: number): readonly AbortedTxn[];
  lastRecordsOfActiveProducers(): ReadonlyMap<bigint, LastRecord>;
  /** Deletes whole segments as retention asks, for logs that are compacted and deleted. */
  deleteOldSegments(nowMs: number, highWatermark: number): number;
}
