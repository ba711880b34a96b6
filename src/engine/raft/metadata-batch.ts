// Batches of the metadata log, decoded: records with null keys, as any Kafka log has them, and the control records of
// raft (KIP-595, KIP-853), which tell of leaders and voters and are no metadata.
import { type BatchHeader, batchHeaders } from "../records/batch.ts";
import { readRecords } from "../records/record.ts";
import type { CommittedBatch } from "./metadata-log.ts";
import { decodeMetadataRecord, type MetadataRecord } from "./metadata-record.ts";

/** The name of the listener on which controllers are found. */
export const CONTROLLER_LISTENER = "CONTROLLER";

/** The whole batches in `bytes`, decoded. Throws RecordError or DecodeError for bytes that are no metadata. */
export function decodeBatches(
  bytes: Uint8Array,
  decode: (value: Uint8Array) => MetadataRecord = decodeMetadataRecord,
): CommittedBatch[] {
  const batches: CommittedBatch[] = [];
  for (const header of batchHeaders(bytes)) batches.push(decodeBatch(bytes, header, decode));
  return batches;
}

function decodeBatch(
  bytes: Uint8Array,
  header: BatchHeader,
  decode: (value: Uint8Array) => MetadataRecord,
): CommittedBatch {
  const { baseOffset, lastOffset, partitionLeaderEpoch: epoch, maxTimestamp: appendMs } = header;
  const records: MetadataRecord[] = [];
  if (!header.control) {
    for (const { value } of readRecords(bytes, header)) {
      // The bytes of a fetch are reused by nobody, but a whole fetch should not live on for one field of one record.
      if (value !== null) records.push(decode(value.slice()));
    }
  }
  return { baseOffset, lastOffset, epoch, appendMs, records };
}
