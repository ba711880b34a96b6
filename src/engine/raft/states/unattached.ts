// Unattached: it knows no leader of its epoch. It asks around who leads; a voter stands for election itself when its
// patience is over.
import type { Unattached } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { sendFetchToAny } from "../rpc/fetch-response.ts";
import { becomeProspective } from "../transitions.ts";

/** Returns when it has to be looked at again. */
export function tickUnattached(raft: Raft, state: Unattached): number {
  if (raft.shutdownDeadlineMs !== null) return raft.shutdownDeadlineMs;
  if (!raft.isVoter) return sendFetchToAny(raft);
  if (state.electionDeadlineMs === Number.POSITIVE_INFINITY) {
    // It has become a voter since.
    raft.state = { ...state, electionDeadlineMs: raft.nowMs + raft.randomElectionTimeoutMs() };
    return raft.nowMs;
  }
  if (raft.nowMs >= state.electionDeadlineMs) {
    becomeProspective(raft);
    return raft.nowMs;
  }
  return Math.min(sendFetchToAny(raft), state.electionDeadlineMs);
}
