// The states of a replica in an epoch, and which may follow which (KIP-595, KIP-996):
//
//   unattached   knows no leader of its epoch; may have voted. A voter waits here for its election timeout
//   prospective  asks the voters whether it could win an election, in the epoch that is (pre-vote)
//   candidate    stands in a new epoch
//   leader       won a majority
//   follower     fetches from the leader; an observer does no more than this and `unattached`
//   resigned     led, and gives up: tells the others, so that they elect another one
//
//   unattached ──timeout──► prospective ──majority of pre-votes──► candidate ──majority──► leader ──► resigned
//        ▲  ▲                 │     ▲                                │                        │           │
//        │  └─── lost ────────┘     └──────────── timeout ───────────┘                        │           │
//        └────────────────────────────── a higher epoch, from any state ──────────────────────┴───────────┘
//   any of them but the leader ──hears of a leader of its epoch or a higher one──► follower ──fetch timeout──► prospective
import type { RaftStateName } from "../inspect/snapshot.ts";
import type { ResignReason } from "../trace/event.ts";
import type { Accumulator } from "./accumulator.ts";
import type { EpochElection } from "./epoch-election.ts";
import type { Replicas } from "./replica-progress.ts";
import type { PendingAddVoter, PendingRemoveVoter } from "./rpc/pending-voter-change.ts";
import type { PartialSnapshot } from "./snapshots.ts";
import type { Endpoint, ReplicaKey, VoterNode } from "./voter-set.ts";

interface InEpoch {
  readonly epoch: number;
  /** -1: unknown. */
  readonly leaderId: number;
  readonly leaderEndpoints: readonly Endpoint[];
  /** Whom it voted for in this epoch. */
  readonly votedKey: ReplicaKey | null;
  /** As far as this state knows; null: not at all. */
  highWatermark: number | null;
}

export interface Unattached extends InEpoch {
  readonly name: "unattached";
  readonly electionDeadlineMs: number;
}

export interface Prospective extends InEpoch {
  readonly name: "prospective";
  readonly election: EpochElection;
  readonly electionDeadlineMs: number;
}

export interface Candidate extends InEpoch {
  readonly name: "candidate";
  readonly election: EpochElection;
  readonly electionDeadlineMs: number;
}

export interface Leader extends InEpoch {
  readonly name: "leader";
  readonly grantingVoters: readonly number[];
  readonly replicas: Replicas;
  readonly accumulator: Accumulator;
  /** Voters that have fetched since the last time that a majority had. */
  readonly fetchedVoters: Set<number>;
  checkQuorumDeadlineMs: number;
  beginQuorumEpochAtMs: number;
  resignRequested: ResignReason | null;
  addVoter: PendingAddVoter | null;
  removeVoter: PendingRemoveVoter | null;
  /** In a static quorum: what voters have told of themselves, for an upgrade to a dynamic one. */
  readonly toldVoters: Map<number, VoterNode>;
}

export interface Follower extends InEpoch {
  readonly name: "follower";
  fetchDeadlineMs: number;
  /** It has fetched from this leader: who asks for a pre-vote now is refused. */
  hasFetched: boolean;
  fetchingSnapshot: PartialSnapshot | null;
  updateVoterAtMs: number;
  /** The leader of this epoch knows of this voter's directory and listeners. */
  hasUpdatedLeader: boolean;
}

export interface Resigned extends InEpoch {
  readonly name: "resigned";
  readonly electionDeadlineMs: number;
  readonly unacknowledged: Set<number>;
  /** Voters that could not be told. */
  readonly unreachable: Set<number>;
  readonly successors: readonly ReplicaKey[];
}

export type EpochState = Unattached | Prospective | Candidate | Leader | Follower | Resigned;
export type EpochStateName = EpochState["name"];

const MAY_FOLLOW: Readonly<Record<EpochStateName, readonly EpochStateName[]>> = {
  unattached: ["unattached", "prospective", "follower"],
  prospective: ["unattached", "prospective", "candidate", "follower"],
  candidate: ["unattached", "prospective", "leader", "follower"],
  leader: ["unattached", "resigned", "follower"],
  follower: ["unattached", "prospective", "follower"],
  resigned: ["unattached", "prospective", "follower"],
};

export function mayFollow(from: EpochStateName, to: EpochStateName): boolean {
  return MAY_FOLLOW[from].includes(to);
}

/** As people see it: a replica without a vote is an observer, whatever it does. */
export function shownState(name: EpochStateName, isVoter: boolean): RaftStateName {
  return isVoter || name === "leader" || name === "resigned" ? name : "observer";
}
