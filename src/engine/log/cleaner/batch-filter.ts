// What of a batch stays (Kafka's RecordFilter): the latest record of each key, tombstones until their time has come, and
// of what is left empty only what somebody still needs. A batch keeps its offsets, its producer and its place; when
// records go it is written anew with those that are left.
//
// Tombstones go in two phases (KIP-534). The first cleaning that keeps one stamps its batch with the time from which it
// may be dropped; a later cleaning, after that time, drops it. So a consumer has delete.retention.ms to see it.
import {
  type BatchHeader,
  CONTROL_BIT,
  emptyBatch,
  LOG_APPEND_TIME_BIT,
  NO_PRODUCER_ID,
  TRANSACTIONAL_BIT,
} from "../../records/batch.ts";
import { RecordCursor } from "../../records/record-cursor.ts";
import { BatchRewriter } from "./batch-rewriter.ts";
import type { Cleaning } from "./cleaning.ts";
import { CleaningError } from "./cleaning-error.ts";
import { HashedKeys } from "./hashed-keys.ts";
import { keepsLegacyBatch } from "./legacy-filter.ts";
import { RecordList } from "./record-list.ts";

/** What an emptied batch keeps of its attributes. */
const LASTING_BITS = LOG_APPEND_TIME_BIT | TRANSACTIONAL_BIT | CONTROL_BIT;

export class BatchFilter {
  private bytes: Uint8Array = new Uint8Array(0);
  private header: BatchHeader | null = null;
  private cursor: RecordCursor | null = null;
  private rewriter: BatchRewriter | null = null;
  /** A batch of which no record is left is still needed. */
  private staysEmpty = false;
  /** Its records go, whatever they are. */
  private discards = false;
  /** A marker whose transaction has nothing left in the log. */
  private endsEmptyTxn = false;
  private keptTombstone = false;
  private seen = 0;
  private readonly kept = new RecordList();
  private readonly keys = new HashedKeys();
  /** What takes the place of the batch, once it is done: its own bytes, others, or null. */
  output: Uint8Array | null = null;

  constructor(private readonly cleaning: Cleaning) {}

  /** Takes up the batch whose header was read from `bytes`. Its codec must be loaded. Throws RecordError. */
  begin(bytes: Uint8Array, header: BatchHeader): void {
    const { transactions, nowMs, stats } = this.cleaning;
    this.bytes = bytes;
    this.header = header;
    this.output = null;
    this.cursor = null;
    this.rewriter = null;
    this.kept.count = 0;
    this.seen = 0;
    this.keptTombstone = false;
    const canDiscard = transactions.canDiscard(bytes, header);
    const { control, deleteHorizonMs } = header;
    this.discards = canDiscard && (!control || (deleteHorizonMs !== null && deleteHorizonMs <= nowMs));
    this.endsEmptyTxn = canDiscard && control;
    this.staysEmpty = this.isNeededEmpty(header);
    stats.bytesRead += header.sizeBytes;
    stats.recordsBefore += header.recordCount;
    // Nothing of it counts as read.
    if (this.discards && !this.staysEmpty) this.header = null;
    else if (header.magic < 2)
      this.finish(keepsLegacyBatch(this.cleaning, bytes, header) ? this.whole(header) : null);
    else this.cursor = new RecordCursor(bytes, header);
  }

  /** What is left of the batch is in `output`. */
  get isDone(): boolean {
    return this.header === null;
  }

  /** Works on up to `limit` records, no more than a turn's: on how many. */
  step(limit: number): number {
    const { cursor, header, rewriter, cleaning } = this;
    if (header === null || cursor === null) return 0;
    if (rewriter !== null) {
      const written = rewriter.step(limit);
      if (written < limit) this.finish(rewriter.build());
      return written;
    }
    const before = this.seen;
    if (this.look(cursor, header, limit)) {
      cleaning.stats.messagesRead += this.seen;
      cleaning.stats.messagesWritten += this.kept.count;
      if (this.kept.count === 0) this.finish(this.emptied(header));
      else this.takeRetained(cursor, header);
    }
    return this.seen - before;
  }

  /** Looks at the next records. True when there are no more. */
  private look(cursor: RecordCursor, header: BatchHeader, limit: number): boolean {
    const { kept, keys } = this;
    const from = kept.count;
    const needsKeys = !this.discards && !header.control;
    let isEnd = false;
    while (kept.count - from < limit) {
      if (!cursor.next()) {
        isEnd = true;
        break;
      }
      const { keyAt, keyLength } = cursor;
      if (needsKeys && keyLength >= 0) keys.set(kept.count - from, cursor.bytes, keyAt, keyAt + keyLength);
      kept.add(cursor.offset - header.baseOffset, cursor);
    }
    const to = kept.count;
    this.seen += to - from;
    kept.count = from;
    if (this.discards) return isEnd;
    for (let i = from; i < to; i++) {
      const offset = header.baseOffset + kept.offsetDeltas[i]!;
      if (needsKeys && !this.isLatest(i, offset, keys.at(i - from), header)) continue;
      if (!kept.hasValue(i)) this.keptTombstone = true;
      kept.move(i, kept.count++);
      this.cleaning.kept.add(offset);
    }
    return isEnd;
  }

  private isLatest(index: number, offset: number, keyAt: number, { deleteHorizonMs }: BatchHeader): boolean {
    const { map, stats, nowMs } = this.cleaning;
    if (offset > map.latestOffset) return true;
    if (!this.kept.hasKey(index)) {
      stats.invalidMessagesRead++;
      return false;
    }
    if (offset < map.get(this.keys.digests, keyAt)) return false;
    return this.kept.hasValue(index) || deleteHorizonMs === null || nowMs < deleteHorizonMs;
  }

  /** The batch holds what is known of a producer last, or ends the part that is cleaned now. */
  private isNeededEmpty(header: BatchHeader): boolean {
    if (header.lastOffset + 1 === this.cleaning.endOffset) return true;
    if (header.producerId <= NO_PRODUCER_ID) return false;
    const last = this.cleaning.lastRecords.get(header.producerId);
    if (last === undefined) return false;
    if (last.lastDataOffset !== null) return header.lastOffset === last.lastDataOffset;
    return header.control && header.producerEpoch === last.producerEpoch;
  }

  private takeRetained(cursor: RecordCursor, header: BatchHeader): void {
    const { nowMs, deleteRetentionMs } = this.cleaning;
    const stamps = header.deleteHorizonMs === null && (this.keptTombstone || this.endsEmptyTxn);
    if (this.kept.count === this.seen && !stamps) return this.finish(this.whole(header));
    const horizonMs = stamps ? nowMs + deleteRetentionMs : header.deleteHorizonMs;
    this.rewriter = new BatchRewriter(header, cursor.bytes, this.kept, horizonMs);
  }

  private whole({ position, sizeBytes }: BatchHeader): Uint8Array {
    return this.bytes.subarray(position, position + sizeBytes);
  }

  private emptied(header: BatchHeader): Uint8Array | null {
    if (!this.staysEmpty) return null;
    return emptyBatch({ ...header, attributes: header.attributes & LASTING_BITS });
  }

  private finish(output: Uint8Array | null): void {
    if (output === null && this.staysEmpty) {
      throw new CleaningError(
        "IllegalStateException",
        "Empty batches are only supported for magic v2 and above",
      );
    }
    this.output = output;
    this.cleaning.stats.bytesWritten += output?.length ?? 0;
    this.header = null;
  }
}
