import { expect, test } from "vitest";
import { DescribeUserScramCredentials } from "../../../protocol/schemas/50-describe-user-scram-credentials.ts";
import { metadataRecord } from "../../../raft/metadata-record.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { describeUserScramCredentialsHandler } from "./handler.ts";

const credential = (name: string, mechanism: number) =>
  metadataRecord("UserScramCredentialRecord", 0, { name, mechanism, iterations: 4096 });

const handler = describeUserScramCredentialsHandler(
  testBroker({ security: [credential("alice", 1), credential("alice", 2), credential("bob", 1)] }),
);

test("everybody when nobody is named", async () => {
  for (const users of [null, []]) {
    const { results } = await answer(handler, DescribeUserScramCredentials, 0, { users });
    expect(results.map(({ user, credentialInfos }) => [user, credentialInfos.length])).toEqual([
      ["alice", 2],
      ["bob", 1],
    ]);
  }
});

test("a user who is unknown or named twice is refused for himself", async () => {
  const users = ["bob", "carol", "alice", "alice"].map((name) => ({ name }));
  const { results } = await answer(handler, DescribeUserScramCredentials, 0, { users });
  expect(results).toMatchObject([
    { user: "bob", errorCode: 0, credentialInfos: [{ mechanism: 1, iterations: 4096 }] },
    { user: "carol", errorCode: 91 },
    { user: "alice", errorCode: 92, credentialInfos: [] },
  ]);
});
