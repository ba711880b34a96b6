// Vote (KIP-595, KIP-853, KIP-996): asking for votes and pre-votes, and giving them. A vote is given once an epoch, to
// a replica whose log is as complete as the own one; a pre-vote promises nothing.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import { Vote } from "../../protocol/schemas/52-vote.ts";
import type { VoteRefusal } from "../../trace/event.ts";
import type { RequestRef } from "../effect.ts";
import { isVoteRejected, unrecordedVoters } from "../epoch-election.ts";
import type { Candidate, EpochState, Prospective } from "../epoch-state.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import { becomeUnattached, vote } from "../transitions.ts";
import { matchesKey, type ReplicaKey } from "../voter-set.ts";
import {
  admittedMetadataPartition,
  isMeantForThisNode,
  leaderEndpointsField,
  voterRequestError,
} from "./checks.ts";

const VERSION = 2;
/** The first version whose answers tell where the leader is. */
const ENDPOINTS_SINCE = 1;

/** Asks all voters that have not answered. Returns when that has to be looked at again. */
export function sendVoteRequests(raft: Raft, state: Prospective | Candidate): number {
  if (isVoteRejected(state.election)) return Number.POSITIVE_INFINITY;
  const asked = unrecordedVoters(state.election);
  return raft.sendToVoters(asked, Vote, VERSION, (voterId) => voteRequest(raft, voterId));
}

function voteRequest(raft: Raft, voterId: number) {
  const { key, clusterId } = raft.identity;
  const partition = {
    partitionIndex: METADATA_PARTITION,
    replicaEpoch: raft.epoch,
    replicaId: key.id,
    replicaDirectoryId: key.directoryId,
    voterDirectoryId: raft.voters.get(voterId)!.directoryId,
    lastOffsetEpoch: raft.log.lastEpoch,
    lastOffset: BigInt(raft.log.endOffset),
    preVote: raft.is("prospective"),
  };
  return { clusterId, voterId, topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }] };
}

export function handleVoteRequest(
  raft: Raft,
  request: RequestOf<typeof Vote>,
  version: number,
  ref: RequestRef,
): void {
  const partition = admittedMetadataPartition(raft, request, ref);
  if (partition === null) return;
  const respond = (errorCode: number, voteGranted: boolean): void =>
    raft.answer(ref, voteResponse(raft, version, errorCode, voteGranted));
  const { replicaId, replicaEpoch, lastOffsetEpoch, preVote } = partition;
  const lastOffset = Number(partition.lastOffset);
  // Who stands in an epoch cannot have records of it yet.
  const isEpochPossible = preVote ? lastOffsetEpoch <= replicaEpoch : lastOffsetEpoch < replicaEpoch;
  if (lastOffset < 0 || lastOffsetEpoch < 0 || !isEpochPossible) {
    return respond(ErrorCode.INVALID_REQUEST, false);
  }
  const errorCode = voterRequestError(raft, replicaId, replicaEpoch);
  if (errorCode !== ErrorCode.NONE) {
    if (errorCode === ErrorCode.FENCED_LEADER_EPOCH) {
      tellRefused(raft, replicaEpoch, replicaId, preVote, "old-epoch");
    }
    return respond(errorCode, false);
  }
  if (replicaEpoch > raft.epoch) becomeUnattached(raft, replicaEpoch);
  if (!isMeantForThisNode(raft, request.voterId, partition.voterDirectoryId)) {
    return respond(ErrorCode.INVALID_VOTER_KEY, false);
  }
  const candidate = { id: replicaId, directoryId: partition.replicaDirectoryId };
  const { lastEpoch, endOffset } = raft.log;
  const upToDate = lastOffsetEpoch > lastEpoch || (lastOffsetEpoch === lastEpoch && lastOffset >= endOffset);
  const refusal = voteRefusal(raft.state, candidate, upToDate, preVote);
  if (refusal !== null) {
    tellRefused(raft, replicaEpoch, replicaId, preVote, refusal);
    return respond(ErrorCode.NONE, false);
  }
  if (!preVote && raft.state.votedKey === null) vote(raft, candidate);
  raft.tell({ kind: "vote-granted", epoch: replicaEpoch, candidate: replicaId, preVote });
  respond(ErrorCode.NONE, true);
}

function tellRefused(
  raft: Raft,
  epoch: number,
  candidate: number,
  preVote: boolean,
  reason: VoteRefusal,
): void {
  raft.tell({ kind: "vote-refused", epoch, candidate, preVote, reason });
}

/** Why the vote is not given; null when it is. The request is of the state's epoch. */
export function voteRefusal(
  state: EpochState,
  candidate: ReplicaKey,
  upToDate: boolean,
  preVote: boolean,
): VoteRefusal | null {
  const byLog = upToDate ? null : "log-behind";
  switch (state.name) {
    case "unattached":
    case "prospective":
      if (preVote) return byLog;
      if (state.votedKey !== null) return matchesKey(state.votedKey, candidate) ? null : "voted";
      return state.leaderId >= 0 ? "has-leader" : byLog;
    case "candidate":
      return preVote ? byLog : "own-candidacy";
    case "follower":
      return preVote && !state.hasFetched ? byLog : "has-leader";
    case "resigned":
      return preVote ? byLog : "own-candidacy";
    case "leader":
      return "own-candidacy";
  }
}

function voteResponse(
  raft: Raft,
  version: number,
  errorCode: number,
  voteGranted: boolean,
): ResponseInput<typeof Vote> {
  const partition = {
    partitionIndex: METADATA_PARTITION,
    errorCode,
    leaderId: raft.state.leaderId,
    leaderEpoch: raft.epoch,
    voteGranted,
  };
  return {
    errorCode: ErrorCode.NONE,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    ...leaderEndpointsField(raft, version >= ENDPOINTS_SINCE),
  };
}
