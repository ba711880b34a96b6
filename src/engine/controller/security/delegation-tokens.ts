// Delegation tokens (KIP-48, KIP-900): lightweight credentials that a user makes for others to act in his name. A token
// is known by its id; its secret is a signature of the id with the cluster's key, so that nothing secret is stored.
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { toLong, toNumber } from "../../base/long.ts";
import { utf8Encode } from "../../base/utf8.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { CreateDelegationToken } from "../../protocol/schemas/38-create-delegation-token.ts";
import type { RenewDelegationToken } from "../../protocol/schemas/39-renew-delegation-token.ts";
import type { ExpireDelegationToken } from "../../protocol/schemas/40-expire-delegation-token.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { equalBytes } from "../../security/scram.ts";
import type { ControllerState, Decision } from "../decision.ts";
import { hasDelegationTokens } from "../features/metadata-version.ts";
import type { DelegationTokenImage } from "../image.ts";

const USER_TYPE = "User";

export function tokenHmac(secretKey: string, tokenId: string): Uint8Array {
  return hmac(sha512, utf8Encode(secretKey), utf8Encode(tokenId));
}

/** `principal`: who asks, as `User:alice`. */
export function createDelegationToken(
  state: ControllerState,
  request: RequestOf<typeof CreateDelegationToken>,
  principal: string,
): Decision<ResponseInput<typeof CreateDelegationToken>> {
  const { nowMs } = state;
  const { maxLifetimeMs, renewLifetimeMs } = state.settings.tokens;
  const requester = principalOf(principal);
  const { ownerPrincipalName: ownerName, ownerPrincipalType: ownerType } = request;
  const owner =
    ownerName === null || ownerName === "" ? requester : { type: ownerType ?? USER_TYPE, name: ownerName };
  const who = {
    principalType: owner.type,
    principalName: owner.name,
    tokenRequesterPrincipalType: requester.type,
    tokenRequesterPrincipalName: requester.name,
  };
  const refusal = refusalOf(state);
  const errorCode = refusal ?? (request.renewers.every(isUser) ? null : ErrorCode.INVALID_PRINCIPAL_TYPE);
  if (errorCode !== null) return { records: [], response: { ...who, errorCode } };

  const maxMs = nowMs + shorter(request.maxLifetimeMs, maxLifetimeMs);
  const expiryMs = Math.min(maxMs, nowMs + renewLifetimeMs);
  const tokenId = state.newUuid();
  const token: DelegationTokenImage = {
    tokenId,
    owner: `${owner.type}:${owner.name}`,
    requester: principal,
    renewers: request.renewers.map(({ principalType, principalName }) => `${principalType}:${principalName}`),
    issueMs: nowMs,
    maxMs,
    expiryMs,
  };
  const response = {
    ...who,
    issueTimestampMs: toLong(nowMs),
    expiryTimestampMs: toLong(expiryMs),
    maxTimestampMs: toLong(maxMs),
    tokenId,
    hmac: tokenHmac(state.settings.tokens.secretKey!, tokenId),
  };
  return { records: [tokenRecord(token)], response };
}

export function renewDelegationToken(
  state: ControllerState,
  request: RequestOf<typeof RenewDelegationToken>,
  principal: string,
): Decision<ResponseInput<typeof RenewDelegationToken>> {
  const found = find(state, request.hmac, principal);
  if (typeof found === "number") return { records: [], response: { errorCode: found } };
  return expiringIn(state, found, shorter(request.renewPeriodMs, state.settings.tokens.renewLifetimeMs));
}

/** A negative period ends the token at once. */
export function expireDelegationToken(
  state: ControllerState,
  request: RequestOf<typeof ExpireDelegationToken>,
  principal: string,
): Decision<ResponseInput<typeof ExpireDelegationToken>> {
  const found = find(state, request.hmac, principal);
  if (typeof found === "number") return { records: [], response: { errorCode: found } };
  if (request.expiryTimePeriodMs < 0n) {
    return { records: [removalOf(found)], response: { expiryTimestampMs: toLong(state.nowMs) } };
  }
  return expiringIn(state, found, toNumber(request.expiryTimePeriodMs));
}

/** Unless it has expired already. It lives no longer than it was made for. */
function expiringIn(
  { nowMs }: ControllerState,
  token: DelegationTokenImage,
  lifeMs: number,
): Decision<{ readonly errorCode: number } | { readonly expiryTimestampMs: bigint }> {
  if (isExpired(token, nowMs)) {
    return { records: [], response: { errorCode: ErrorCode.DELEGATION_TOKEN_EXPIRED } };
  }
  const expiryMs = Math.min(token.maxMs, nowMs + lifeMs);
  return {
    records: [tokenRecord({ ...token, expiryMs })],
    response: { expiryTimestampMs: toLong(expiryMs) },
  };
}

/** Done by the controller itself, again and again. */
export function sweepExpiredTokens({ knownTokens, nowMs }: ControllerState): Decision<boolean> {
  const expired = [...knownTokens.values()].filter((token) => isExpired(token, nowMs));
  return { records: expired.map(removalOf), response: false };
}

function refusalOf({ settings, image }: ControllerState): number | null {
  if (settings.tokens.secretKey === null) return ErrorCode.DELEGATION_TOKEN_AUTH_DISABLED;
  return hasDelegationTokens(image.features) ? null : ErrorCode.UNSUPPORTED_VERSION;
}

/** The token that is meant, or the error code. */
function find(state: ControllerState, mac: Uint8Array, principal: string): DelegationTokenImage | number {
  const refusal = refusalOf(state);
  if (refusal !== null) return refusal;
  const secretKey = state.settings.tokens.secretKey!;
  const token = [...state.knownTokens.values()].find(({ tokenId }) =>
    equalBytes(tokenHmac(secretKey, tokenId), mac),
  );
  if (token === undefined) return ErrorCode.DELEGATION_TOKEN_NOT_FOUND;
  const mayRenew =
    token.owner === principal || token.requester === principal || token.renewers.includes(principal);
  return mayRenew ? token : ErrorCode.DELEGATION_TOKEN_OWNER_MISMATCH;
}

const isExpired = ({ maxMs, expiryMs }: DelegationTokenImage, nowMs: number): boolean =>
  maxMs < nowMs || expiryMs < nowMs;

const isUser = ({ principalType }: { readonly principalType: string }): boolean =>
  principalType === USER_TYPE;

/** What was asked for, where that is a time at all and not longer. */
function shorter(askedMs: bigint, limitMs: number): number {
  return askedMs > 0n ? Math.min(limitMs, toNumber(askedMs)) : limitMs;
}

function principalOf(text: string): { readonly type: string; readonly name: string } {
  const colon = text.indexOf(":");
  return { type: text.slice(0, colon), name: text.slice(colon + 1) };
}

function tokenRecord(token: DelegationTokenImage): MetadataRecord {
  return metadataRecord("DelegationTokenRecord", 0, {
    owner: token.owner,
    requester: token.requester,
    renewers: token.renewers,
    issueTimestamp: toLong(token.issueMs),
    maxTimestamp: toLong(token.maxMs),
    expirationTimestamp: toLong(token.expiryMs),
    tokenId: token.tokenId,
  });
}

function removalOf({ tokenId }: DelegationTokenImage): MetadataRecord {
  return metadataRecord("RemoveDelegationTokenRecord", 0, { tokenId });
}
