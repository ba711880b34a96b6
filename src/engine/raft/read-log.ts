// Reads a metadata log from disk, whole: what a restart begins with.
import type { PartitionLog } from "../log/log.ts";
import { decodeBatches } from "./metadata-batch.ts";
import type { CommittedBatch } from "./metadata-log.ts";

const READ_BYTES = 1024 * 1024;

/** All batches from `fromOffset` to the end of the log. */
export async function readBatches(log: PartitionLog, fromOffset: number): Promise<CommittedBatch[]> {
  const batches: CommittedBatch[] = [];
  for (let at = fromOffset; at < log.logEndOffset; ) {
    const bytes = await log.read(at, log.logEndOffset, READ_BYTES, true);
    const read = decodeBatches(bytes);
    const last = read.at(-1);
    if (last === undefined) break;
    batches.push(...read);
    at = last.lastOffset + 1;
  }
  return batches;
}
