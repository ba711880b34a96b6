import { expect, test } from "vitest";
import { Vote } from "../../protocol/schemas/52-vote.ts";
import { castVote, hearLeader, standAgainst, startReplica } from "../testing/test-replica.ts";

async function candidate() {
  const replica = await startReplica();
  replica.pass(1000);
  castVote(replica, 2, true);
  expect(replica.state).toMatchObject({ name: "candidate", epoch: 1 });
  return replica;
}

test("its own vote is in quorum-state, and it asks for those of the others", async () => {
  const replica = await candidate();
  expect(replica.quorumState()).toEqual({ leaderId: -1, leaderEpoch: 1, votedId: 1 });
  for (const id of [2, 3]) {
    expect(replica.sent(id, Vote).at(-1)?.body).toMatchObject({
      topics: [{ partitions: [{ replicaEpoch: 1, preVote: false }] }],
    });
  }
});

test("a majority makes it the leader", async () => {
  const replica = await candidate();
  castVote(replica, 2, true);
  expect(replica.state).toMatchObject({ name: "leader", epoch: 1, grantingVoters: [1, 2] });
  expect(replica.quorumState()).toEqual({ leaderId: 1, leaderEpoch: 1, votedId: -1 });
});

test("it votes for nobody else in its epoch", async () => {
  const replica = await candidate();
  expect(standAgainst(replica, { id: 2, epoch: 1 }).voteGranted).toBe(false);
  expect(replica.state.name).toBe("candidate");
});

test("a candidate of a higher epoch gets its vote", async () => {
  const replica = await candidate();
  expect(standAgainst(replica, { id: 2, epoch: 2 }).voteGranted).toBe(true);
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 2, votedKey: { id: 2 } });
});

test("an answer comes too late for the epoch that was left", async () => {
  const replica = await candidate();
  standAgainst(replica, { id: 3, epoch: 2 });
  castVote(replica, 2, true, { epoch: 1 });
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 2 });
});

test("without a majority in time it asks again whether it could win, in the epoch in which it stood", async () => {
  const replica = await candidate();
  replica.pass(1000);
  expect(replica.state).toMatchObject({ name: "prospective", epoch: 1, votedKey: { id: 1 } });
});

test("somebody else has won", async () => {
  const replica = await candidate();
  hearLeader(replica, 2, 1);
  expect(replica.state).toMatchObject({ name: "follower", epoch: 1, leaderId: 2 });
});

test("after a crash it stands in the same epoch still", async () => {
  const replica = await startReplica({ stored: { leaderEpoch: 3, votedId: 1 } });
  expect(replica.state).toMatchObject({ name: "candidate", epoch: 3 });
});
