import { expect, test } from "vitest";
import { OffsetForLeaderEpoch } from "../../../protocol/schemas/23-offset-for-leader-epoch.ts";
import { answer, batch, testBroker } from "../../testing/test-broker.ts";
import { offsetForLeaderEpochHandler } from "./handler.ts";

const at = (leaderEpoch: number) => ({
  topics: [{ name: "t", partitions: [{ replicas: [1], leaderEpoch, partitionEpoch: leaderEpoch }] }],
});

async function end(leaderEpoch: number, currentLeaderEpoch = -1, version = 4, index = 0) {
  const broker = testBroker(at(2));
  broker.replicas.partition("t", 0)!.appendAsLeader(batch(["a", "b", "c"]), 1, null);
  broker.apply(at(5));
  broker.replicas.partition("t", 0)!.appendAsLeader(batch(["d"]), 1, null);
  const partitions = [{ partition: index, currentLeaderEpoch, leaderEpoch }];
  const body = { topics: [{ topic: "t", partitions }] };
  const response = await answer(offsetForLeaderEpochHandler(broker), OffsetForLeaderEpoch, version, body);
  return response.topics[0]!.partitions[0]!;
}

test.each([
  ["the latest epoch ends at the log end", 5, { leaderEpoch: 5, endOffset: 4n }],
  ["an older one where the next began", 2, { leaderEpoch: 2, endOffset: 3n }],
  ["one between is answered with the one before", 4, { leaderEpoch: 2, endOffset: 3n }],
  ["one before all ends where the first began", 1, { leaderEpoch: 1, endOffset: 0n }],
  ["one after all is unknown", 50, { leaderEpoch: -1, endOffset: -1n }],
])("%s", async (_what, epoch, expected) => {
  expect(await end(epoch)).toMatchObject({ errorCode: 0, ...expected });
  expect(await end(epoch, 5, 2)).toMatchObject({ errorCode: 0, ...expected });
});

test("fenced, unknown and absent", async () => {
  expect(await end(5, 2)).toMatchObject({ errorCode: 74, leaderEpoch: -1, endOffset: -1n });
  expect(await end(5, 9)).toMatchObject({ errorCode: 75, leaderEpoch: -1, endOffset: -1n });
  expect((await end(5, -1, 4, 8)).errorCode).toBe(3);
});
