// The first half of a cleaning: walks the dirty part of the log and notes the latest offset of each key. When the map is
// as full as it may be, the cleaning ends there, and the rest stays dirty for the next one.
import type { BatchHeader } from "../../records/batch.ts";
import { streamRecords } from "../../records/record.ts";
import { RecordCursor } from "../../records/record-cursor.ts";
import type { CleanableLog } from "../cleanable-log.ts";
import type { Segment } from "../segment.ts";
import { readPiece } from "./batch-reads.ts";
import { CleanedTransactions } from "./cleaned-transactions.ts";
import type { CleaningStats } from "./cleaning.ts";
import { segmentsIn } from "./cleaning-plan.ts";
import { HashedKeys } from "./hashed-keys.ts";
import type { OffsetMap } from "./offset-map.ts";
import { RECORDS_A_TURN, type Steps, type Turns } from "./steps.ts";

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
  const dirty = segmentsIn(log.segmentList, from, to);
  const building = new MapBuilding(map, source, stats, turns);
  for (const [i, segment] of dirty.entries()) {
    if (yield* building.addSegment(segment)) return;
    // There may be a gap behind its last batch.
    map.updateLatestOffset((dirty[i + 1]?.baseOffset ?? to) - 1);
  }
}

class MapBuilding {
  private readonly transactions = new CleanedTransactions();
  // Of the records of one turn that have a key.
  private readonly keys = new HashedKeys();
  private readonly offsets = new Float64Array(RECORDS_A_TURN);
  /** Their places among all of the turn. */
  private readonly ordinals = new Int32Array(RECORDS_A_TURN);

  constructor(
    private readonly map: OffsetMap,
    private readonly source: MapSource,
    private readonly stats: CleaningStats,
    private readonly turns: Turns,
  ) {
    const { log, from, to } = source;
    this.transactions.add(log.abortedTransactions(from, to));
  }

  /** True when the map is full. */
  *addSegment(segment: Segment): Steps<boolean> {
    const { map, stats, turns, transactions } = this;
    const { from, ioBufferBytes } = this.source;
    for (let position = segment.positionAtOrBelow(from); position < segment.sizeBytes; ) {
      const piece = yield* readPiece(segment, position, ioBufferBytes);
      for (const header of piece.headers) {
        const discards = transactions.canDiscard(piece.bytes, header);
        if (header.control) stats.mapMessagesRead++;
        else if (discards) stats.mapMessagesRead += header.recordCount;
        else if (yield* this.addBatch(piece.bytes, header)) return true;
        if (header.lastOffset >= from) map.updateLatestOffset(header.lastOffset);
        turns.did(0, header.sizeBytes);
        yield* turns.giveWay();
      }
      position = piece.nextPosition;
    }
    return false;
  }

  private *addBatch(bytes: Uint8Array, header: BatchHeader): Steps<boolean> {
    if (header.magic < 2) return this.addLegacyBatch(bytes, header);
    const { stats, turns } = this;
    const cursor = new RecordCursor(bytes, header);
    for (;;) {
      const { left } = turns;
      const looked = this.look(cursor, left);
      const added = this.addLooked(looked.keyed);
      stats.mapMessagesRead += added ?? looked.count;
      if (added !== null) return true;
      turns.did(looked.count, 0);
      if (looked.count < left) return false;
      yield* turns.giveWay();
    }
  }

  /** The next records, at most `limit`: how many there are, and how many of them have a key that counts. */
  private look(cursor: RecordCursor, limit: number): { readonly count: number; readonly keyed: number } {
    const { from } = this.source;
    let count = 0;
    let keyed = 0;
    for (; count < limit && cursor.next(); count++) {
      const { offset, keyAt, keyLength } = cursor;
      if (keyLength < 0 || offset < from) continue;
      this.keys.set(keyed, cursor.bytes, keyAt, keyAt + keyLength);
      this.offsets[keyed] = offset;
      this.ordinals[keyed] = count;
      keyed++;
    }
    return { count, keyed };
  }

  /** Null when all went in; otherwise how many records came before the one for which there was no room. */
  private addLooked(keyed: number): number | null {
    const { map, keys, offsets } = this;
    const { mostKeys } = this.source;
    for (let i = 0; i < keyed; i++) {
      if (map.size >= mostKeys) return this.ordinals[i]!;
      map.put(keys.digests, keys.at(i), offsets[i]!);
    }
    return null;
  }

  private addLegacyBatch(bytes: Uint8Array, header: BatchHeader): boolean {
    const { map, stats, keys } = this;
    const { from, mostKeys } = this.source;
    for (const { offset, key } of streamRecords(bytes, header)) {
      if (key !== null && offset >= from) {
        if (map.size >= mostKeys) return true;
        keys.set(0, key, 0, key.length);
        map.put(keys.digests, 0, offset);
      }
      stats.mapMessagesRead++;
    }
    return false;
  }
}
