// How long a segment has been dirty is counted from its first batch, which is not known of segments that were there when
// the log was opened. Only logs with a max.compaction.lag.ms need it.
import { batchSize, readBatchHeader, wholeBatchSize } from "../../records/batch.ts";
import { RecordError } from "../../records/record-error.ts";
import type { CleanableLog } from "../cleanable-log.ts";
import type { Segment } from "../segment.ts";

const READ_BYTES = 64 * 1024;

export async function learnFirstTimestamps(log: CleanableLog): Promise<void> {
  if (log.config.maxCompactionLagMs >= Number.MAX_SAFE_INTEGER) return;
  for (const segment of [...log.segmentList]) {
    if (segment.age.firstTimestamp === null && segment.sizeBytes > 0) await learn(segment);
  }
}

async function learn(segment: Segment): Promise<void> {
  try {
    let bytes = await segment.logFile.read(0, READ_BYTES);
    const size = batchSize(bytes) ?? 0;
    if (size > bytes.length) bytes = await segment.logFile.read(0, size);
    if (wholeBatchSize(bytes, 0) > 0) segment.age.firstTimestamp ??= readBatchHeader(bytes).maxTimestamp;
  } catch (error) {
    // Damaged: the cleaner will find out when it reads the segment.
    if (!(error instanceof RecordError)) throw error;
  }
}
