// What a follower checks in the batches that its leader sent, before it appends them as they are.
import { ErrorCode } from "../protocol/errors.ts";
import { type BatchHeader, ensureValid, readBatchHeader, wholeBatchSize } from "../records/batch.ts";
import { RecordError } from "../records/record-error.ts";
import { AppendError } from "./log.ts";

/**
 * The headers of the whole batches, a cut one at the end left out, and all from the first one on whose leader epoch is
 * above `leaderEpoch`: the replica does not follow that leader yet. Throws AppendError.
 */
export function fetchedBatches(
  records: Uint8Array,
  partitionName: string,
  logEndOffset: number,
  leaderEpoch: number,
): BatchHeader[] {
  const headers: BatchHeader[] = [];
  let expected = logEndOffset;
  try {
    for (let at = 0; ; ) {
      const size = wholeBatchSize(records, at);
      if (size === 0) return headers;
      const header = readBatchHeader(records, at);
      if (header.partitionLeaderEpoch > leaderEpoch) return headers;
      ensureValid(records.subarray(at, at + size));
      if (header.baseOffset < expected) {
        throw new AppendError(
          ErrorCode.UNKNOWN_SERVER_ERROR,
          headers.length > 0
            ? `Out of order offsets found in append to ${partitionName}: ${[...headers, header].map(({ lastOffset }) => lastOffset).join(",")}`
            : `Unexpected offset in append to ${partitionName}. First offset ${header.baseOffset} is less than the next offset ${expected}.`,
        );
      }
      headers.push(header);
      expected = header.lastOffset + 1;
      at += size;
    }
  } catch (error) {
    if (error instanceof RecordError) throw new AppendError(error.code, error.message);
    throw error;
  }
}
