// Every change of a partition goes through here: given what is wanted (a new ISR, other replicas, a leader), it makes
// the PartitionChangeRecord that brings it about, with the election, the eligible leader replicas (KIP-966) and the end
// of a reassignment (KIP-455) that follow from it.
import type { Uuid } from "../../base/uuid.ts";
import { type MetadataRecordOf, metadataRecord } from "../../raft/metadata-record.ts";
import {
  bumpsEpochOnIsrShrink,
  hasDirectories,
  partitionRecordVersion,
} from "../features/metadata-version.ts";
import type { PartitionImage } from "../image.ts";
import { directoryOf, LeaderRecoveryState, NO_LEADER, NO_LEADER_CHANGE } from "../image-partition.ts";
import { javaIntSetOrder } from "./java-order.ts";

/** `online`: a leader out of ISR or ELR; `preferred`: the first replica if it can be; `unclean`: any that lives. */
export type Election = "online" | "preferred" | "unclean";

export interface PartitionChange {
  readonly topicId: Uuid;
  readonly partition: PartitionImage;
  readonly features: ReadonlyMap<string, number>;
  readonly elrEnabled: boolean;
  /** Of the topic: no more than its replication factor. */
  readonly minIsr: number;
  /** Alive, and its log directory too. */
  readonly isAcceptableLeader: (replica: number) => boolean;
  /** Where a replica that is new to the partition will lie. */
  readonly defaultDirectory: (replica: number) => Uuid;
  readonly election?: Election;
  readonly targetIsr?: readonly number[];
  readonly targetReplicas?: readonly number[];
  readonly targetRemoving?: readonly number[];
  readonly targetAdding?: readonly number[];
  readonly targetRecoveryState?: number;
  /** Came back without what they had not flushed: no eligible leaders. */
  readonly uncleanShutdownReplicas?: readonly number[];
  readonly directoryOfReplica?: { readonly replica: number; readonly directory: Uuid };
}

export type PartitionChangeRecord = MetadataRecordOf<"PartitionChangeRecord">;

interface Draft {
  isr: readonly number[] | null;
  leader: number;
  replicas: readonly number[] | null;
  removing: readonly number[] | null;
  adding: readonly number[] | null;
  recoveryState: number;
  directories: readonly Uuid[] | null;
  elr: readonly number[] | null;
  lastKnownElr: readonly number[] | null;
}

const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

/** Null when nothing changes. */
export function changePartition(change: PartitionChange): PartitionChangeRecord | null {
  const { partition, features, elrEnabled } = change;
  const draft: Draft = {
    isr: null,
    leader: NO_LEADER_CHANGE,
    replicas: null,
    removing: null,
    adding: null,
    recoveryState: change.targetRecoveryState ?? partition.leaderRecoveryState,
    directories: null,
    elr: null,
    lastKnownElr: null,
  };
  const target = targetOf(change);
  completeReassignment(target, change.minIsr);
  if (elrEnabled) populateElr(change, target);
  elect(change, target, draft);

  // A leader that stays needs a new epoch when a replica goes away, so that it is not heard any more.
  const loses = partition.replicas.some((id) => !target.replicas.includes(id));
  const shrinks =
    target.isr.length < partition.isr.length && partition.isr.some((id) => !target.isr.includes(id));
  if (draft.leader === NO_LEADER_CHANGE && (loses || (bumpsEpochOnIsrShrink(features) && shrinks))) {
    draft.leader = partition.leader;
  }

  // An unclean election forgets who was eligible.
  const isUnclean = draft.isr !== null;
  const elr = isUnclean || !elrEnabled ? [] : target.elr;
  const lastKnown = isUnclean || !elrEnabled ? [] : target.lastKnownElr;
  if (!sameList(elr, partition.elr)) draft.elr = elr;
  if (!sameList(lastKnown, partition.lastKnownElr)) draft.lastKnownElr = lastKnown;

  const mayBeEmpty = target.isr.length > 0 || elrEnabled;
  if (draft.isr === null && mayBeEmpty && !sameList(target.isr, partition.isr)) draft.isr = target.isr;
  if (elrEnabled) noteLastKnownLeader(partition, draft);

  if (target.replicas.length > 0 && !sameList(target.replicas, partition.replicas)) {
    draft.replicas = target.replicas;
  }
  if (!sameList(target.removing, partition.removingReplicas)) draft.removing = target.removing;
  if (!sameList(target.adding, partition.addingReplicas)) draft.adding = target.adding;
  if (hasDirectories(features)) assignDirectories(change, target, draft);
  return recordOf(change, draft);
}

// ---- the steps ----

interface Target {
  isr: readonly number[];
  replicas: readonly number[];
  removing: readonly number[];
  adding: readonly number[];
  elr: readonly number[];
  lastKnownElr: readonly number[];
}

function targetOf(change: PartitionChange): Target {
  const { partition } = change;
  return {
    isr: change.targetIsr ?? partition.isr,
    replicas: change.targetReplicas ?? partition.replicas,
    removing: change.targetRemoving ?? partition.removingReplicas,
    adding: change.targetAdding ?? partition.addingReplicas,
    elr: partition.elr,
    lastKnownElr: partition.lastKnownElr,
  };
}

/** A reassignment is over when those it adds are in sync, above min ISR, or, when it only removes, all who stay. */
function completeReassignment(target: Target, minIsr: number): void {
  if (target.removing.length === 0 && target.adding.length === 0) return;
  const stays = (id: number): boolean => !target.removing.includes(id);
  const isr = target.isr.filter(stays);
  const replicas = target.replicas.filter(stays);
  if (isr.length === 0 || replicas.length === 0) return;
  const awaited = target.adding.length > 0 ? target.adding : replicas;
  if (!awaited.every((id) => isr.includes(id))) return;
  if (isr.length < Math.min(minIsr, replicas.length)) return;
  target.isr = isr;
  target.replicas = replicas;
  target.removing = [];
  target.adding = [];
}

/** Below min ISR, whoever leaves the ISR still has all that was committed, unless it lost what it had not flushed. */
function populateElr(change: PartitionChange, target: Target): void {
  if (target.isr.length >= change.minIsr) {
    target.elr = [];
    target.lastKnownElr = [];
    return;
  }
  const candidates = javaIntSetOrder([...target.elr, ...change.partition.isr]);
  target.elr = candidates.filter(
    (id) => !target.isr.includes(id) && change.uncleanShutdownReplicas?.includes(id) !== true,
  );
}

function elect(change: PartitionChange, target: Target, draft: Draft): void {
  const { partition, elrEnabled, isAcceptableLeader } = change;
  // The ELR is asked only when nobody is left in the ISR.
  const inElr = (id: number): boolean => elrEnabled && target.isr.length === 0 && target.elr.includes(id);
  const isValid = (id: number): boolean => (target.isr.includes(id) || inElr(id)) && isAcceptableLeader(id);
  const { leader, unclean } = electedLeader(change, target, isValid);
  if (leader === partition.leader) return;
  draft.leader = leader;
  if (unclean) {
    draft.isr = [leader];
    draft.recoveryState = LeaderRecoveryState.RECOVERING;
  } else if (leader !== NO_LEADER && !target.isr.includes(leader)) {
    target.isr = [leader];
    target.elr = target.elr.filter((id) => id !== leader);
  }
}

function electedLeader(
  change: PartitionChange,
  target: Target,
  isValid: (id: number) => boolean,
): { readonly leader: number; readonly unclean: boolean } {
  const { partition, election = "online", isAcceptableLeader } = change;
  const first = target.replicas[0];
  if (election === "preferred" && first !== undefined && isValid(first))
    return { leader: first, unclean: false };
  if (isValid(partition.leader)) return { leader: partition.leader, unclean: false };
  const online = target.replicas.find(isValid);
  if (online !== undefined) return { leader: online, unclean: false };
  const [lastKnown] = target.lastKnownElr;
  const hasOneLastKnown = change.elrEnabled && target.elr.length === 0 && target.lastKnownElr.length === 1;
  if (hasOneLastKnown && isAcceptableLeader(lastKnown!)) return { leader: lastKnown!, unclean: true };
  if (election === "unclean") {
    const any = target.replicas.find(isAcceptableLeader);
    if (any !== undefined) return { leader: any, unclean: true };
  }
  return { leader: NO_LEADER, unclean: false };
}

/** The one who led last may be wanted back when nobody else is eligible. */
function noteLastKnownLeader(partition: PartitionImage, draft: Draft): void {
  const known = partition.lastKnownElr;
  if (draft.isr?.length === 0 && (known.length !== 1 || known[0] !== partition.leader)) {
    if (partition.leader !== NO_LEADER) draft.lastKnownElr = [partition.leader];
  } else if (
    (draft.leader >= 0 || (partition.leader !== NO_LEADER && draft.leader !== NO_LEADER)) &&
    known.length > 0
  ) {
    draft.lastKnownElr = [];
  }
}

function assignDirectories(change: PartitionChange, target: Target, draft: Draft): void {
  const { partition, directoryOfReplica } = change;
  if (draft.replicas === null && directoryOfReplica === undefined) return;
  const directories = target.replicas.map((id) => {
    if (directoryOfReplica?.replica === id) return directoryOfReplica.directory;
    return partition.replicas.includes(id) ? directoryOf(partition, id) : change.defaultDirectory(id);
  });
  if (!sameList(directories, partition.directories)) draft.directories = directories;
}

function recordOf(change: PartitionChange, draft: Draft): PartitionChangeRecord | null {
  const { partition, topicId, features } = change;
  const recovers = draft.recoveryState !== partition.leaderRecoveryState;
  const { isr, leader, replicas, removing, adding, directories, elr, lastKnownElr } = draft;
  const lists = [isr, replicas, removing, adding, directories, elr, lastKnownElr];
  if (leader === NO_LEADER_CHANGE && !recovers && lists.every((list) => list === null)) return null;
  const version = partitionRecordVersion(features);
  return metadataRecord("PartitionChangeRecord", version, {
    partitionId: partition.partition,
    topicId,
    isr,
    leader,
    replicas,
    removingReplicas: removing,
    addingReplicas: adding,
    leaderRecoveryState: recovers ? draft.recoveryState : -1,
    directories,
    eligibleLeaderReplicas: elr,
    lastKnownElr,
  });
}
