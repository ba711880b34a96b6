import { expect, test } from "vitest";
import { ErrorCode } from "../../protocol/errors.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import type { ControllerState } from "../decision.ts";
import { imageOfRecords } from "../snapshot/image-records.ts";
import { testState } from "../testing/test-state.ts";
import {
  createDelegationToken,
  expireDelegationToken,
  renewDelegationToken,
  sweepExpiredTokens,
} from "./delegation-tokens.ts";

const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const properties = { "delegation.token.secret.key": "secret" };

function after(records: readonly MetadataRecord[], nowMs: number): ControllerState {
  return testState({ records, properties, nowMs });
}

function alicesToken(): { readonly hmac: Uint8Array; readonly records: readonly MetadataRecord[] } {
  const request = {
    ownerPrincipalType: null,
    ownerPrincipalName: null,
    renewers: [{ principalType: "User", principalName: "bob" }],
    maxLifetimeMs: -1n,
  };
  const { records, response } = createDelegationToken(after([], NOW_MS), request, "User:alice");
  return { hmac: response.hmac!, records };
}

const expiryOf = (records: readonly MetadataRecord[]): number | undefined =>
  [...imageOfRecords(records, 0, 0).delegationTokens.values()][0]?.expiryMs;

test("a renewer prolongs a token, but not beyond its life", () => {
  const { hmac, records } = alicesToken();
  const later = after(records, NOW_MS + DAY_MS / 2);
  const renewed = renewDelegationToken(later, { hmac, renewPeriodMs: -1n }, "User:bob");
  expect(renewed.response.expiryTimestampMs).toBe(BigInt(NOW_MS + DAY_MS * 1.5));
  expect(expiryOf(renewed.records)).toBe(NOW_MS + DAY_MS * 1.5);
  const image = [{ ...renewed.records[0]! }] as MetadataRecord[];
  const atTheEnd = testState({
    records: image,
    settings: {
      tokens: { secretKey: "secret", maxLifetimeMs: 0, renewLifetimeMs: 30 * DAY_MS, expiryCheckMs: 1 },
    },
    nowMs: NOW_MS + DAY_MS,
  });
  const last = renewDelegationToken(atTheEnd, { hmac, renewPeriodMs: -1n }, "User:alice");
  expect(last.response.expiryTimestampMs).toBe(BigInt(NOW_MS + 7 * DAY_MS));
});

test("a stranger can neither renew nor expire a token", () => {
  const { hmac, records } = alicesToken();
  const state = after(records, NOW_MS);
  const renewed = renewDelegationToken(state, { hmac, renewPeriodMs: 1n }, "User:carol");
  const expired = expireDelegationToken(state, { hmac, expiryTimePeriodMs: -1n }, "User:carol");
  expect(renewed).toEqual({
    records: [],
    response: { errorCode: ErrorCode.DELEGATION_TOKEN_OWNER_MISMATCH },
  });
  expect(expired.response.errorCode).toBe(ErrorCode.DELEGATION_TOKEN_OWNER_MISMATCH);
});

test("an expired token is refused, and may still be removed", () => {
  const { hmac, records } = alicesToken();
  const state = after(records, NOW_MS + 2 * DAY_MS);
  expect(renewDelegationToken(state, { hmac, renewPeriodMs: 1n }, "User:alice").response.errorCode).toBe(
    ErrorCode.DELEGATION_TOKEN_EXPIRED,
  );
  expect(
    expireDelegationToken(state, { hmac, expiryTimePeriodMs: 5n }, "User:alice").response.errorCode,
  ).toBe(ErrorCode.DELEGATION_TOKEN_EXPIRED);
  const removed = expireDelegationToken(state, { hmac, expiryTimePeriodMs: -1n }, "User:alice");
  expect(removed.records.map(({ type }) => type)).toEqual(["RemoveDelegationTokenRecord"]);
});

test("a shorter life is set by expiring with a period", () => {
  const { hmac, records } = alicesToken();
  const request = { hmac, expiryTimePeriodMs: 1000n };
  const { records: written } = expireDelegationToken(after(records, NOW_MS), request, "User:alice");
  expect(expiryOf(written)).toBe(NOW_MS + 1000);
});

test("the sweep removes what has expired and nothing else", () => {
  const { records } = alicesToken();
  expect(sweepExpiredTokens(after(records, NOW_MS + DAY_MS)).records).toEqual([]);
  const swept = sweepExpiredTokens(after(records, NOW_MS + DAY_MS + 1)).records;
  expect(swept.map(({ type }) => type)).toEqual(["RemoveDelegationTokenRecord"]);
});
