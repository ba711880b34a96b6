import { expect, test } from "vitest";
import { ErrorCode } from "../../protocol/errors.ts";
import { EndQuorumEpoch } from "../../protocol/schemas/54-end-quorum-epoch.ts";
import { elect, fetchFrom, hearLeader, standAgainst, startReplica } from "../testing/test-replica.ts";

async function resigned() {
  const replica = await startReplica();
  elect(replica);
  replica.append(3);
  fetchFrom(replica, 3, 4, 1);
  fetchFrom(replica, 2, 1, 1);
  replica.machine.resign(1);
  replica.pass(0);
  expect(replica.state).toMatchObject({ name: "resigned", epoch: 1, leaderId: 1 });
  return replica;
}

test("it tells the others, with those first that have most of its log", async () => {
  const replica = await resigned();
  const successors = [{ candidateId: 3 }, { candidateId: 2 }];
  for (const id of [2, 3]) {
    expect(replica.sent(id, EndQuorumEpoch).at(-1)?.body).toMatchObject({
      topics: [{ partitions: [{ leaderId: 1, leaderEpoch: 1, preferredCandidates: successors }] }],
    });
  }
});

test("it says at once that it leads no more", async () => {
  const replica = await resigned();
  expect(replica.effects).toContainEqual({ kind: "resigned", epoch: 1 });
  expect(fetchFrom(replica, 2, 4, 1)?.errorCode).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER);
});

test("it votes for nobody in the epoch in which it led", async () => {
  const replica = await resigned();
  expect(standAgainst(replica, { id: 2, epoch: 1, lastOffset: 9 }).voteGranted).toBe(false);
  expect(standAgainst(replica, { id: 3, epoch: 2, lastEpoch: 1, lastOffset: 4 }).voteGranted).toBe(true);
});

test("if nobody stands, it asks for itself in the next epoch", async () => {
  const replica = await resigned();
  replica.pass(1000);
  expect(replica.state).toMatchObject({ name: "prospective", epoch: 2 });
});

test("it follows whoever comes next", async () => {
  const replica = await resigned();
  hearLeader(replica, 3, 2);
  expect(replica.state).toMatchObject({ name: "follower", epoch: 2, leaderId: 3 });
});

test("a leader that comes back after a crash leads no more", async () => {
  const replica = await startReplica({ stored: { leaderEpoch: 6, leaderId: 1 } });
  expect(replica.state).toMatchObject({ name: "resigned", epoch: 6, leaderId: 1 });
  replica.pass(1000);
  expect(replica.state).toMatchObject({ name: "prospective", epoch: 7 });
});
