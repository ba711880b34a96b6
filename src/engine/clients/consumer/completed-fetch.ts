// Records of one partition that a fetch brought, handed out piece by piece: a poll takes max.poll.records at most.
// Skips what a reader must not see: control batches, aborted transactions (read_committed), offsets before its own.
import { type BatchHeader, batchHeaders, checkCrc } from "../../records/batch.ts";
import { type KafkaRecord, readRecords } from "../../records/record.ts";
import { RecordCursor } from "../../records/record-cursor.ts";
import { KafkaException } from "../api/exceptions.ts";
import type { TopicPartition } from "../api/topic-partition.ts";

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

export interface ReadOptions {
  readonly readCommitted: boolean;
  readonly checkCrcs: boolean;
}

/** A record with the header of its batch. */
export interface FetchedRecord {
  readonly record: KafkaRecord;
  readonly batch: BatchHeader;
}

const ABORT_MARKER = 0;

export class CompletedFetch {
  private readonly batches: Iterator<BatchHeader>;
  private batch: BatchHeader | null = null;
  private records: readonly KafkaRecord[] = [];
  private at = 0;
  private readonly aborted: AbortedTransaction[];
  private readonly abortedProducers = new Set<bigint>();
  /** The offset that reading goes on at, and the epoch of the batch before it. */
  nextOffset: number;
  lastEpoch: number | null = null;

  constructor(
    readonly partition: TopicPartition,
    private readonly bytes: Uint8Array,
    readonly fetchOffset: number,
    aborted: readonly AbortedTransaction[],
    private readonly options: ReadOptions,
  ) {
    this.nextOffset = fetchOffset;
    this.batches = batchHeaders(bytes)[Symbol.iterator]();
    this.aborted = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** The next record to hand out, or null when all are. It is taken only by `taken()`. Throws KafkaException. */
  peek(): FetchedRecord | null {
    for (;;) {
      const record = this.records[this.at];
      if (record !== undefined && this.batch !== null) {
        if (record.offset >= this.nextOffset) return { record, batch: this.batch };
        this.at++;
        continue;
      }
      if (this.batch !== null) this.leave(this.batch);
      const next = this.batches.next();
      if (next.done === true) return null;
      this.enter(next.value);
    }
  }

  taken(): void {
    const record = this.records[this.at++];
    if (record === undefined || this.batch === null) return;
    this.nextOffset = record.offset + 1;
    this.lastEpoch = epochOf(this.batch);
    // The last offset of a batch may lie behind its last record: compaction took some.
    if (this.at === this.records.length) this.leave(this.batch);
  }

  private enter(batch: BatchHeader): void {
    const { readCommitted, checkCrcs } = this.options;
    this.batch = batch;
    this.at = 0;
    this.records = [];
    if (checkCrcs && !checkCrc(this.bytes, batch.position))
      throw new KafkaException(
        `Record batch for partition ${this.partition} at offset ${batch.baseOffset} is invalid, cause: Record is corrupt`,
      );
    if (readCommitted && batch.producerId >= 0n) this.followTransactions(batch);
    if (batch.control) return;
    if (readCommitted && batch.transactional && this.abortedProducers.has(batch.producerId)) return;
    this.records = readRecords(this.bytes, batch);
  }

  private leave(batch: BatchHeader): void {
    if (batch.lastOffset + 1 > this.nextOffset) {
      this.nextOffset = batch.lastOffset + 1;
      this.lastEpoch = epochOf(batch);
    }
    this.batch = null;
    this.records = [];
  }

  private followTransactions(batch: BatchHeader): void {
    while (this.aborted.length > 0 && this.aborted[0]!.firstOffset <= batch.lastOffset)
      this.abortedProducers.add(this.aborted.shift()!.producerId);
    if (batch.control && this.isAbortMarker(batch)) this.abortedProducers.delete(batch.producerId);
  }

  private isAbortMarker(batch: BatchHeader): boolean {
    const cursor = new RecordCursor(this.bytes, batch);
    const key = cursor.next() ? cursor.key() : null;
    return key !== null && key.length >= 4 && ((key[2]! << 8) | key[3]!) === ABORT_MARKER;
  }
}

function epochOf(batch: BatchHeader): number | null {
  return batch.partitionLeaderEpoch < 0 ? null : batch.partitionLeaderEpoch;
}
