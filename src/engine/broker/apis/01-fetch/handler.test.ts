import { describe, expect, test } from "vitest";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { ResponseOf } from "../../../protocol/schema.ts";
import { Fetch } from "../../../protocol/schemas/01-fetch.ts";
import { answer, batch, type TestBroker, TOPIC_ID, testBroker } from "../../testing/test-broker.ts";
import { fetchHandler } from "./handler.ts";

const alone = { topics: [{ name: "t", partitions: [{ replicas: [1] }] }] };
const pair = { topics: [{ name: "t", partitions: [{ replicas: [1, 2] }] }] };

interface Asked {
  fetchOffset?: number;
  version?: number;
  minBytes?: number;
  maxWaitMs?: number;
  maxBytes?: number;
  partitionMaxBytes?: number;
  replicaId?: number;
  currentLeaderEpoch?: number;
  lastFetchedEpoch?: number;
  isolationLevel?: number;
  topic?: string;
  topicId?: string;
}

function fetch(broker: TestBroker, asked: Asked = {}): Promise<ResponseOf<typeof Fetch>> {
  const version = asked.version ?? 18;
  const replica = asked.replicaId ?? -1;
  return answer(fetchHandler(broker), Fetch, version, {
    ...(version >= 15
      ? { replicaState: { replicaId: replica, replicaEpoch: BigInt(100 + replica) } }
      : { replicaId: replica }),
    maxWaitMs: asked.maxWaitMs ?? 0,
    minBytes: asked.minBytes ?? 1,
    maxBytes: asked.maxBytes ?? 1_000_000,
    isolationLevel: asked.isolationLevel ?? 0,
    topics: [
      {
        topic: asked.topic ?? "t",
        topicId: asked.topicId ?? TOPIC_ID,
        partitions: [
          {
            partition: 0,
            fetchOffset: BigInt(asked.fetchOffset ?? 0),
            currentLeaderEpoch: asked.currentLeaderEpoch ?? -1,
            lastFetchedEpoch: asked.lastFetchedEpoch ?? -1,
            partitionMaxBytes: asked.partitionMaxBytes ?? 1_000_000,
          },
        ],
      },
    ],
  });
}
const rowOf = (response: ResponseOf<typeof Fetch>) => response.responses[0]!.partitions[0]!;
const append = (broker: TestBroker, ...values: string[]): void => {
  const partition = broker.replicas.partition("t", 0)!;
  partition.appendAsLeader(batch(values), 1, null);
  broker.replicas.purgatory.check(partition);
};

describe("what is read", () => {
  test("whole batches from the one that holds the offset, up to the high watermark", async () => {
    const broker = testBroker(pair);
    append(broker, "a", "b");
    append(broker, "c");
    expect(rowOf(await fetch(broker))).toMatchObject({ errorCode: 0, highWatermark: 0n, logStartOffset: 0n });
    expect(rowOf(await fetch(broker)).records).toHaveLength(0);
    broker.replicas.partition("t", 0)!.followerFetched(2, 2, 102, null);
    const row = rowOf(await fetch(broker, { fetchOffset: 1 }));
    expect(row.highWatermark).toBe(2n);
    expect(row.lastStableOffset).toBe(2n);
    expect(row.records).toEqual(broker.log("t", 0).read(0, 2, 1_000_000, true));
  });

  test("the first batch comes even beyond every limit", async () => {
    const broker = testBroker(alone);
    append(broker, "a", "b");
    append(broker, "c");
    const row = rowOf(await fetch(broker, { maxBytes: 1, partitionMaxBytes: 1 }));
    expect(row.records).toEqual(broker.log("t", 0).read(0, 2, 1_000_000, true));
  });

  test("a follower sees up to the log end, and so tells how far it is", async () => {
    const broker = testBroker(pair);
    append(broker, "a");
    expect(rowOf(await fetch(broker, { replicaId: 2 })).records!.length).toBeGreaterThan(0);
    expect(broker.replicas.partition("t", 0)!.highWatermark).toBe(0);
    await fetch(broker, { replicaId: 2, fetchOffset: 1 });
    expect(broker.replicas.partition("t", 0)!.highWatermark).toBe(1);
  });

  test("aborted transactions: null, with isolation 1 an empty list", async () => {
    const broker = testBroker(alone);
    expect(rowOf(await fetch(broker, { version: 11 })).abortedTransactions).toBeNull();
    expect(rowOf(await fetch(broker, { version: 11, isolationLevel: 1 })).abortedTransactions).toEqual([]);
  });
});

describe("waiting", () => {
  test("until there is something", async () => {
    const broker = testBroker(alone);
    let row: ReturnType<typeof rowOf> | null = null;
    void fetch(broker, { maxWaitMs: 500 }).then((response) => {
      row = rowOf(response);
    });
    await broker.world.run(100);
    expect(row).toBeNull();
    append(broker, "a");
    await broker.world.settle();
    expect(row!.records!.length).toBeGreaterThan(0);
  });

  test("until min bytes are there, or the time is up", async () => {
    const broker = testBroker(alone);
    append(broker, "a");
    let row: ReturnType<typeof rowOf> | null = null;
    void fetch(broker, { maxWaitMs: 500, minBytes: 150 }).then((response) => {
      row = rowOf(response);
    });
    await broker.world.run(100);
    append(broker, "b");
    await broker.world.settle();
    expect(row).toBeNull();
    append(broker, "c");
    await broker.world.settle();
    expect(row!.records!.length).toBeGreaterThanOrEqual(150);

    const late = fetch(broker, { fetchOffset: 3, maxWaitMs: 500 });
    await broker.world.run(501);
    expect(rowOf(await late)).toMatchObject({ errorCode: 0, highWatermark: 3n });
  });

  test("a follower is told of records before they are committed", async () => {
    const broker = testBroker(pair);
    const answered = fetch(broker, { replicaId: 2, maxWaitMs: 500 });
    await broker.world.run(10);
    append(broker, "a");
    expect(rowOf(await answered).records!.length).toBeGreaterThan(0);
  });

  test("a new leader epoch ends it with 74 and the leader's address", async () => {
    const broker = testBroker(pair);
    const answered = fetch(broker, { maxWaitMs: 500, currentLeaderEpoch: 0 });
    await broker.world.run(10);
    broker.apply({
      topics: [
        { name: "t", partitions: [{ replicas: [1, 2], leader: 2, leaderEpoch: 1, partitionEpoch: 1 }] },
      ],
    });
    const response = await answered;
    expect(rowOf(response)).toMatchObject({
      errorCode: ErrorCode.FENCED_LEADER_EPOCH,
      currentLeader: { leaderId: 2, leaderEpoch: 1 },
      highWatermark: -1n,
    });
    expect(response.nodeEndpoints).toMatchObject([{ nodeId: 2, port: 9093 }]);
    broker.replicas.stop();
  });
});

describe("what is refused", () => {
  test.each([
    ["an offset behind the end", { fetchOffset: 5 }, 1],
    ["an older leader epoch", { currentLeaderEpoch: 0 }, 74],
    ["a newer leader epoch", { currentLeaderEpoch: 9 }, 75],
    ["a broker that is no replica", { replicaId: 3, currentLeaderEpoch: 2 }, 75],
    ["an unknown topic id", { topicId: "UnknownAAAAAAAAAAAAAAA" }, 100],
    ["an unknown topic", { version: 12, topic: "nope" }, 3],
  ] as const)("%s", async (_what, asked, errorCode) => {
    const broker = testBroker({
      topics: [{ name: "t", partitions: [{ replicas: [1, 2], leaderEpoch: 2 }] }],
    });
    expect(rowOf(await fetch(broker, { ...asked, maxWaitMs: 500 }))).toMatchObject({
      errorCode,
      highWatermark: -1n,
    });
  });

  test("offsets before the log's start", async () => {
    const broker = testBroker(alone);
    append(broker, "a", "b");
    broker.log("t", 0).startAt(2);
    expect(rowOf(await fetch(broker, { fetchOffset: 1 })).errorCode).toBe(1);
  });

  test("before version 11 a follower gives consumers nothing", async () => {
    const broker = testBroker({ topics: [{ name: "t", partitions: [{ replicas: [2, 1] }] }] });
    expect(rowOf(await fetch(broker, { version: 10 })).errorCode).toBe(6);
    expect(rowOf(await fetch(broker, { version: 18 })).errorCode).toBe(0);
    broker.replicas.stop();
  });

  test("a session that nobody has", async () => {
    const body = { sessionId: 5, sessionEpoch: 3, maxWaitMs: 0 };
    const response = await answer(fetchHandler(testBroker(alone)), Fetch, 18, body);
    expect(response).toMatchObject({ errorCode: 70, sessionId: 0, responses: [] });
  });
});

test("diverging epochs are told, with where the leader's epoch ended", async () => {
  const at = (leaderEpoch: number) => ({
    topics: [{ name: "t", partitions: [{ replicas: [1, 2], leaderEpoch, partitionEpoch: leaderEpoch }] }],
  });
  const broker = testBroker(at(1));
  append(broker, "a", "b");
  broker.apply(at(4));
  append(broker, "c");
  const diverged = rowOf(
    await fetch(broker, { replicaId: 2, fetchOffset: 3, lastFetchedEpoch: 3, maxWaitMs: 500 }),
  );
  expect(diverged).toMatchObject({ errorCode: 0, divergingEpoch: { epoch: 1, endOffset: 2n } });
  expect(diverged.records).toHaveLength(0);
});
