import { expect, test } from "vitest";
import { ErrorCode } from "../../protocol/errors.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { FetchSnapshot } from "../../protocol/schemas/59-fetch-snapshot.ts";
import {
  answerFetch,
  fetchFrom,
  hearLeader,
  hearLeaderEnds,
  recordBatch,
  standAgainst,
  startReplica,
} from "../testing/test-replica.ts";

async function follower(epochs: readonly number[] = []) {
  const replica = await startReplica({ epochs, stored: { leaderEpoch: epochs.at(-1) ?? 0 } });
  hearLeader(replica, 2, 5);
  replica.pass(0);
  expect(replica.state).toMatchObject({ name: "follower", epoch: 5, leaderId: 2 });
  return replica;
}

test("it fetches from the leader what follows its own log", async () => {
  const replica = await follower([1, 3]);
  expect(replica.sent(2, Fetch).at(-1)?.body).toMatchObject({
    replicaState: { replicaId: 1 },
    topics: [{ partitions: [{ currentLeaderEpoch: 5, fetchOffset: 2n, lastFetchedEpoch: 3 }] }],
  });
});

test("it appends what comes, and knows of it as committed as far as the leader says", async () => {
  const replica = await follower();
  answerFetch(replica, 2, 5, { records: recordBatch(0, 5), highWatermark: 0n });
  expect(replica.log.logEndOffset).toBe(1);
  expect(replica.highWatermark).toBe(0);
  answerFetch(replica, 2, 5, { records: recordBatch(1, 5), highWatermark: 9n });
  expect(replica.highWatermark).toBe(2);
  expect(replica.effects.filter(({ kind }) => kind === "commit")).toHaveLength(2);
});

test("it cuts its log where it parts from the leader's", async () => {
  const replica = await follower([1, 1, 2, 2]);
  answerFetch(replica, 2, 5, { divergingEpoch: { epoch: 1, endOffset: 1n } });
  expect(replica.log.logEndOffset).toBe(1);
  expect(replica.sent(2, Fetch).at(-1)?.body).toMatchObject({
    topics: [{ partitions: [{ fetchOffset: 1n, lastFetchedEpoch: 1 }] }],
  });
});

test("it fetches the snapshot that it is told to", async () => {
  const replica = await follower();
  answerFetch(replica, 2, 5, { snapshotId: { endOffset: 7n, epoch: 3 } });
  expect(replica.sent(2, FetchSnapshot).at(-1)?.body).toMatchObject({
    topics: [{ partitions: [{ position: 0n, snapshotId: { endOffset: 7n, epoch: 3 } }] }],
  });
});

test("when it cannot fetch for too long it asks for pre-votes, and goes back if it is refused", async () => {
  const replica = await follower();
  replica.pass(1999);
  expect(replica.state.name).toBe("follower");
  replica.pass(1);
  expect(replica.state).toMatchObject({ name: "prospective", epoch: 5, leaderId: 2 });
  replica.pass(1000);
  expect(replica.state).toMatchObject({ name: "follower", epoch: 5, leaderId: 2 });
});

test("each answer of the leader gives it new patience", async () => {
  const replica = await follower();
  for (let i = 0; i < 5; i++) {
    replica.pass(1500);
    answerFetch(replica, 2, 5, {});
  }
  expect(replica.state.name).toBe("follower");
});

test("once it has fetched it helps nobody to stand against the leader", async () => {
  const replica = await follower();
  expect(standAgainst(replica, { id: 3, epoch: 5, preVote: true }).voteGranted).toBe(true);
  answerFetch(replica, 2, 5, {});
  expect(standAgainst(replica, { id: 3, epoch: 5, preVote: true }).voteGranted).toBe(false);
  expect(standAgainst(replica, { id: 3, epoch: 5 })).toMatchObject({ voteGranted: false, leaderId: 2 });
});

test("it answers no fetch but with the leader's name", async () => {
  const replica = await follower();
  expect(fetchFrom(replica, 3, 0, 0)).toMatchObject({
    errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER,
    currentLeader: { leaderId: 2, leaderEpoch: 5 },
  });
});

test("the first successor of a leader that ends stands at once, the others wait a little", async () => {
  const first = await follower();
  expect(hearLeaderEnds(first, 2, 5, [1, 3])).toBe(ErrorCode.NONE);
  first.pass(0);
  expect(first.state.name).toBe("prospective");
  const second = await follower();
  hearLeaderEnds(second, 2, 5, [3, 1]);
  second.pass(0);
  expect(second.state.name).toBe("follower");
  second.pass(1000);
  expect(second.state.name).toBe("prospective");
});

test("a leader of a higher epoch is followed instead", async () => {
  const replica = await follower();
  hearLeader(replica, 3, 6);
  expect(replica.state).toMatchObject({ name: "follower", epoch: 6, leaderId: 3 });
  expect(hearLeader(replica, 2, 5)).toBe(ErrorCode.FENCED_LEADER_EPOCH);
});
