// What is shown of the quorum as one controller knows it. How far the others are is known to the leader alone.
import type { ControllerSnapshot, ElectionSnapshot, QuorumReplicaSnapshot } from "../inspect/snapshot.ts";
import { grantingVoters, majorityOf, refusingVoters } from "../raft/epoch-election.ts";
import { shownState } from "../raft/epoch-state.ts";
import type { Raft } from "../raft/raft.ts";
import type { ReplicaProgress } from "../raft/replica-progress.ts";

export type QuorumPart = Pick<
  ControllerSnapshot,
  | "state"
  | "epoch"
  | "leaderId"
  | "votedId"
  | "election"
  | "majority"
  | "voters"
  | "observers"
  | "snapshot"
  | "logStartOffset"
  | "leaderEpochs"
>;

const LEADER_EPOCHS = 64;
const UNKNOWN = { logEndOffset: null, lag: null, lastFetchMs: null, lastCaughtUpMs: null };

export function inspectQuorum(raft: Raft | null): QuorumPart {
  if (raft === null || !raft.hasBegun) {
    const nothing = {
      election: null,
      majority: 0,
      voters: [],
      observers: [],
      snapshot: null,
      leaderEpochs: [],
    };
    return { state: "unattached", epoch: -1, leaderId: -1, votedId: -1, logStartOffset: 0, ...nothing };
  }
  const { state, log, voters } = raft;
  const leading = state.name === "leader" ? state : null;
  const newest = log.snapshots.latest;
  return {
    state: shownState(state.name, raft.isVoter),
    epoch: state.epoch,
    leaderId: state.leaderId,
    votedId: state.votedKey?.id ?? -1,
    election: electionOf(raft),
    majority: majorityOf(voters.size),
    voters: [...voters.values()].map((voter) => {
      const { id, directoryId, endpoints } = voter;
      const at = raft.addressOf(id, endpoints);
      const progress = leading?.replicas.voters.find(({ key }) => key.id === id);
      const known = progress === undefined ? UNKNOWN : progressOf(raft, progress);
      return { id, directoryId, host: at?.host ?? "", port: at?.port ?? 0, ...known };
    }),
    observers: (leading?.replicas.observers(raft.nowMs) ?? []).map((progress) => ({
      id: progress.key.id,
      directoryId: progress.key.directoryId,
      ...progressOf(raft, progress),
    })),
    snapshot: newest === null ? null : { ...newest.id, sizeBytes: newest.file.sizeBytes },
    logStartOffset: log.startOffset,
    leaderEpochs: log.log.leaderEpochs
      .slice(-LEADER_EPOCHS)
      .map(({ epoch, startOffset }) => ({ epoch, startOffset })),
  };
}

function electionOf({ state }: Raft): ElectionSnapshot | null {
  if (state.name !== "prospective" && state.name !== "candidate") return null;
  return {
    preVote: state.name === "prospective",
    granted: grantingVoters(state.election),
    refused: refusingVoters(state.election),
  };
}

function progressOf(
  raft: Raft,
  { key, endOffset, lastFetchMs, lastCaughtUpMs }: ReplicaProgress,
): Omit<QuorumReplicaSnapshot, "id" | "directoryId"> {
  const isLocal = key.id === raft.identity.key.id;
  const known = (ms: number): number | null => (ms < 0 ? null : ms);
  return {
    logEndOffset: endOffset,
    lag: endOffset === null ? null : raft.log.endOffset - endOffset,
    lastFetchMs: isLocal ? null : known(lastFetchMs),
    lastCaughtUpMs: isLocal ? null : known(lastCaughtUpMs),
  };
}
