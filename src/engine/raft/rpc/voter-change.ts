// Changes of the voter set at the leader (KIP-853): one at a time, and only when all that went before is committed. The
// new set is in force as soon as it is in the log; the answer waits until it is committed.
import { type Uuid, ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import { controlRecord } from "../../records/control.ts";
import type { Leader } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { isVoter, type ReplicaKey, type VoterSet, votersRecord } from "../voter-set.ts";
import { isOfThisCluster, leaderRequestError } from "./checks.ts";

export interface Refusal {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

interface ChangeRequest {
  readonly clusterId: string | null;
  readonly voterId: number;
  readonly voterDirectoryId: Uuid;
}

/** The leader that a change is asked of, and the voter that it is about; why not, when that cannot be. */
export function changeAsked(
  raft: Raft,
  { clusterId, voterId: id, voterDirectoryId: directoryId }: ChangeRequest,
  what: "Add" | "Remove",
): { readonly state: Leader; readonly key: ReplicaKey } | Refusal {
  if (!isOfThisCluster(raft, clusterId)) {
    return {
      errorCode: ErrorCode.INCONSISTENT_CLUSTER_ID,
      errorMessage: `The given id "${clusterId}" doesn't match the cluster id "${raft.identity.clusterId}"`,
    };
  }
  const errorCode = leaderRequestError(raft, raft.epoch);
  const { state } = raft;
  if (errorCode !== ErrorCode.NONE || state.name !== "leader") {
    return { errorCode, errorMessage: errorInfo(errorCode).message };
  }
  if (id < 0 || directoryId === ZERO_UUID) {
    const errorMessage = `${what} voter request didn't include a valid voter`;
    return { errorCode: ErrorCode.INVALID_REQUEST, errorMessage };
  }
  return { state, key: { id, directoryId } };
}

/** Why the voters cannot be changed now; null when they can. `verb`: "adding" or "removing". */
export function changeRefusal(raft: Raft, state: Leader, verb: "adding" | "removing"): Refusal | null {
  const refuse = (errorCode: number, errorMessage: string): Refusal => ({ errorCode, errorMessage });
  if (isChangePending(raft, state)) {
    return refuse(
      ErrorCode.REQUEST_TIMED_OUT,
      "Request timed out waiting for leader to handle previous voter change request",
    );
  }
  if (state.highWatermark === null) {
    return refuse(
      ErrorCode.REQUEST_TIMED_OUT,
      "Request timed out waiting for leader to establish HWM and fence previous voter changes",
    );
  }
  const { kraftVersion, votersOffset } = raft.history;
  if (kraftVersion === 0) {
    return refuse(
      ErrorCode.UNSUPPORTED_VERSION,
      `Cluster doesn't support ${verb} voter because the kraft.version feature is ${kraftVersion}`,
    );
  }
  if (votersOffset === null || votersOffset >= state.highWatermark) {
    return refuse(
      ErrorCode.REQUEST_TIMED_OUT,
      `Request timed out waiting for voters to commit the latest voter change at ${votersOffset} with HWM ${state.highWatermark}`,
    );
  }
  return null;
}

function isChangePending(raft: Raft, state: Leader): boolean {
  expirePendingChanges(raft, state);
  return state.addVoter !== null || state.removeVoter !== null;
}

/** Returns the offset of the new set. */
export function appendVoters(raft: Raft, state: Leader, voters: VoterSet): number {
  return state.accumulator.appendControl([controlRecord("KRAFT_VOTERS", votersRecord(voters))], raft.wallMs);
}

/** The high watermark has moved: a change that it has passed is done. */
export function voterChangesCommitted(raft: Raft, state: Leader, highWatermark: number): void {
  const { addVoter, removeVoter: removing } = state;
  if (addVoter?.lastOffset != null && highWatermark > addVoter.lastOffset) endAddVoter(raft, state, NONE);
  if (removing !== null && highWatermark > removing.lastOffset) {
    state.removeVoter = null;
    raft.answer(removing.ref, NONE);
    if (!isVoter(raft.voters, raft.identity.key)) state.resignRequested = "removed";
  }
}

const NONE = { errorCode: ErrorCode.NONE, errorMessage: null };

export function endAddVoter(
  raft: Raft,
  state: Leader,
  outcome: { readonly errorCode: number; readonly errorMessage: string | null },
): void {
  const { addVoter } = state;
  if (addVoter === null) return;
  state.addVoter = null;
  // Whoever did not want to wait has its answer.
  if (addVoter.ackWhenCommitted || addVoter.lastOffset === null) raft.answer(addVoter.ref, outcome);
}

/** Returns when the next one expires. */
export function expirePendingChanges(raft: Raft, state: Leader): number {
  const outcome = timedOut();
  if (state.addVoter !== null && raft.nowMs >= state.addVoter.deadlineMs) endAddVoter(raft, state, outcome);
  const { removeVoter: removing } = state;
  if (removing !== null && raft.nowMs >= removing.deadlineMs) {
    state.removeVoter = null;
    raft.answer(removing.ref, outcome);
  }
  return Math.min(
    state.addVoter?.deadlineMs ?? Number.POSITIVE_INFINITY,
    state.removeVoter?.deadlineMs ?? Number.POSITIVE_INFINITY,
  );
}

function timedOut(): Refusal {
  const errorCode = ErrorCode.REQUEST_TIMED_OUT;
  return { errorCode, errorMessage: errorInfo(errorCode).message };
}

/** The leader leads no more: whether the change lives is up to the next one. */
export function failPendingChanges(raft: Raft, state: Leader): void {
  const errorCode = ErrorCode.NOT_LEADER_OR_FOLLOWER;
  const outcome = { errorCode, errorMessage: errorInfo(errorCode).message };
  endAddVoter(raft, state, outcome);
  if (state.removeVoter !== null) raft.answer(state.removeVoter.ref, outcome);
  state.removeVoter = null;
}
