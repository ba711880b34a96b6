// Leader: it appends what was gathered, tells the voters of its epoch, and gives up when a majority of them has not
// fetched for too long (check quorum): another one may lead by then.
import type { Leader } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { sendBeginQuorumEpoch } from "../rpc/begin-quorum-epoch.ts";
import { completeParkedFetches } from "../rpc/fetch-request.ts";
import { expirePendingChanges, voterChangesCommitted } from "../rpc/voter-change.ts";
import { CHECK_QUORUM_FACTOR, resign } from "../transitions.ts";
import { matchesKey, type ReplicaKey, type VoterNode } from "../voter-set.ts";

export function tickLeader(raft: Raft, state: Leader): number {
  const checkQuorumAtMs =
    state.replicas.voters.length === 1 ? Number.POSITIVE_INFINITY : state.checkQuorumDeadlineMs;
  const isLost = raft.nowMs >= checkQuorumAtMs;
  if (raft.shutdownDeadlineMs !== null || state.resignRequested !== null || isLost) {
    const asked = raft.shutdownDeadlineMs !== null ? "shutdown" : state.resignRequested;
    resign(raft, asked ?? "check-quorum");
    return raft.nowMs;
  }
  const changeExpiresMs = expirePendingChanges(raft, state);
  appendGathered(raft, state);
  const beginMs = sendBeginQuorumEpoch(raft, state);
  return Math.min(
    state.accumulator.dueMs ?? Number.POSITIVE_INFINITY,
    beginMs,
    checkQuorumAtMs,
    changeExpiresMs,
  );
}

function appendGathered(raft: Raft, state: Leader): void {
  const { accumulator, epoch } = state;
  if (accumulator.dueMs === null || accumulator.dueMs > raft.nowMs) return;
  for (const batch of accumulator.drain()) {
    const { baseOffset, lastOffset, appendMs, records, bytes } = batch;
    raft.log.log.appendAsLeader(bytes, epoch, "internal");
    raft.undelivered.push({ baseOffset, lastOffset, epoch, appendMs, records });
    const votersBefore = raft.voters;
    raft.history.loadLog(bytes);
    tellVoters(raft, votersBefore);
  }
  if (state.replicas.localAppended(raft.log.endOffset, raft.voters)) leaderHighWatermarkMoved(raft, state);
  completeParkedFetches(raft);
}

export function tellVoters(raft: Raft, before: ReadonlyMap<number, VoterNode>): void {
  const [from, to] = [[...before.keys()], [...raft.voters.keys()]];
  if (from.join() !== to.join()) raft.tell({ kind: "voters-changed", from, to });
}

export function leaderHighWatermarkMoved(raft: Raft, state: Leader): void {
  state.highWatermark = state.replicas.highWatermark;
  if (state.highWatermark === null) return;
  raft.highWatermark = Math.max(raft.highWatermark, state.highWatermark);
  voterChangesCommitted(raft, state, state.highWatermark);
}

/** A voter has fetched: with a majority of them the leader's time begins anew. */
export function heardOfFollower(raft: Raft, state: Leader, key: ReplicaKey): void {
  const { voters } = state.replicas;
  const voter = voters.find((progress) => progress.key.id === key.id);
  if (voter === undefined || !matchesKey(voter.key, key)) return;
  state.fetchedVoters.add(key.id);
  const local = raft.identity.key.id;
  const isVoterItself = voters.some((progress) => progress.key.id === local);
  const needed = Math.floor(voters.length / 2) + 1 - (isVoterItself ? 1 : 0);
  if (state.fetchedVoters.size < needed) return;
  state.fetchedVoters.clear();
  state.checkQuorumDeadlineMs = raft.nowMs + raft.settings.fetchTimeoutMs * CHECK_QUORUM_FACTOR;
}
