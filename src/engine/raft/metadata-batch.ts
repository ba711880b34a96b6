// Batches of the metadata log: records with null keys, as any Kafka log has them, and the control records of raft
// (KIP-595, KIP-853), which tell of leaders and voters.
import { ByteWriter } from "../base/bytes.ts";
import type { Uuid } from "../base/uuid.ts";
import { encodeMessage } from "../protocol/codec.ts";
import { KRaftVersionRecord } from "../protocol/schemas/control/k-raft-version-record.ts";
import { LeaderChangeMessage } from "../protocol/schemas/control/leader-change-message.ts";
import { VotersRecord } from "../protocol/schemas/control/voters-record.ts";
import { type BatchHeader, batchHeaders } from "../records/batch.ts";
import { BatchBuilder } from "../records/builder.ts";
import { readRecords } from "../records/record.ts";
import type { CommittedBatch } from "./metadata-log.ts";
import { decodeMetadataRecord, type MetadataRecord } from "./metadata-record.ts";

/** Types of control records beside those of transactions. */
const ControlType = { LEADER_CHANGE: 2, KRAFT_VERSION: 5, KRAFT_VOTERS: 6 } as const;

export interface Voter {
  readonly id: number;
  readonly directoryId: Uuid;
  readonly host: string;
  readonly port: number;
}

export const CONTROLLER_LISTENER = "CONTROLLER";

export function recordsBatch(records: readonly MetadataRecord[], epoch: number, nowMs: number): Uint8Array {
  const builder = new BatchBuilder({ partitionLeaderEpoch: epoch });
  for (const record of records) builder.append(nowMs, null, record.value);
  return builder.build();
}

/**
 * What a new leader writes first. In the first epoch of a quorum the voters and the version of raft go with it; the
 * leader change itself stays version 0, without directories, as Kafka writes it.
 */
export function epochStartBatch(
  leaderId: number,
  epoch: number,
  nowMs: number,
  voters: readonly Voter[],
  grantingVoters: readonly number[],
  isFirstEpoch: boolean,
): Uint8Array {
  const builder = new BatchBuilder({ partitionLeaderEpoch: epoch, control: true });
  const change = {
    version: 0,
    leaderId,
    voters: voters.map(({ id }) => ({ voterId: id })),
    grantingVoters: grantingVoters.map((voterId) => ({ voterId })),
  };
  builder.append(nowMs, controlKey(ControlType.LEADER_CHANGE), encodeMessage(LeaderChangeMessage, 0, change));
  if (isFirstEpoch) {
    const version = encodeMessage(KRaftVersionRecord, 0, { version: 0, kRaftVersion: 1 });
    builder.append(nowMs, controlKey(ControlType.KRAFT_VERSION), version);
    const set = encodeMessage(VotersRecord, 0, {
      version: 0,
      voters: voters.map(({ id, directoryId, host, port }) => ({
        voterId: id,
        voterDirectoryId: directoryId,
        endpoints: [{ name: CONTROLLER_LISTENER, host, port }],
        kRaftVersionFeature: { minSupportedVersion: 0, maxSupportedVersion: 1 },
      })),
    });
    builder.append(nowMs, controlKey(ControlType.KRAFT_VOTERS), set);
  }
  return builder.build();
}

function controlKey(type: number): Uint8Array {
  const writer = new ByteWriter(4);
  writer.int16(0);
  writer.int16(type);
  return writer.finish();
}

/** The whole batches in `bytes`, decoded. Throws RecordError or DecodeError for bytes that are no metadata. */
export function decodeBatches(bytes: Uint8Array): CommittedBatch[] {
  const batches: CommittedBatch[] = [];
  for (const header of batchHeaders(bytes)) batches.push(decodeBatch(bytes, header));
  return batches;
}

function decodeBatch(bytes: Uint8Array, header: BatchHeader): CommittedBatch {
  const { baseOffset, lastOffset, partitionLeaderEpoch: epoch, maxTimestamp: appendMs } = header;
  const records: MetadataRecord[] = [];
  if (!header.control) {
    for (const { value } of readRecords(bytes, header)) {
      // The bytes of a fetch are reused by nobody, but a whole fetch should not live on for one field of one record.
      if (value !== null) records.push(decodeMetadataRecord(value.slice()));
    }
  }
  return { baseOffset, lastOffset, epoch, appendMs, records };
}
