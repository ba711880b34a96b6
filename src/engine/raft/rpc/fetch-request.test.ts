import { expect, test } from "vitest";
import { METADATA_TOPIC_ID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestInput } from "../../protocol/schema.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { CLUSTER_ID, elect, fetchFrom, startReplica } from "../testing/test-replica.ts";

/** It leads in epoch 1, and its log ends at 1. */
async function leader() {
  const replica = await startReplica();
  elect(replica);
  replica.pass(0);
  return replica;
}

type Partition = NonNullable<NonNullable<RequestInput<typeof Fetch>["topics"]>[number]["partitions"]>[number];

const request = (over: Partial<Partition>, clusterId = CLUSTER_ID): RequestInput<typeof Fetch> => ({
  clusterId,
  replicaState: { replicaId: 2, replicaEpoch: -1n },
  maxWaitMs: 500,
  minBytes: 0,
  maxBytes: 1_000_000,
  topics: [
    {
      topicId: METADATA_TOPIC_ID,
      partitions: [
        {
          partition: 0,
          currentLeaderEpoch: 1,
          fetchOffset: 0n,
          lastFetchedEpoch: 0,
          partitionMaxBytes: 0,
          highWatermark: -1n,
          ...over,
        },
      ],
    },
  ],
});

test.each([
  ["an older epoch", { currentLeaderEpoch: 0 }, ErrorCode.FENCED_LEADER_EPOCH],
  ["a newer epoch", { currentLeaderEpoch: 2 }, ErrorCode.UNKNOWN_LEADER_EPOCH],
  ["a log of a later epoch than the leader's", { lastFetchedEpoch: 5 }, ErrorCode.INVALID_REQUEST],
  ["a negative offset", { fetchOffset: -1n }, ErrorCode.INVALID_REQUEST],
])("%s is refused, with the leader's name", async (_what, over, code) => {
  const replica = await leader();
  const data = replica.ask(Fetch, 18, request(over))!.responses[0]!.partitions[0]!;
  expect(data.errorCode).toBe(code);
  expect(data.currentLeader).toMatchObject({ leaderId: 1, leaderEpoch: 1 });
});

test("another cluster is sent away", async () => {
  const replica = await leader();
  const answer = replica.ask(Fetch, 18, request({}, "other"))!;
  expect(answer.errorCode).toBe(ErrorCode.INCONSISTENT_CLUSTER_ID);
});

test("a replica that is ahead, or in another epoch, is told where it parts", async () => {
  const replica = await leader();
  const parting = (fetchOffset: bigint, lastFetchedEpoch: number) =>
    replica.ask(Fetch, 18, request({ fetchOffset, lastFetchedEpoch }))!.responses[0]!.partitions[0]!
      .divergingEpoch;
  expect(parting(99n, 1)).toEqual({ epoch: 1, endOffset: 1n });
  expect(parting(1n, 0)).toEqual({ epoch: 0, endOffset: 0n });
});

test("with nothing new it waits: for an append, then for the high watermark, half a second at most", async () => {
  const replica = await leader();
  fetchFrom(replica, 3, 1, 1);
  expect(replica.highWatermark).toBe(1);
  const asked = { fetchOffset: 1n, lastFetchedEpoch: 1, highWatermark: 1n };
  const kindsOf = (effects: ReturnType<typeof replica.pass>): string[] =>
    effects.map(({ kind }) => kind).filter((kind) => kind.startsWith("answer"));
  expect(replica.ask(Fetch, 18, request(asked))).toBeNull();
  const before = replica.effects.length;
  replica.append(1);
  expect(kindsOf(replica.effects.slice(before))).toEqual(["answer-records"]);
  expect(replica.ask(Fetch, 18, request({ ...asked, fetchOffset: 2n, highWatermark: 1n }))).toMatchObject({
    responses: [{ partitions: [{ highWatermark: 2n }] }],
  });
  const idle = request({ ...asked, fetchOffset: 2n, highWatermark: 2n });
  expect(replica.ask(Fetch, 18, idle)).toBeNull();
  expect(kindsOf(replica.pass(499))).toEqual([]);
  expect(kindsOf(replica.pass(1))).toEqual(["answer"]);
});
