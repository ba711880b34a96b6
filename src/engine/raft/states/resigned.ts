// Resigned: a leader that gives up says so to the other voters, with those first that have most of its log, so that one
// of them stands for election at once. A leader that comes back after a crash begins like this, too.
import type { Resigned } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { sendEndQuorumEpoch } from "../rpc/end-quorum-epoch.ts";
import { becomeUnattached } from "../transitions.ts";

export function tickResigned(raft: Raft, state: Resigned): number {
  const waitMs = sendEndQuorumEpoch(raft, state);
  if (raft.shutdownDeadlineMs !== null) {
    shortenShutdown(raft, state);
    return Math.min(waitMs, raft.shutdownDeadlineMs);
  }
  if (raft.nowMs >= state.electionDeadlineMs) {
    becomeUnattached(raft, state.epoch + 1);
    return raft.nowMs;
  }
  return Math.min(waitMs, state.electionDeadlineMs);
}

/** Everybody knows who can be reached: another leader comes within the back-off of the successors, or not at all. */
function shortenShutdown(raft: Raft, { unacknowledged, unreachable }: Resigned): void {
  if ([...unacknowledged].some((id) => !unreachable.has(id))) return;
  const soonMs = raft.nowMs + raft.settings.electionBackoffMaxMs;
  raft.shutdownDeadlineMs = Math.min(raft.shutdownDeadlineMs ?? soonMs, soonMs);
}
