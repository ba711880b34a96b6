// RemoveRaftVoter (KIP-853): a voter goes. A leader that removes itself leads on until that is committed.
import { ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import type { RequestOf } from "../../protocol/schema.ts";
import type { RemoveRaftVoter } from "../../protocol/schemas/81-remove-raft-voter.ts";
import type { RequestRef } from "../effect.ts";
import type { Raft } from "../raft.ts";
import { keysText, keyText, removeVoter } from "../voter-set.ts";
import { isOfThisCluster, leaderRequestError } from "./checks.ts";
import { appendVoters, changeRefusal } from "./voter-change.ts";

export function handleRemoveVoterRequest(
  raft: Raft,
  request: RequestOf<typeof RemoveRaftVoter>,
  _version: number,
  ref: RequestRef,
): void {
  const refuse = (errorCode: number, errorMessage: string | null): void =>
    raft.answer(ref, { errorCode, errorMessage });
  if (!isOfThisCluster(raft, request.clusterId)) {
    const { clusterId } = raft.identity;
    const text = `The given id "${request.clusterId}" doesn't match the cluster id "${clusterId}"`;
    return refuse(ErrorCode.INCONSISTENT_CLUSTER_ID, text);
  }
  const notLeader = leaderRequestError(raft, raft.epoch);
  const { state } = raft;
  if (notLeader !== ErrorCode.NONE || state.name !== "leader")
    return refuse(notLeader, errorInfo(notLeader).message);
  const key = { id: request.voterId, directoryId: request.voterDirectoryId };
  if (key.id < 0 || key.directoryId === ZERO_UUID) {
    return refuse(ErrorCode.INVALID_REQUEST, "Remove voter request didn't include a valid voter");
  }
  const refusal = changeRefusal(raft, state, "removing");
  if (refusal !== null) return refuse(refusal.errorCode, refusal.errorMessage);
  const voters = removeVoter(raft.voters, key);
  if (voters === null) {
    const text = `Cannot remove voter ${keyText(key)} from the set of voters ${keysText(raft.voters)}`;
    return refuse(ErrorCode.VOTER_NOT_FOUND, text);
  }
  const deadlineMs = raft.nowMs + raft.settings.requestTimeoutMs;
  state.removeVoter = { ref, deadlineMs, lastOffset: appendVoters(raft, state, voters) };
}
