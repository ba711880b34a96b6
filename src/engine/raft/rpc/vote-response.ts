// The answers to Vote: counting them until the election is won or lost.
import { ErrorCode } from "../../protocol/errors.ts";
import type { ResponseOf } from "../../protocol/schema.ts";
import type { Vote } from "../../protocol/schemas/52-vote.ts";
import { isVoteGranted, isVoteRejected, recordVote } from "../epoch-election.ts";
import type { Raft } from "../raft.ts";
import { loseProspective } from "../states/prospective.ts";
import { becomeCandidate, becomeLeader } from "../transitions.ts";
import { metadataPartition } from "./checks.ts";
import { settledBy } from "./leadership-news.ts";

/** True when the answer could be used. */
export function handleVoteResponse(raft: Raft, fromId: number, body: ResponseOf<typeof Vote>): boolean {
  if (body.errorCode !== ErrorCode.NONE) return false;
  const partition = metadataPartition(body.topics);
  if (partition === null) return false;
  const { errorCode, voteGranted } = partition;
  const settled = settledBy(raft, partition, body.nodeEndpoints);
  if (settled !== null) return settled;
  if (errorCode !== ErrorCode.NONE) return false;
  const { state } = raft;
  if (state.name !== "prospective" && state.name !== "candidate") return true;
  if (!state.election.voterIds.includes(fromId)) return true;
  recordVote(state.election, fromId, voteGranted);
  if (state.name === "prospective") {
    if (isVoteGranted(state.election)) becomeCandidate(raft);
    else if (isVoteRejected(state.election)) loseProspective(raft, state);
  } else if (isVoteGranted(state.election)) becomeLeader(raft);
  return true;
}
