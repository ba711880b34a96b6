// Candidate: it stands in a new epoch with its own vote. Without a majority by the end of its patience it asks again
// whether it could win.
import type { Candidate } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { sendVoteRequests } from "../rpc/vote-request.ts";
import { becomeProspective } from "../transitions.ts";

export function tickCandidate(raft: Raft, state: Candidate): number {
  if (raft.shutdownDeadlineMs !== null) {
    return Math.min(sendVoteRequests(raft, state), raft.shutdownDeadlineMs);
  }
  if (raft.nowMs >= state.electionDeadlineMs) {
    becomeProspective(raft);
    return raft.nowMs;
  }
  return Math.min(sendVoteRequests(raft, state), state.electionDeadlineMs);
}
