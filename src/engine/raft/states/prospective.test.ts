import { expect, test } from "vitest";
import { Vote } from "../../protocol/schemas/52-vote.ts";
import { castVote, hearLeader, standAgainst, startReplica } from "../testing/test-replica.ts";

async function prospective() {
  const replica = await startReplica({ epochs: [1, 1], stored: { leaderEpoch: 1 } });
  replica.pass(1000);
  expect(replica.state.name).toBe("prospective");
  return replica;
}

test("it asks every voter whether it could win, in the epoch that is", async () => {
  const replica = await prospective();
  for (const id of [2, 3]) {
    expect(replica.sent(id, Vote).map(({ body }) => body)).toMatchObject([
      {
        voterId: id,
        topics: [{ partitions: [{ replicaEpoch: 1, lastOffsetEpoch: 1, lastOffset: 2n, preVote: true }] }],
      },
    ]);
  }
  expect(replica.quorumState()).toEqual({ leaderId: -1, leaderEpoch: 1, votedId: -1 });
});

test("with a majority, itself among them, it stands in the next epoch", async () => {
  const replica = await prospective();
  castVote(replica, 3, true);
  expect(replica.state).toMatchObject({ name: "candidate", epoch: 2, votedKey: { id: 1 } });
});

test("refused by a majority, it waits for its turn again and has disturbed nobody", async () => {
  const replica = await prospective();
  castVote(replica, 2, false);
  expect(replica.state.name).toBe("prospective");
  castVote(replica, 3, false);
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 1 });
});

test("cut off from the others it asks again and again in the same epoch", async () => {
  const replica = await prospective();
  replica.pass(60_000);
  expect(replica.state.epoch).toBe(1);
  expect(replica.sent(2, Vote).length).toBeGreaterThan(10);
});

test("it may vote for somebody else meanwhile", async () => {
  const replica = await prospective();
  expect(standAgainst(replica, { id: 2, epoch: 2, lastEpoch: 1, lastOffset: 2 }).voteGranted).toBe(true);
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 2, votedKey: { id: 2 } });
});

test("an answer that names a leader ends it", async () => {
  const replica = await prospective();
  castVote(replica, 2, false, { epoch: 3, id: 3 });
  expect(replica.state).toMatchObject({ name: "follower", epoch: 3, leaderId: 3 });
});

test("so does a leader", async () => {
  const replica = await prospective();
  hearLeader(replica, 2, 1);
  expect(replica.state).toMatchObject({ name: "follower", epoch: 1, leaderId: 2 });
});
