// RemoveRaftVoter (KIP-853): a voter goes. A leader that removes itself leads on until that is committed.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf } from "../../protocol/schema.ts";
import type { RemoveRaftVoter } from "../../protocol/schemas/81-remove-raft-voter.ts";
import type { RequestRef } from "../effect.ts";
import type { Raft } from "../raft.ts";
import { keysText, keyText, removeVoter } from "../voter-set.ts";
import { appendVoters, changeAsked, changeRefusal } from "./voter-change.ts";

export function handleRemoveVoterRequest(
  raft: Raft,
  request: RequestOf<typeof RemoveRaftVoter>,
  _version: number,
  ref: RequestRef,
): void {
  const refuse = (errorCode: number, errorMessage: string | null): void =>
    raft.answer(ref, { errorCode, errorMessage });
  const asked = changeAsked(raft, request, "Remove");
  if ("errorCode" in asked) return refuse(asked.errorCode, asked.errorMessage);
  const { state, key } = asked;
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
