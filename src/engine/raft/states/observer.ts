// Observer: a follower without a vote. It fetches from the leader or, when that one does not answer, asks around. A
// controller may ask to become a voter, once it has read who they are (KIP-853, auto join).
import type { Follower } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { sendFetchToBest } from "../rpc/fetch-response.ts";
import { sendAddVoter, sendRemoveVoter } from "../rpc/join.ts";
import { nextUpdateMs } from "./follower.ts";

export function tickObserver(raft: Raft, state: Follower): number {
  if (raft.shutdownDeadlineMs !== null) return raft.shutdownDeadlineMs;
  if (mayJoin(raft, state)) {
    const namesake = raft.voters.get(raft.identity.key.id);
    const sent = namesake === undefined ? sendAddVoter(raft) : sendRemoveVoter(raft, namesake);
    if (sent) state.updateVoterAtMs = nextUpdateMs(raft);
    return raft.connections.nextChangeMs(raft.nowMs);
  }
  const joinMs =
    raft.settings.autoJoin && state.updateVoterAtMs > raft.nowMs
      ? state.updateVoterAtMs
      : Number.POSITIVE_INFINITY;
  return Math.min(sendFetchToBest(raft, state), joinMs);
}

function mayJoin(raft: Raft, state: Follower): boolean {
  return (
    raft.settings.autoJoin &&
    raft.identity.canBecomeVoter &&
    raft.history.kraftVersion > 0 &&
    raft.nowMs >= state.updateVoterAtMs
  );
}
