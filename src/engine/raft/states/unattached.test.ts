import { expect, test } from "vitest";
import { ErrorCode } from "../../protocol/errors.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { hearLeader, standAgainst, startReplica } from "../testing/test-replica.ts";

test("a voter waits for its election timeout, asks around who leads, and then asks for pre-votes", async () => {
  const replica = await startReplica();
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 0, leaderId: -1 });
  expect(replica.sent(2, Fetch).length + replica.sent(3, Fetch).length).toBe(1);
  replica.pass(999);
  expect(replica.state.name).toBe("unattached");
  replica.pass(1);
  expect(replica.state).toMatchObject({ name: "prospective", epoch: 0 });
});

test("it votes once in an epoch, and tells the same candidate so again", async () => {
  const replica = await startReplica();
  expect(standAgainst(replica, { id: 2, epoch: 5 })).toEqual({
    errorCode: ErrorCode.NONE,
    voteGranted: true,
    leaderId: -1,
    leaderEpoch: 5,
  });
  expect(replica.quorumState()).toEqual({ leaderId: -1, leaderEpoch: 5, votedId: 2 });
  expect(standAgainst(replica, { id: 3, epoch: 5 }).voteGranted).toBe(false);
  expect(standAgainst(replica, { id: 2, epoch: 5 }).voteGranted).toBe(true);
});

test("the vote outlives the process", async () => {
  const replica = await startReplica();
  standAgainst(replica, { id: 2, epoch: 5 });
  await replica.disk.flush(["__cluster_metadata-0/quorum-state"]);
  const again = await startReplica({ store: replica.store });
  expect(again.state).toMatchObject({ name: "unattached", epoch: 5, votedKey: { id: 2 } });
  expect(standAgainst(again, { id: 3, epoch: 5 }).voteGranted).toBe(false);
});

test("who has less of the log does not get the vote, but its epoch is heard", async () => {
  const replica = await startReplica({ epochs: [1, 2, 2], stored: { leaderEpoch: 2 } });
  expect(standAgainst(replica, { epoch: 3, lastEpoch: 1, lastOffset: 9 }).voteGranted).toBe(false);
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 3 });
  expect(standAgainst(replica, { epoch: 4, lastEpoch: 2, lastOffset: 2 }).voteGranted).toBe(false);
  expect(standAgainst(replica, { epoch: 5, lastEpoch: 2, lastOffset: 3 }).voteGranted).toBe(true);
});

test("who stands in an epoch that is over is told the one that is", async () => {
  const replica = await startReplica({ stored: { leaderEpoch: 7 } });
  expect(standAgainst(replica, { epoch: 6 })).toMatchObject({
    errorCode: ErrorCode.FENCED_LEADER_EPOCH,
    voteGranted: false,
    leaderEpoch: 7,
  });
});

test("a pre-vote promises nothing", async () => {
  const replica = await startReplica();
  expect(standAgainst(replica, { id: 2, epoch: 0, preVote: true }).voteGranted).toBe(true);
  expect(standAgainst(replica, { id: 3, epoch: 0, preVote: true }).voteGranted).toBe(true);
  expect(replica.state).toMatchObject({ epoch: 0, votedKey: null });
});

test("it follows a leader that makes itself known", async () => {
  const replica = await startReplica();
  expect(hearLeader(replica, 3, 4)).toBe(ErrorCode.NONE);
  expect(replica.state).toMatchObject({ name: "follower", epoch: 4, leaderId: 3 });
  expect(replica.quorumState()).toEqual({ leaderId: 3, leaderEpoch: 4, votedId: -1 });
});

test("the epoch of its log counts, if quorum-state is older", async () => {
  const replica = await startReplica({ epochs: [1, 4], stored: { leaderEpoch: 2, votedId: 2 } });
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 4, votedKey: null });
});
