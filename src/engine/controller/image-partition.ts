// A partition as its records make it: PartitionRecord sets it, PartitionChangeRecord merges into it. Each change counts
// the partition epoch; each record that names a leader counts the leader epoch, even if the leader stays.
import { type Uuid, ZERO_UUID } from "../base/uuid.ts";
import type { MetadataRecordOf } from "../raft/metadata-record.ts";
import type { PartitionImage } from "./image.ts";

export const NO_LEADER = -1;
/** In a PartitionChangeRecord. */
export const NO_LEADER_CHANGE = -2;
export const LeaderRecoveryState = { RECOVERED: 0, RECOVERING: 1 } as const;

/** Reserved directory ids (KIP-858). */
export const DirectoryId = {
  MIGRATING: ZERO_UUID,
  UNASSIGNED: "AAAAAAAAAAAAAAAAAAAAAQ",
  LOST: "AAAAAAAAAAAAAAAAAAAAAg",
} as const;

export function partitionOf(data: MetadataRecordOf<"PartitionRecord">["data"]): PartitionImage {
  return {
    partition: data.partitionId,
    replicas: data.replicas,
    directories: directoriesOf(data.directories, data.replicas),
    isr: data.isr,
    elr: data.eligibleLeaderReplicas ?? [],
    lastKnownElr: data.lastKnownElr ?? [],
    removingReplicas: data.removingReplicas,
    addingReplicas: data.addingReplicas,
    leader: data.leader,
    leaderEpoch: data.leaderEpoch,
    partitionEpoch: data.partitionEpoch,
    leaderRecoveryState: data.leaderRecoveryState,
  };
}

export function changedPartition(
  before: PartitionImage,
  data: MetadataRecordOf<"PartitionChangeRecord">["data"],
): PartitionImage {
  const electsLeader = data.leader !== NO_LEADER_CHANGE;
  const replicas = data.replicas ?? before.replicas;
  return {
    partition: before.partition,
    replicas,
    directories: data.directories !== null ? directoriesOf(data.directories, replicas) : before.directories,
    isr: data.isr ?? before.isr,
    elr: data.eligibleLeaderReplicas ?? before.elr,
    lastKnownElr: data.lastKnownElr ?? before.lastKnownElr,
    removingReplicas: data.removingReplicas ?? before.removingReplicas,
    addingReplicas: data.addingReplicas ?? before.addingReplicas,
    leader: electsLeader ? data.leader : before.leader,
    leaderEpoch: electsLeader ? before.leaderEpoch + 1 : before.leaderEpoch,
    partitionEpoch: before.partitionEpoch + 1,
    leaderRecoveryState: data.leaderRecoveryState < 0 ? before.leaderRecoveryState : data.leaderRecoveryState,
  };
}

function directoriesOf(given: readonly Uuid[], replicas: readonly number[]): readonly Uuid[] {
  return given.length > 0 ? given : replicas.map(() => DirectoryId.MIGRATING);
}

/** The directory of a replica; MIGRATING when it is none of the partition's. */
export function directoryOf(partition: PartitionImage, replica: number): Uuid {
  return partition.directories[partition.replicas.indexOf(replica)] ?? DirectoryId.MIGRATING;
}
