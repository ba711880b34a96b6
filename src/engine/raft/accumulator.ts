// Where a leader gathers records before they go into its log: what is appended within `appendLingerMs` becomes one
// batch, which is written, replicated and committed as a whole. Control records are a batch of their own, at once.
import { assert } from "../base/assert.ts";
import { BatchBuilder } from "../records/builder.ts";
import { controlBatch } from "../records/control.ts";
import type { MetadataRecord } from "./metadata-record.ts";

export interface CompletedBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly appendMs: number;
  /** Empty for control records. */
  readonly records: readonly MetadataRecord[];
  readonly bytes: Uint8Array;
}

/** More in one append is refused: a follower could not fetch it. */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024;

interface OpenBatch {
  readonly baseOffset: number;
  readonly appendMs: number;
  readonly records: MetadataRecord[];
  readonly builder: BatchBuilder;
}

/** The records of one append do not fit into a batch. */
export class BatchTooLargeError extends Error {
  override readonly name = "BatchTooLargeError";
}

export class Accumulator {
  private open: OpenBatch | null = null;
  private completed: CompletedBatch[] = [];
  private drainAtMs: number | null = null;

  constructor(
    readonly epoch: number,
    /** Where the next record will stand. */
    public nextOffset: number,
    private readonly lingerMs: number,
  ) {}

  /** Returns the offset of the first record. */
  append(records: readonly MetadataRecord[], nowMs: number, wallMs: number): number {
    assert(records.length > 0, "an append has records");
    const needed = records.reduce((sum, { value }) => sum + value.length + RECORD_OVERHEAD_BYTES, 0);
    if (needed > MAX_BATCH_BYTES) {
      throw new BatchTooLargeError(
        `The total record(s) size of ${needed} exceeds the maximum allowed batch size of ${MAX_BATCH_BYTES}`,
      );
    }
    if (this.open !== null && this.open.builder.sizeBytes + needed > MAX_BATCH_BYTES) this.complete();
    const firstOffset = this.nextOffset;
    this.open ??= {
      baseOffset: firstOffset,
      appendMs: wallMs,
      records: [],
      builder: new BatchBuilder({ baseOffset: firstOffset, partitionLeaderEpoch: this.epoch }),
    };
    const { open } = this;
    for (const record of records) {
      open.records.push(record);
      open.builder.append(open.appendMs, null, record.value);
    }
    this.nextOffset += records.length;
    this.drainAtMs ??= nowMs + this.lingerMs;
    return firstOffset;
  }

  /** Control records, in a batch of their own that waits for nothing. Returns the offset of the last one. */
  appendControl(
    records: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[],
    wallMs: number,
  ): number {
    this.complete();
    const baseOffset = this.nextOffset;
    const bytes = controlBatch(
      { baseOffset, partitionLeaderEpoch: this.epoch, timestampMs: wallMs },
      records,
    );
    this.nextOffset += records.length;
    const lastOffset = this.nextOffset - 1;
    this.completed.push({ baseOffset, lastOffset, appendMs: wallMs, records: [], bytes });
    this.drainAtMs = Number.NEGATIVE_INFINITY;
    return lastOffset;
  }

  /** When drain() is due; null when there is nothing. */
  get dueMs(): number | null {
    return this.drainAtMs;
  }

  drain(): CompletedBatch[] {
    this.complete();
    const { completed } = this;
    this.completed = [];
    this.drainAtMs = null;
    return completed;
  }

  private complete(): void {
    const { open } = this;
    if (open === null) return;
    this.open = null;
    const { baseOffset, appendMs, records } = open;
    const lastOffset = baseOffset + records.length - 1;
    this.completed.push({ baseOffset, lastOffset, appendMs, records, bytes: open.builder.build() });
  }
}

/** Length, attributes, deltas, key and header count of a record: at most so much beside its value. */
const RECORD_OVERHEAD_BYTES = 21;
