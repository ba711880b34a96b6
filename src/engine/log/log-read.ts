// Reading a log: as a caller of this isolation level may see it, with the transactions that he must leave out.
import { andThen } from "./batch-walk.ts";
import { type FetchedRecords, type Isolation, OffsetOutOfRangeError } from "./log.ts";
import type { LogCore } from "./log-core.ts";
import { type LogRead, segmentIndexOf } from "./segment-reader.ts";
import type { AbortedTxn } from "./txn-index.ts";

const NOTHING = new Uint8Array(0);

export interface PlacedRecords extends FetchedRecords {
  /** Null when nothing may be read there, or the rest of the log is a gap. */
  readonly found: LogRead | null;
}

/** Throws OffsetOutOfRangeError. */
export function checkReadable(core: LogCore, offset: number): void {
  const { logStartOffset, logEndOffset, name } = core;
  if (offset >= logStartOffset && offset <= logEndOffset) return;
  throw new OffsetOutOfRangeError(
    `Received request for offset ${offset} for partition ${name}, but we only have log segments in the range ${logStartOffset} to ${logEndOffset}.`,
  );
}

/** The offset from which on a caller of this isolation level may not read. */
export function readableUpTo(core: LogCore, isolation: Isolation): number {
  if (isolation === "log-end") return core.logEndOffset;
  return isolation === "committed-transactions" ? core.lastStableOffset : core.highWatermark;
}

/** Whole batches only; see PartitionLog.read. */
export function readWholeBatches(
  core: LogCore,
  fromOffset: number,
  limitOffset: number,
  maxBytes: number,
  atLeastOne: boolean,
): Uint8Array | Promise<Uint8Array> {
  checkReadable(core, fromOffset);
  const limit = Math.min(limitOffset, core.logEndOffset);
  if (fromOffset >= limit) return NOTHING;
  return andThen(core.reader.read(fromOffset, limit, maxBytes, atLeastOne), (read) => {
    if (read === null) return NOTHING;
    const { bytes, wholeBytes, firstBatchBytes } = read;
    // Nothing whole, and nothing that could become whole: damaged, and shown as it is.
    if (wholeBytes === 0) return firstBatchBytes === 0 ? bytes : NOTHING;
    return wholeBytes === bytes.length ? bytes : bytes.subarray(0, wholeBytes);
  });
}

/** See PartitionLog.fetch. */
export function fetchRecords(
  core: LogCore,
  fromOffset: number,
  maxBytes: number,
  isolation: Isolation,
  atLeastOne: boolean,
): PlacedRecords | Promise<PlacedRecords> {
  if (isolation !== "log-end" && fromOffset >= core.logStartOffset) core.placeHighWatermark();
  checkReadable(core, fromOffset);
  const tellsAborted = isolation === "committed-transactions";
  const limit = readableUpTo(core, isolation);
  const nothing: PlacedRecords = {
    bytes: NOTHING,
    isFirstBatchCut: false,
    abortedTransactions: tellsAborted ? [] : null,
    found: null,
  };
  if (fromOffset >= limit) return nothing;
  return andThen(core.reader.read(fromOffset, limit, maxBytes, atLeastOne), (found) => {
    if (found === null) return { ...nothing, abortedTransactions: null };
    const { bytes, firstBatchBytes } = found;
    return {
      bytes,
      isFirstBatchCut: !atLeastOne && maxBytes > 0 && maxBytes < firstBatchBytes,
      abortedTransactions: tellsAborted ? abortedWithin(core, fromOffset, found) : null,
      found,
    };
  });
}

/** Those that may have records in what was read: up to the next index entry behind it, as Kafka looks. */
function abortedWithin(
  core: LogCore,
  fromOffset: number,
  { segment, position, bytes }: LogRead,
): AbortedTxn[] {
  const next = core.segments[core.segments.indexOf(segment) + 1];
  const bound = segment.index.upperBound(position + bytes.length)?.offset;
  return abortedTransactions(
    core,
    segment.baseOffset,
    fromOffset,
    bound ?? next?.baseOffset ?? core.logEndOffset,
  );
}

/** Of the segment that holds `inSegment` and those behind it. */
export function abortedTransactions(
  { segments }: LogCore,
  inSegment: number,
  fromOffset: number,
  upperBoundOffset: number,
): AbortedTxn[] {
  const found: AbortedTxn[] = [];
  for (const segment of segments.slice(segmentIndexOf(segments, inSegment))) {
    const { transactions, complete } = segment.txnIndex.collect(fromOffset, upperBoundOffset);
    found.push(...transactions);
    if (complete) break;
  }
  return found;
}
