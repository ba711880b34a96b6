// A log's state in the form in which Kafka's was recorded.
import type { LocalPartitionLog } from "../partition-log.ts";
import { firstSequenceOf, type ProducerEntry } from "../producer-entry.ts";
import type { Json } from "./case.ts";

export function shownState(log: LocalPartitionLog): Json {
  return {
    logStart: log.logStartOffset,
    leo: log.logEndOffset,
    hw: log.highWatermark,
    lso: log.lastStableOffset,
    firstUnstable: log.firstUnstableOffset,
    recoveryPoint: log.flushedOffset,
    size: log.sizeBytes,
    segments: log.segmentList.map((segment) => [
      segment.baseOffset,
      segment.sizeBytes,
      segment.index.entries,
      segment.timeIndex.entries,
      segment.maxTimestamp,
    ]),
    epochs: log.leaderEpochs.map(({ epoch, startOffset }) => [epoch, startOffset]),
    producers: log.producers.producers
      .toSorted((a, b) => Number(a.producerId - b.producerId))
      .map(shownProducer),
  };
}

function shownProducer(entry: ProducerEntry): Json {
  return {
    pid: Number(entry.producerId),
    epoch: entry.epoch,
    coordinatorEpoch: entry.coordinatorEpoch,
    lastTs: entry.lastTimestampMs,
    txnFirst: entry.currentTxnFirstOffset,
    batches: entry.batches.map((batch) => [
      firstSequenceOf(batch),
      batch.lastSequence,
      batch.lastOffset - batch.offsetDelta,
      batch.lastOffset,
      batch.timestampMs,
    ]),
  };
}
