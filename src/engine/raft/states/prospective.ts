// Prospective (KIP-996): before it disturbs anybody with a new epoch, a voter asks whether it could win. Who is cut off
// from the others asks in vain, and comes back into the epoch that goes on.
import type { Prospective } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { sendVoteRequests } from "../rpc/vote-request.ts";
import { becomeFollower, becomeUnattached } from "../transitions.ts";

export function tickProspective(raft: Raft, state: Prospective): number {
  if (raft.shutdownDeadlineMs !== null) {
    return Math.min(sendVoteRequests(raft, state), raft.shutdownDeadlineMs);
  }
  if (raft.nowMs >= state.electionDeadlineMs) {
    loseProspective(raft, state);
    return raft.nowMs;
  }
  return Math.min(sendVoteRequests(raft, state), state.electionDeadlineMs);
}

/** Back to the leader that it knows, or to waiting. */
export function loseProspective(raft: Raft, state: Prospective): void {
  if (state.leaderId >= 0 && state.leaderId !== raft.identity.key.id && state.leaderEndpoints.length > 0) {
    becomeFollower(raft, state.epoch, state.leaderId, state.leaderEndpoints);
  } else {
    becomeUnattached(raft, state.epoch);
  }
}
