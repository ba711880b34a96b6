// The record of a partition that does not exist yet.
import type { Uuid } from "../../base/uuid.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { defaultDirectory } from "../cluster/broker-rules.ts";
import { hasDirectories, partitionRecordVersion } from "../features/metadata-version.ts";
import type { MetadataImage } from "../image.ts";
import { LeaderRecoveryState } from "../image-partition.ts";

export function newPartitionRecord(
  image: MetadataImage,
  topicId: Uuid,
  partitionId: number,
  replicas: readonly number[],
  isr: readonly number[],
  leaderEpoch = 0,
): MetadataRecord {
  return metadataRecord("PartitionRecord", partitionRecordVersion(image.features), {
    partitionId,
    topicId,
    replicas,
    isr,
    removingReplicas: [],
    addingReplicas: [],
    leader: isr[0]!,
    leaderRecoveryState: LeaderRecoveryState.RECOVERED,
    leaderEpoch,
    partitionEpoch: 0,
    ...(hasDirectories(image.features)
      ? { directories: replicas.map((id) => defaultDirectory(image, id)) }
      : {}),
  });
}
