// The first half of a cleaning: walks the dirty part of the log and notes the latest offset of each key. When the map is
// as full as it may be, the cleaning ends there, and the rest stays dirty for the next one.
import type { BatchHeader } from "../../records/batch.ts";
import { streamRecords } from "../../records/record.ts";
import { RecordCursor } from "../../records/record-cursor.ts";
import type { CleanableLog } from "../cleanable-log.ts";
import type { Segment } from "../segment.ts";
import { type Piece, readPiece } from "./batch-reads.ts";
import { CleanedTransactions } from "./cleaned-transactions.ts";
import type { CleaningStats } from "./cleaning.ts";
import { segmentsIn } from "./cleaning-plan.ts";
import type { OffsetMap } from "./offset-map.ts";
import type { Steps, Turns } from "./steps.ts";

export interface MapSource {
  readonly log: CleanableLog;
  /** The dirty part. */
  readonly from: number;
  readonly to: number;
  readonly ioBufferBytes: number;
  /** The map takes so many keys. */
  readonly mostKeys: number;
}

export function* buildOffsetMap(
  map: OffsetMap,
  source: MapSource,
  stats: CleaningStats,
  turns: Turns,
): Steps<void> {
  const { log, from, to } = source;
  const transactions = new CleanedTransactions();
  transactions.add(log.abortedTransactions(from, to));
  const dirty = segmentsIn(log.segmentList, from, to);
  map.clear();
  for (const [i, segment] of dirty.entries()) {
    const isFull = yield* addSegment(map, segment, source, transactions, stats, turns);
    if (isFull) return;
    // There may be a gap behind its last batch.
    map.updateLatestOffset((dirty[i + 1]?.baseOffset ?? to) - 1);
  }
}

/** True when the map is full. */
function* addSegment(
  map: OffsetMap,
  segment: Segment,
  { from, ioBufferBytes, mostKeys }: MapSource,
  transactions: CleanedTransactions,
  stats: CleaningStats,
  turns: Turns,
): Steps<boolean> {
  for (let position = segment.positionAtOrBelow(from); position < segment.sizeBytes; ) {
    const piece: Piece = yield* readPiece(segment.logFile, position, ioBufferBytes);
    for (const header of piece.headers) {
      const discards = transactions.canDiscard(piece.bytes, header);
      if (header.control) stats.mapMessagesRead++;
      else if (discards) stats.mapMessagesRead += header.recordCount;
      else {
        const isFull = yield* addBatch(map, piece.bytes, header, from, mostKeys, stats, turns);
        if (isFull) return true;
      }
      if (header.lastOffset >= from) map.updateLatestOffset(header.lastOffset);
      turns.did(0, header.sizeBytes);
      yield* turns.giveWay();
    }
    position = piece.nextPosition;
  }
  return false;
}

function* addBatch(
  map: OffsetMap,
  bytes: Uint8Array,
  header: BatchHeader,
  from: number,
  mostKeys: number,
  stats: CleaningStats,
  turns: Turns,
): Steps<boolean> {
  if (header.magic < 2) {
    for (const { offset, key } of streamRecords(bytes, header)) {
      if (key !== null && offset >= from) {
        if (map.size >= mostKeys) return true;
        map.put(key, 0, key.length, offset);
      }
      stats.mapMessagesRead++;
    }
    return false;
  }
  const cursor = new RecordCursor(bytes, header);
  for (;;) {
    const read = addRecords(map, cursor, from, mostKeys, turns.left);
    stats.mapMessagesRead += read.count;
    turns.did(read.count, 0);
    if (read.end !== "turn") return read.end === "full";
    yield* turns.giveWay();
  }
}

/** The inner loop, at most `limit` records long. */
function addRecords(
  map: OffsetMap,
  cursor: RecordCursor,
  from: number,
  mostKeys: number,
  limit: number,
): { readonly count: number; readonly end: "turn" | "full" | "batch" } {
  const { bytes } = cursor;
  for (let count = 0; count < limit; count++) {
    if (!cursor.next()) return { count, end: "batch" };
    const { offset, keyAt, keyLength } = cursor;
    if (keyLength < 0 || offset < from) continue;
    if (map.size >= mostKeys) return { count, end: "full" };
    map.put(bytes, keyAt, keyAt + keyLength, offset);
  }
  return { count: limit, end: "turn" };
}
