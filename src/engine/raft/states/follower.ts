// Follower: a voter that fetches from the leader of its epoch. When it cannot for too long, it asks whether it should
// lead itself. Now and then it tells the leader who it is, where the voter set says something else (KIP-853).
import type { Follower } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { sendFetchToBest } from "../rpc/fetch-response.ts";
import { sendUpdateVoter } from "../rpc/update-voter.ts";
import { becomeProspective } from "../transitions.ts";
import { needsUpdate } from "../voter-set.ts";

export function tickFollower(raft: Raft, state: Follower): number {
  if (raft.shutdownDeadlineMs !== null) return raft.shutdownDeadlineMs;
  if (raft.nowMs >= state.fetchDeadlineMs) {
    becomeProspective(raft);
    return raft.nowMs;
  }
  let waitMs: number;
  if (raft.nowMs >= state.updateVoterAtMs && shouldUpdateVoter(raft, state)) {
    const sent = sendUpdateVoter(raft);
    if (sent) state.updateVoterAtMs = nextUpdateMs(raft);
    waitMs = raft.connections.nextChangeMs(raft.nowMs);
  } else {
    if (raft.nowMs >= state.updateVoterAtMs) state.updateVoterAtMs = nextUpdateMs(raft);
    waitMs = sendFetchToBest(raft, state);
  }
  const updateMs = state.updateVoterAtMs > raft.nowMs ? state.updateVoterAtMs : Number.POSITIVE_INFINITY;
  return Math.min(waitMs, state.fetchDeadlineMs, updateMs);
}

function shouldUpdateVoter(raft: Raft, state: Follower): boolean {
  if (raft.history.kraftVersion > 0) return needsUpdate(raft.voters, raft.localNode);
  return !state.hasUpdatedLeader;
}

export function nextUpdateMs(raft: Raft): number {
  return raft.nowMs + raft.settings.fetchTimeoutMs;
}
