// A batch written anew with the records that stay, step by step.
import { type BatchHeader, RECORDS_AT } from "../../records/batch.ts";
import { BatchBuilder } from "../../records/builder.ts";
import type { RecordList } from "./record-list.ts";

/** Of a record, before its key: length, attributes and deltas. */
const RECORD_OVERHEAD_BYTES = 16;

export class BatchRewriter {
  private readonly builder: BatchBuilder;
  private done = 0;

  /** `source` has the fields of `records`. Throws BatchBuilderError for a batch that cannot be. */
  constructor(
    private readonly header: BatchHeader,
    private readonly source: Uint8Array,
    private readonly records: RecordList,
    deleteHorizonMs: number | null,
  ) {
    this.builder = new BatchBuilder({
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
      capacityBytes: mostBytes(records),
    });
  }

  /** Writes up to `limit` records: how many. Fewer than `limit` are the last. */
  step(limit: number): number {
    const { builder, source, records } = this;
    const from = this.done;
    const to = Math.min(records.count, from + limit);
    for (let i = from; i < to; i++) {
      builder.appendFields(
        records.offsetDeltas[i]!,
        records.timestamps[i]!,
        source,
        records.starts[i]!,
        records.ends[i]!,
      );
    }
    this.done = to;
    return to - from;
  }

  build(): Uint8Array {
    return this.builder.build(this.header.lastOffsetDelta);
  }
}

/** What the records take at most, but for timestamps that are far apart. */
function mostBytes({ count, starts, ends }: RecordList): number {
  let bytes = RECORDS_AT + count * RECORD_OVERHEAD_BYTES;
  for (let i = 0; i < count; i++) bytes += ends[i]! - starts[i]!;
  return bytes;
}
