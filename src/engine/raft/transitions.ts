// The moves between the states of an epoch. Whatever changes the epoch, the vote or the leader is written to
// quorum-state with it; being prospective and resigned is not.
import { assert } from "../base/assert.ts";
import { ZERO_UUID } from "../base/uuid.ts";
import { controlRecord } from "../records/control.ts";
import type { ResignReason } from "../trace/event.ts";
import { Accumulator } from "./accumulator.ts";
import { epochElection, grantingVoters, recordVote } from "./epoch-election.ts";
import { type EpochState, mayFollow, shownState } from "./epoch-state.ts";
import { quorumStateText } from "./quorum-state.ts";
import { MAX_KRAFT_VERSION, type Raft } from "./raft.ts";
import { Replicas } from "./replica-progress.ts";
import { refuseParkedFetches } from "./rpc/fetch-request.ts";
import { failPendingChanges } from "./rpc/voter-change.ts";
import {
  type Endpoint,
  isVoter,
  needsUpdate,
  type ReplicaKey,
  updateVoter,
  type VoterSet,
  votersRecord,
} from "./voter-set.ts";

export function storeState(raft: Raft, state: EpochState): void {
  const { leaderId, epoch: leaderEpoch, votedKey } = state;
  // A leader's own vote is told by its leading.
  const voted = state.name === "leader" || state.name === "resigned" ? null : votedKey;
  const text = quorumStateText(
    { leaderId, leaderEpoch, votedId: voted?.id ?? -1, votedDirectoryId: voted?.directoryId ?? ZERO_UUID },
    raft.history.kraftVersion,
    [...raft.voters.keys()],
  );
  raft.parts.storeQuorumState(text);
}

function enter(raft: Raft, next: EpochState): void {
  const before = raft.state;
  assert(mayFollow(before.name, next.name), `${before.name} does not become ${next.name}`);
  if (before.name === "leader") failPendingChanges(raft, before);
  if (before.name === "follower" && before.fetchingSnapshot !== null) {
    raft.log.snapshots.abandon(before.fetchingSnapshot);
  }
  const from = shownState(before.name, raft.isVoter);
  raft.state = next;
  const to = shownState(next.name, raft.isVoter);
  const changed = from !== to || before.leaderId !== next.leaderId || before.epoch !== next.epoch;
  if (changed && raft.identity.canBecomeVoter) {
    raft.stateCause = raft.tell({
      kind: "raft-state-changed",
      from,
      to,
      epoch: next.epoch,
      leader: next.leaderId,
    });
  }
}

function enterDurably(raft: Raft, next: EpochState): void {
  enter(raft, next);
  storeState(raft, next);
}

/** Of the voter that waits for its turn: what is left of its patience stays. */
function electionDeadlineMs(raft: Raft): number {
  const { state, isVoter: votes, nowMs } = raft;
  if (!votes) return Number.POSITIVE_INFINITY;
  if (state.name === "follower" || state.name === "leader") return nowMs + raft.randomElectionTimeoutMs();
  return state.electionDeadlineMs;
}

/** A higher epoch, or the end of a pre-vote that was lost without a leader to go back to. */
export function becomeUnattached(raft: Raft, epoch: number): void {
  const { state } = raft;
  assert(epoch > state.epoch || state.name === "prospective", "an epoch is left for a higher one only");
  const sameEpoch = epoch === state.epoch;
  enterDurably(raft, {
    name: "unattached",
    epoch,
    leaderId: sameEpoch ? state.leaderId : -1,
    leaderEndpoints: [],
    votedKey: sameEpoch ? state.votedKey : null,
    highWatermark: state.highWatermark,
    electionDeadlineMs: electionDeadlineMs(raft),
  });
  raft.connections.reset();
  if (!sameEpoch) refuseParkedFetches(raft);
}

/** The vote is given: the candidate has at least as good a chance, so the own patience begins anew. */
export function vote(raft: Raft, candidate: ReplicaKey): void {
  const { state } = raft;
  assert(state.name === "unattached" || state.name === "prospective", "only who stands aside votes");
  const electionDeadline = raft.nowMs + raft.randomElectionTimeoutMs();
  enterDurably(raft, { ...state, votedKey: candidate, electionDeadlineMs: electionDeadline });
}

export function becomeProspective(raft: Raft): void {
  const { state } = raft;
  const election = epochElection(raft.voters.keys());
  recordVote(election, raft.identity.key.id, true);
  enter(raft, {
    name: "prospective",
    epoch: state.epoch,
    leaderId: state.leaderId,
    leaderEndpoints: state.leaderEndpoints,
    votedKey: state.votedKey,
    highWatermark: state.highWatermark,
    election,
    electionDeadlineMs: raft.nowMs + raft.randomElectionTimeoutMs(),
  });
  raft.connections.reset();
  if (raft.voters.size === 1) return becomeCandidate(raft);
  raft.stateCause = raft.tell(
    { kind: "election-started", epoch: state.epoch, preVote: true },
    raft.stateCause,
  );
}

export function becomeCandidate(raft: Raft): void {
  const { state } = raft;
  const epoch = state.epoch + 1;
  const election = epochElection(raft.voters.keys());
  recordVote(election, raft.identity.key.id, true);
  enterDurably(raft, {
    name: "candidate",
    epoch,
    leaderId: -1,
    leaderEndpoints: [],
    votedKey: raft.identity.key,
    highWatermark: state.highWatermark,
    election,
    electionDeadlineMs: raft.nowMs + raft.randomElectionTimeoutMs(),
  });
  raft.stateCause = raft.tell({ kind: "election-started", epoch, preVote: false }, raft.stateCause);
  if (raft.voters.size === 1) becomeLeader(raft);
  else raft.connections.reset();
}

export function becomeLeader(raft: Raft): void {
  const { state, log, settings, nowMs } = raft;
  assert(state.name === "candidate", "a candidate becomes leader");
  const { key, endpoints } = raft.identity;
  const epochStartOffset = log.endOffset;
  const { voters } = raft;
  const votersOffset = raft.history.votersOffset;
  const granted = grantingVoters(state.election);
  const accumulator = new Accumulator(state.epoch, epochStartOffset, settings.appendLingerMs);
  enterDurably(raft, {
    name: "leader",
    epoch: state.epoch,
    leaderId: key.id,
    leaderEndpoints: endpoints,
    votedKey: state.votedKey,
    highWatermark: null,
    grantingVoters: granted,
    replicas: new Replicas(key, epochStartOffset, voters),
    accumulator,
    fetchedVoters: new Set(),
    checkQuorumDeadlineMs: nowMs + settings.fetchTimeoutMs * CHECK_QUORUM_FACTOR,
    beginQuorumEpochAtMs: nowMs,
    resignRequested: null,
    addVoter: null,
    removeVoter: null,
    toldVoters: new Map([[key.id, raft.localNode]]),
  });
  log.log.assignEpochStart(state.epoch, epochStartOffset);
  accumulator.appendControl(epochStart(raft, granted, voters, votersOffset), raft.wallMs);
  raft.connections.reset();
}

export const CHECK_QUORUM_FACTOR = 1.5;

/** The first records of an epoch. In a dynamic quorum that is new, the voters go into the log with them. */
function epochStart(raft: Raft, granted: readonly number[], voters: VoterSet, votersOffset: number | null) {
  const { key } = raft.identity;
  const records = [
    controlRecord("LEADER_CHANGE", {
      version: 0,
      leaderId: key.id,
      voters: [...voters.keys()].map((voterId) => ({ voterId })),
      grantingVoters: granted.toSorted((a, b) => a - b).map((voterId) => ({ voterId })),
    }),
  ];
  const { kraftVersion } = raft.history;
  if (kraftVersion > 0 && (votersOffset === -1 || needsUpdate(voters, raft.localNode))) {
    const updated = updateVoter(voters, raft.localNode) ?? voters;
    const level = Math.min(kraftVersion, MAX_KRAFT_VERSION);
    records.push(controlRecord("KRAFT_VERSION", { version: 0, kRaftVersion: level }));
    records.push(controlRecord("KRAFT_VOTERS", votersRecord(updated)));
  }
  return records;
}

export function becomeFollower(
  raft: Raft,
  epoch: number,
  leaderId: number,
  endpoints: readonly Endpoint[],
): void {
  const { state, settings, nowMs } = raft;
  assert(epoch >= state.epoch, "an epoch is left for a higher one only");
  assert(leaderId !== raft.identity.key.id, "nobody follows itself");
  const sameEpoch = epoch === state.epoch;
  enterDurably(raft, {
    name: "follower",
    epoch,
    leaderId,
    leaderEndpoints: endpoints,
    votedKey: sameEpoch ? state.votedKey : null,
    highWatermark: state.highWatermark,
    fetchDeadlineMs: nowMs + settings.fetchTimeoutMs,
    hasFetched: false,
    fetchingSnapshot: null,
    updateVoterAtMs: nowMs + settings.fetchTimeoutMs,
    hasUpdatedLeader: false,
  });
  raft.connections.reset();
  refuseParkedFetches(raft);
}

export function resign(raft: Raft, reason: ResignReason): void {
  const { state } = raft;
  assert(state.name === "leader", "a leader resigns");
  refuseParkedFetches(raft);
  const successors = state.replicas.successors().filter((key) => isVoter(raft.voters, key));
  const others = [...raft.voters.keys()].filter((id) => id !== raft.identity.key.id);
  const told = raft.tell({ kind: "leader-resigned", epoch: state.epoch, reason });
  enter(raft, {
    name: "resigned",
    epoch: state.epoch,
    leaderId: state.leaderId,
    leaderEndpoints: state.leaderEndpoints,
    votedKey: state.votedKey,
    highWatermark: null,
    electionDeadlineMs: raft.nowMs + raft.randomElectionTimeoutMs(),
    unacknowledged: new Set(others),
    unreachable: new Set(),
    successors,
  });
  raft.stateCause = told;
  raft.outbox.push({ kind: "resigned", epoch: state.epoch });
  raft.connections.reset();
}
