// The records of the metadata log in their order, each once, as soon as somebody who has them knows that they are
// committed: read from the bytes, whatever the controllers believe.
import { decodeBatches } from "../../raft/metadata-batch.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import type { ReplicaLog } from "./checker.ts";

export interface MetadataReading {
  onRecord(record: MetadataRecord, offset: number): void;
  /** What lies between is in a snapshot only. */
  onGap(): void;
}

/** Give it the logs of each moment. */
export function readCommittedMetadata({
  onRecord,
  onGap,
}: MetadataReading): (logs: readonly ReplicaLog[]) => void {
  /** All below was read. */
  let readEnd = 0;

  function read({ batches, highWatermark }: ReplicaLog): void {
    for (const { header, bytes } of batches) {
      if (header.baseOffset < readEnd || header.lastOffset >= highWatermark) continue;
      if (header.baseOffset > readEnd) onGap();
      readEnd = header.lastOffset + 1;
      for (const { baseOffset, records } of decodeBatches(bytes))
        for (const [i, record] of records.entries()) onRecord(record, baseOffset + i);
    }
  }

  return (logs) => {
    for (const log of logs) if (log.topic === "__cluster_metadata" && log.highWatermark > readEnd) read(log);
  };
}
