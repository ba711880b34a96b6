// The producers that a log remembers, as others want to see them: tools (KIP-664), and the cleaner, which keeps the last
// batch of each.
import { NO_SEQUENCE } from "../records/batch.ts";
import type { LastRecord } from "./cleanable-log.ts";
import type { ActiveProducer } from "./log.ts";
import type { ProducerEntry } from "./producer-entry.ts";

export function activeProducer(entry: ProducerEntry): ActiveProducer {
  return {
    producerId: entry.producerId,
    epoch: entry.epoch,
    lastSequence: entry.batches.at(-1)?.lastSequence ?? NO_SEQUENCE,
    lastTimestampMs: entry.lastTimestampMs,
    coordinatorEpoch: entry.coordinatorEpoch,
    txnStartOffset: entry.currentTxnFirstOffset,
  };
}

export function lastRecords(entries: readonly ProducerEntry[]): ReadonlyMap<bigint, LastRecord> {
  const records = new Map<bigint, LastRecord>();
  for (const { producerId, epoch, batches } of entries) {
    records.set(producerId, { lastDataOffset: batches.at(-1)?.lastOffset ?? null, producerEpoch: epoch });
  }
  return records;
}
