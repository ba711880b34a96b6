import { expect, test } from "vitest";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { Vote } from "../../protocol/schemas/52-vote.ts";
import { answerFetch, hearLeader, recordBatch, startReplica } from "../testing/test-replica.ts";

const observer = () => startReplica({ id: 4 });

test("it asks around who leads, and never stands for election", async () => {
  const replica = await observer();
  replica.pass(60_000);
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 0 });
  expect([1, 2, 3].flatMap((id) => replica.sent(id, Vote))).toEqual([]);
  expect([1, 2, 3].flatMap((id) => replica.sent(id, Fetch)).length).toBeGreaterThan(5);
});

test("it learns from any answer who leads, and fetches there", async () => {
  const replica = await observer();
  const asked = [1, 2, 3].find((id) => replica.sent(id, Fetch).length > 0)!;
  hearLeader(replica, asked, 2);
  replica.pass(0);
  answerFetch(replica, asked, 2, { records: recordBatch(0, 2), highWatermark: 1n });
  expect(replica.state).toMatchObject({ name: "follower", leaderId: asked });
  expect(replica.highWatermark).toBe(1);
});

test("it stays with a leader that does not answer, and asks the others by the way", async () => {
  const replica = await observer();
  hearLeader(replica, 3, 2);
  replica.pass(20_000);
  expect(replica.state).toMatchObject({ name: "follower", epoch: 2, leaderId: 3 });
  expect(replica.sent(1, Fetch).length).toBeGreaterThan(1);
});

test("a leader that was removed, and comes back after a crash, looks for the leader of today", async () => {
  const replica = await startReplica({ id: 4, stored: { leaderEpoch: 6, leaderId: 4 } });
  expect(replica.state).toMatchObject({ name: "resigned", epoch: 6 });
  replica.pass(5000);
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 7 });
  expect([1, 2, 3].flatMap((id) => replica.sent(id, Fetch)).length).toBeGreaterThan(0);
});
