import { expect, test } from "vitest";
import { CreateDelegationToken } from "../../../protocol/schemas/38-create-delegation-token.ts";
import { DescribeDelegationToken } from "../../../protocol/schemas/41-describe-delegation-token.ts";
import { answer } from "../../testing/test-broker.ts";
import { delegationTokenHandlers } from "./handler.ts";

const [create, , , describe] = delegationTokenHandlers();

test("a plain connection gets no token", async () => {
  const request = { renewers: [], ownerPrincipalType: null, ownerPrincipalName: null };
  expect(await answer(create!, CreateDelegationToken, 3, request)).toMatchObject({
    errorCode: 64,
    principalType: "User",
    principalName: "ANONYMOUS",
    tokenId: "",
    maxTimestampMs: -1n,
  });
});

test("nor does it learn of any", async () => {
  expect(await answer(describe!, DescribeDelegationToken, 1, { owners: null })).toMatchObject({
    errorCode: 64,
    tokens: [],
  });
});
