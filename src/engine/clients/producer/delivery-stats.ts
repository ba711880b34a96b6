// Counts and tells what became of batches: for metrics(), inspect snapshots and the trace.
import type { Trace } from "../../ports/trace.ts";
import type { EventId } from "../../trace/event.ts";
import type { ProducerBatch } from "./producer-batch.ts";

export class DeliveryStats {
  sentRecords = 0;
  ackedRecords = 0;
  failedRecords = 0;
  retriedRecords = 0;
  batches = 0;
  batchBytes = 0;

  constructor(
    private readonly trace: Trace,
    private readonly acks: number,
  ) {}

  acked(batch: ProducerBatch, baseOffset: number, cause: EventId | null): void {
    const { topic, partition } = batch.queue;
    const records = batch.recordCount;
    this.ackedRecords += records;
    this.batches++;
    this.batchBytes += batch.sizeBytes;
    this.trace.emit({ kind: "batch-acked", topic, partition, baseOffset, records, acks: this.acks }, cause);
  }

  failed(batch: ProducerBatch, error: string, cause: EventId | null): void {
    const { topic, partition } = batch.queue;
    this.failedRecords += batch.recordCount;
    this.trace.emit({ kind: "batch-failed", topic, partition, records: batch.recordCount, error }, cause);
  }

  retried(batch: ProducerBatch, error: string, cause: EventId | null): void {
    const { topic, partition } = batch.queue;
    this.retriedRecords += batch.recordCount;
    this.trace.emit({ kind: "batch-retried", topic, partition, records: batch.recordCount, error }, cause);
  }
}
