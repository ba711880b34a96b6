import { expect, test } from "vitest";
import { ListOffsets } from "../../../protocol/schemas/02-list-offsets.ts";
import { answer, batch, type TestBroker, testBroker } from "../../testing/test-broker.ts";
import { listOffsetsHandler } from "./handler.ts";

const FIRST_MS = 1_700_000_000_000;

/** Three records a second apart, the last one not committed. */
function filled(): TestBroker {
  const broker = testBroker({ topics: [{ name: "t", partitions: [{ replicas: [1, 2], leaderEpoch: 0 }] }] });
  const partition = broker.replicas.partition("t", 0)!;
  for (const at of [0, 1, 2]) partition.appendAsLeader(batch(["v"], FIRST_MS + at * 1000), 1, null);
  partition.followerFetched(2, 2, 102, null);
  return broker;
}

async function offset(broker: TestBroker, timestamp: number, version = 11, more: object = {}) {
  const partitions = [{ partitionIndex: 0, timestamp: BigInt(timestamp), ...more }];
  const body = { replicaId: -1, topics: [{ name: "t", partitions }] };
  const response = await answer(listOffsetsHandler(broker), ListOffsets, version, body);
  return response.topics[0]!.partitions[0]!;
}

test.each([
  ["latest: what is committed", -1, { offset: 2n, timestamp: -1n }],
  ["earliest", -2, { offset: 0n, timestamp: -1n, leaderEpoch: 0 }],
  ["earliest local", -4, { offset: 0n, timestamp: -1n }],
  ["latest tiered: nothing", -5, { offset: -1n, timestamp: -1n }],
  ["earliest pending upload: nothing", -6, { offset: -1n, timestamp: -1n }],
  ["a time", FIRST_MS + 500, { offset: 1n, timestamp: BigInt(FIRST_MS + 1000) }],
  ["a time after the last committed record", FIRST_MS + 1500, { offset: -1n, timestamp: -1n }],
])("%s", async (_what, timestamp, expected) => {
  expect(await offset(filled(), timestamp)).toMatchObject({ errorCode: 0, ...expected });
});

test.each([1, 2, 3])("version %d has no place for an epoch", async (version) => {
  expect(await offset(filled(), -2, version)).toMatchObject({ errorCode: 0, offset: 0n });
});

test("the record with the largest timestamp", async () => {
  const broker = filled();
  broker.replicas.partition("t", 0)!.followerFetched(2, 3, 102, null);
  expect(await offset(broker, -3)).toMatchObject({ offset: 2n, timestamp: BigInt(FIRST_MS + 2000) });
});

test("a follower's latest is the log end", async () => {
  const partitions = [{ partitionIndex: 0, timestamp: -1n }];
  const body = { replicaId: 2, topics: [{ name: "t", partitions }] };
  const response = await answer(listOffsetsHandler(filled()), ListOffsets, 11, body);
  expect(response.topics[0]!.partitions[0]!.offset).toBe(3n);
});

test("special timestamps need their versions", async () => {
  expect((await offset(filled(), -3, 6)).errorCode).toBe(35);
});

test("leader epochs are checked", async () => {
  expect((await offset(filled(), -1, 11, { currentLeaderEpoch: 7 })).errorCode).toBe(75);
});

test("a new leader that may not know what was committed says so", async () => {
  const broker = filled();
  broker.apply({
    topics: [{ name: "t", partitions: [{ replicas: [1, 2], leader: 2, leaderEpoch: 1, partitionEpoch: 1 }] }],
  });
  broker.apply({
    topics: [{ name: "t", partitions: [{ replicas: [1, 2], leader: 1, leaderEpoch: 2, partitionEpoch: 2 }] }],
  });
  expect((await offset(broker, -1)).errorCode).toBe(78);
  expect((await offset(broker, -1, 4)).errorCode).toBe(5);
  expect((await offset(broker, -2)).errorCode).toBe(0);
  broker.replicas.stop();
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])("version %i", async (version) => {
  const leaderEpoch = version >= 4 ? 0 : -1;
  expect(await offset(filled(), -2, version)).toMatchObject({ errorCode: 0, offset: 0n, leaderEpoch });
  expect(await offset(filled(), -1, version)).toMatchObject({ errorCode: 0, offset: 2n, leaderEpoch });
});
