// Reads a metadata log from disk: what a node that starts begins with.
import type { PartitionLog } from "../log/log.ts";
import { decodeBatches } from "./metadata-batch.ts";
import type { CommittedBatch } from "./metadata-log.ts";
import type { MetadataRecord } from "./metadata-record.ts";

const READ_BYTES = 1024 * 1024;

/** All batches from `fromOffset` to the end of the log. `look` sees their bytes, too. */
export async function readBatches(
  log: PartitionLog,
  fromOffset: number,
  decode?: (value: Uint8Array) => MetadataRecord,
  look?: (bytes: Uint8Array) => void,
): Promise<CommittedBatch[]> {
  const batches: CommittedBatch[] = [];
  for (let at = fromOffset; at < log.logEndOffset; ) {
    const bytes = await log.read(at, log.logEndOffset, READ_BYTES, true);
    const read = decodeBatches(bytes, decode);
    const last = read.at(-1);
    if (last === undefined) break;
    look?.(bytes);
    batches.push(...read);
    at = last.lastOffset + 1;
  }
  return batches;
}
