// Every request and answer of the quorum tells an epoch, and who leads in it: here a replica learns of it.
import { ErrorCode } from "../../protocol/errors.ts";
import type { Raft } from "../raft.ts";
import { becomeFollower, becomeUnattached } from "../transitions.ts";
import type { Endpoint } from "../voter-set.ts";

export interface LeadershipNews {
  readonly errorCode: number;
  /** -1: unknown. */
  readonly leaderId: number;
  readonly epoch: number;
  /** Of the leader, as the message tells them. */
  readonly endpoints: readonly Endpoint[];
}

/** "next": what else the answer says counts. Otherwise it is done with, for better or worse. */
export type Handling = "next" | "handled" | "failed";

export function endpointsOf(
  raft: Raft,
  leaderId: number,
  told: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[] | undefined,
): Endpoint[] {
  const found = told?.find(({ nodeId }) => nodeId === leaderId);
  if (found !== undefined) return [{ name: raft.identity.listener, host: found.host, port: found.port }];
  return [...(raft.voters.get(leaderId)?.endpoints ?? [])];
}

/** A message contradicts what this replica knows for sure: two leaders in one epoch cannot be. */
function isConsistent(raft: Raft, epoch: number, leaderId: number): boolean {
  if (leaderId >= 0 && leaderId === raft.identity.key.id) {
    return epoch < raft.epoch || raft.isLeader || raft.is("resigned");
  }
  return epoch !== raft.epoch || leaderId < 0 || !raft.hasLeader || leaderId === raft.state.leaderId;
}

/** Follows what a message says about the leader. False when that cannot be true, and nothing was done. */
export function learn(raft: Raft, { leaderId, epoch, endpoints }: LeadershipNews): boolean {
  if (!isConsistent(raft, epoch, leaderId)) return false;
  const { state } = raft;
  const isSelf = leaderId === raft.identity.key.id;
  const isNew = epoch > raft.epoch || (epoch === raft.epoch && leaderId >= 0 && !raft.hasLeader);
  if (isNew && leaderId >= 0 && !isSelf && endpoints.length > 0) {
    becomeFollower(raft, epoch, leaderId, endpoints);
  } else if (epoch > raft.epoch) {
    becomeUnattached(raft, epoch);
  } else if (
    epoch === raft.epoch &&
    leaderId >= 0 &&
    !isSelf &&
    endpoints.length > state.leaderEndpoints.length &&
    state.name !== "leader"
  ) {
    becomeFollower(raft, epoch, leaderId, endpoints);
  }
  return true;
}

/** An answer that tells of leaders in the way of most APIs. Null: what else it says counts; otherwise, as `Handling`. */
export function settledBy(
  raft: Raft,
  { errorCode, leaderId, leaderEpoch }: { errorCode: number; leaderId: number; leaderEpoch: number },
  told: Parameters<typeof endpointsOf>[2],
): boolean | null {
  const endpoints = endpointsOf(raft, leaderId, told);
  const handling = handleCommon(raft, { errorCode, leaderId, epoch: leaderEpoch, endpoints });
  return handling === "next" ? null : handling === "handled";
}

/** What comes first in each answer. */
export function handleCommon(raft: Raft, news: LeadershipNews): Handling {
  const { errorCode, leaderId, epoch } = news;
  if (epoch < raft.epoch || errorCode === ErrorCode.UNKNOWN_LEADER_EPOCH) return "handled";
  if (
    epoch > raft.epoch ||
    errorCode === ErrorCode.FENCED_LEADER_EPOCH ||
    errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER
  ) {
    return learn(raft, news) ? "handled" : "failed";
  }
  if (leaderId >= 0 && !raft.hasLeader) {
    if (!learn(raft, news)) return "failed";
    return errorCode === ErrorCode.NONE ? "next" : "handled";
  }
  if (errorCode === ErrorCode.BROKER_NOT_AVAILABLE) return "failed";
  if (errorCode === ErrorCode.INVALID_VOTER_KEY) return "handled";
  return "next";
}
