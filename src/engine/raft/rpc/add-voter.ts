// AddRaftVoter (KIP-853): an observer becomes a voter. The leader asks it first which versions of kraft.version it can
// follow, and refuses one that is far behind: with its vote, nothing could be committed.
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import type { RequestOf, ResponseOf } from "../../protocol/schema.ts";
import { ApiVersions } from "../../protocol/schemas/18-api-versions.ts";
import type { AddRaftVoter } from "../../protocol/schemas/80-add-raft-voter.ts";
import type { RequestRef } from "../effect.ts";
import type { Leader } from "../epoch-state.ts";
import type { Raft } from "../raft.ts";
import { addVoter, keysText, keyText } from "../voter-set.ts";
import type { PendingAddVoter } from "./pending-voter-change.ts";
import { appendVoters, changeAsked, changeRefusal, endAddVoter } from "./voter-change.ts";

const API_VERSIONS_VERSION = 4;
export const SOFTWARE = { clientSoftwareName: "apache-kafka-java", clientSoftwareVersion: "4.3.1" };
export const KRAFT_VERSION_FEATURE = "kraft.version";
/** Whoever has not fetched for longer is not near the end of the log. */
const CAUGHT_UP_WITHIN_MS = 60 * 60 * 1000;

export function handleAddVoterRequest(
  raft: Raft,
  request: RequestOf<typeof AddRaftVoter>,
  _version: number,
  ref: RequestRef,
): void {
  const refuse = (errorCode: number, errorMessage: string | null): void =>
    raft.answer(ref, { errorCode, errorMessage });
  const asked = changeAsked(raft, request, "Add");
  if ("errorCode" in asked) return refuse(asked.errorCode, asked.errorMessage);
  const { state, key } = asked;
  const { id } = key;
  const endpoints = request.listeners.map(({ name, host, port }) => ({ name, host, port }));
  const to = raft.addressOf(id, endpoints);
  if (to === null) {
    const { listener } = raft.identity;
    return refuse(
      ErrorCode.INVALID_REQUEST,
      `Add voter request didn't include the endpoint for the default listener ${listener}`,
    );
  }
  const refusal = changeRefusal(raft, state, "adding");
  if (refusal !== null) return refuse(refusal.errorCode, refusal.errorMessage);
  if (raft.voters.has(id)) {
    const text = `The voter id for ${keyText(key)} is already part of the set of voters ${keysText(raft.voters)}.`;
    return refuse(ErrorCode.DUPLICATE_VOTER, text);
  }
  if (!raft.send(to, ApiVersions, API_VERSIONS_VERSION, () => SOFTWARE, raft.cause)) {
    return refuse(ErrorCode.REQUEST_TIMED_OUT, `New voter ${keyText(key)} is not ready to receive requests`);
  }
  const deadlineMs = raft.nowMs + raft.settings.requestTimeoutMs;
  const { ackWhenCommitted } = request;
  state.addVoter = { key, endpoints, ref, deadlineMs, ackWhenCommitted, lastOffset: null };
}

/** True when the answer could be used. `body` is null when none came. */
export function handleApiVersionsResponse(
  raft: Raft,
  fromId: number,
  body: ResponseOf<typeof ApiVersions> | null,
): boolean {
  const { state } = raft;
  if (state.name !== "leader" || state.addVoter === null) return body !== null;
  const pending = state.addVoter;
  if (pending.key.id !== fromId || pending.lastOffset !== null) return body !== null;
  const errorCode = body === null ? ErrorCode.REQUEST_TIMED_OUT : body.errorCode;
  if (body === null || errorCode !== ErrorCode.NONE) {
    const { exception } = errorInfo(errorCode);
    endAddVoter(raft, state, {
      errorCode: ErrorCode.REQUEST_TIMED_OUT,
      errorMessage: `Aborted add voter operation for since API_VERSIONS returned an error ${exception}`,
    });
    return false;
  }
  const range = (body.supportedFeatures ?? []).find(({ name }) => name === KRAFT_VERSION_FEATURE);
  proceed(raft, state, pending, range);
  return true;
}

function proceed(
  raft: Raft,
  state: Leader,
  pending: PendingAddVoter,
  range: { readonly minVersion: number; readonly maxVersion: number } | undefined,
): void {
  const { kraftVersion } = raft.history;
  const { minVersion, maxVersion } = range ?? { minVersion: 0, maxVersion: 0 };
  if (kraftVersion < minVersion || kraftVersion > maxVersion) {
    return endAddVoter(raft, state, {
      errorCode: ErrorCode.INVALID_REQUEST,
      errorMessage: `Aborted add voter operation for ${keyText(pending.key)} since the kraft.version range (min: ${minVersion}, max: ${maxVersion}) doesn't support the finalized version ${kraftVersion}`,
    });
  }
  const progress = state.replicas.find(pending.key);
  const isCaughtUp =
    progress !== undefined &&
    progress.lastCaughtUpMs > 0 &&
    raft.nowMs - progress.lastFetchAtMs < CAUGHT_UP_WITHIN_MS;
  if (!isCaughtUp) {
    return endAddVoter(raft, state, {
      errorCode: ErrorCode.REQUEST_TIMED_OUT,
      errorMessage: `Aborted add voter operation for ${keyText(pending.key)} since it is lagging behind`,
    });
  }
  const { key, endpoints } = pending;
  const node = { ...key, endpoints, minKraftVersion: minVersion, maxKraftVersion: maxVersion };
  const voters = addVoter(raft.voters, node);
  if (voters === null) return;
  pending.lastOffset = appendVoters(raft, state, voters);
  if (!pending.ackWhenCommitted) raft.answer(pending.ref, { errorCode: ErrorCode.NONE, errorMessage: null });
}
