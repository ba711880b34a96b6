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
  let last = -1;
  let areInOrder = true;
  try {
    for (let at = 0; ; ) {
      const size = wholeBatchSize(records, at);
      if (size === 0) break;
      const header = readBatchHeader(records, at);
      if (header.partitionLeaderEpoch > leaderEpoch) break;
      ensureValid(records.subarray(at, at + size));
      if (header.lastOffset <= last) areInOrder = false;
      last = header.lastOffset;
      headers.push(header);
      at += size;
    }
  } catch (error) {
    if (error instanceof RecordError) throw new AppendError(error.code, error.message);
    throw error;
  }
  const refuse = (message: string): AppendError => new AppendError(ErrorCode.UNKNOWN_SERVER_ERROR, message);
  if (!areInOrder) {
    const offsets = headers.map(({ lastOffset }) => lastOffset).join(",");
    throw refuse(`Out of order offsets found in append to ${partitionName}: ${offsets}`);
  }
  const [first] = headers;
  if (first !== undefined && first.baseOffset < logEndOffset) {
    throw refuse(
      `Unexpected offset in append to ${partitionName}. First offset ${first.baseOffset} is less than the next offset ${logEndOffset}.`,
    );
  }
  return headers;
}
