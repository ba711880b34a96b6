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
  RECORDS_AT,
  TRANSACTIONAL_BIT,
} from "../../records/batch.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { legacyRecords } from "../../records/legacy.ts";
import { RecordCursor } from "../../records/record-cursor.ts";
import type { Cleaning } from "./cleaning.ts";
import { CleaningError } from "./cleaning-error.ts";

/** What happens to a batch of which no record is left. */
type WhenEmpty = "keep" | "drop";

/** What an emptied batch keeps of its attributes. */
const LASTING_BITS = LOG_APPEND_TIME_BIT | TRANSACTIONAL_BIT | CONTROL_BIT;
/** Of a record, before its key: length, attributes and deltas. */
const RECORD_OVERHEAD_BYTES = 16;
const FIRST_ROOM = 256;

export class BatchFilter {
  private bytes: Uint8Array = new Uint8Array(0);
  private header: BatchHeader | null = null;
  private cursor: RecordCursor | null = null;
  private whenEmpty: WhenEmpty = "drop";
  /** Its records go, whatever they are. */
  private discards = false;
  /** A marker whose transaction has nothing left in the log. */
  private endsEmptyTxn = false;
  private seen = 0;
  private keptTombstone = false;
  // Of the records that stay, one entry each.
  private count = 0;
  private offsetDeltas = new Int32Array(FIRST_ROOM);
  private timestamps = new Float64Array(FIRST_ROOM);
  private starts = new Int32Array(FIRST_ROOM);
  private ends = new Int32Array(FIRST_ROOM);
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
    this.count = 0;
    this.seen = 0;
    this.keptTombstone = false;
    const canDiscard = transactions.canDiscard(bytes, header);
    const { control, deleteHorizonMs } = header;
    this.discards = canDiscard && (!control || (deleteHorizonMs !== null && deleteHorizonMs <= nowMs));
    this.endsEmptyTxn = canDiscard && control;
    this.whenEmpty = this.isNeededEmpty(header) ? "keep" : "drop";
    stats.bytesRead += header.sizeBytes;
    stats.recordsBefore += header.recordCount;
    // Nothing of it counts as read.
    if (this.discards && this.whenEmpty === "drop") this.header = null;
    else if (header.magic < 2) this.filterLegacy(header);
    else this.cursor = new RecordCursor(bytes, header);
  }

  /** Looks at up to `limit` records. True when the batch is done, and `output` has what is left. */
  step(limit: number): boolean {
    const { cursor, header } = this;
    if (header === null) return true;
    if (cursor === null) return this.finish(header);
    const { map } = this.cleaning;
    const { bytes } = cursor;
    const { baseOffset } = header;
    const keepsAll = !this.discards && header.control;
    for (let i = 0; i < limit; i++) {
      if (!cursor.next()) return this.finish(header);
      this.seen++;
      const { offset, keyAt, keyLength } = cursor;
      let stays = keepsAll;
      if (!keepsAll && !this.discards) {
        if (offset > map.latestOffset) stays = true;
        else if (keyLength < 0) this.cleaning.stats.invalidMessagesRead++;
        else if (offset >= map.get(bytes, keyAt, keyAt + keyLength)) {
          stays = cursor.valueLength >= 0 || this.keepsTombstones(header);
        }
      }
      if (!stays) continue;
      if (cursor.valueLength < 0) this.keptTombstone = true;
      this.remember(offset - baseOffset, cursor);
      this.cleaning.kept.add(offset);
    }
    return false;
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

  private keepsTombstones({ deleteHorizonMs }: BatchHeader): boolean {
    return deleteHorizonMs === null || this.cleaning.nowMs < deleteHorizonMs;
  }

  private remember(offsetDelta: number, cursor: RecordCursor): void {
    const { count } = this;
    if (count === this.starts.length) this.makeRoom();
    this.offsetDeltas[count] = offsetDelta;
    this.timestamps[count] = cursor.timestamp;
    this.starts[count] = cursor.fieldsAt;
    this.ends[count] = cursor.endAt;
    this.count++;
  }

  private makeRoom(): void {
    const room = this.starts.length * 2;
    const grown = <T extends Int32Array | Float64Array>(larger: T, before: T): T => {
      larger.set(before);
      return larger;
    };
    this.offsetDeltas = grown(new Int32Array(room), this.offsetDeltas);
    this.timestamps = grown(new Float64Array(room), this.timestamps);
    this.starts = grown(new Int32Array(room), this.starts);
    this.ends = grown(new Int32Array(room), this.ends);
  }

  private finish(header: BatchHeader): true {
    const { stats } = this.cleaning;
    stats.messagesRead += this.seen;
    stats.messagesWritten += this.count;
    this.output = this.count > 0 ? this.retained(header) : this.emptied(header);
    stats.bytesWritten += this.output?.length ?? 0;
    this.header = null;
    return true;
  }

  private retained(header: BatchHeader): Uint8Array {
    const { nowMs, deleteRetentionMs } = this.cleaning;
    const stamps =
      header.magic >= 2 && header.deleteHorizonMs === null && (this.keptTombstone || this.endsEmptyTxn);
    if (this.count === this.seen && !stamps) {
      return this.bytes.subarray(header.position, header.position + header.sizeBytes);
    }
    return this.rebuilt(header, stamps ? nowMs + deleteRetentionMs : header.deleteHorizonMs);
  }

  private rebuilt(header: BatchHeader, deleteHorizonMs: number | null): Uint8Array {
    const source = this.cursor!.bytes;
    const builder = new BatchBuilder({
      codec: header.codec,
      baseOffset: header.baseOffset,
      partitionLeaderEpoch: header.partitionLeaderEpoch,
      producerId: header.producerId,
      producerEpoch: header.producerEpoch,
      baseSequence: header.baseSequence,
      transactional: header.transactional,
      control: header.control,
      deleteHorizonMs,
      ...(header.timestampType === "LogAppendTime" ? { logAppendTimeMs: header.maxTimestamp } : {}),
      capacityBytes: this.keptBytes(),
    });
    for (let i = 0; i < this.count; i++) {
      builder.appendFields(
        this.offsetDeltas[i]!,
        this.timestamps[i]!,
        source,
        this.starts[i]!,
        this.ends[i]!,
      );
    }
    return builder.build(header.lastOffsetDelta);
  }

  /** What the records that stay take at most, but for timestamps that are far apart. */
  private keptBytes(): number {
    let bytes = RECORDS_AT + this.count * RECORD_OVERHEAD_BYTES;
    for (let i = 0; i < this.count; i++) bytes += this.ends[i]! - this.starts[i]!;
    return bytes;
  }

  private emptied(header: BatchHeader): Uint8Array | null {
    if (this.whenEmpty === "drop") return null;
    if (header.magic < 2) {
      throw new CleaningError(
        "IllegalStateException",
        "Empty batches are only supported for magic v2 and above",
      );
    }
    return emptyBatch({ ...header, attributes: header.attributes & LASTING_BITS });
  }

  /** A message of magic 0 or 1; a compressed set of them stays whole as long as one of its messages stays. */
  private filterLegacy(header: BatchHeader): void {
    const { map, stats, retainsLegacyDeletes, kept } = this.cleaning;
    for (const { offset, key, value } of legacyRecords(this.bytes, header)) {
      this.seen++;
      let stays = offset > map.latestOffset;
      if (!stays && key === null) stats.invalidMessagesRead++;
      else if (!stays && key !== null && offset >= map.get(key, 0, key.length)) {
        stays = value !== null || retainsLegacyDeletes;
      }
      if (!stays) continue;
      this.count++;
      kept.add(offset);
    }
    if (this.count > 0) this.count = this.seen;
  }
}
