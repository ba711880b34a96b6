import { expect, test } from "vitest";
import { AlterReplicaLogDirs } from "../../../protocol/schemas/34-alter-replica-log-dirs.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { alterReplicaLogDirsHandler } from "./handler.ts";

test("the only directory will do, another one is not found", async () => {
  const image = { topics: [{ name: "t", partitions: [{ replicas: [1] }, { replicas: [2] }] }] };
  const handler = alterReplicaLogDirsHandler(testBroker(image));
  const { results } = await answer(handler, AlterReplicaLogDirs, 2, {
    dirs: [
      { path: "/tmp/kafka-logs", topics: [{ name: "t", partitions: [0, 1, 9] }] },
      { path: "/elsewhere", topics: [{ name: "t", partitions: [0] }] },
    ],
  });
  expect(results).toHaveLength(1);
  expect(results[0]!.partitions.map(({ partitionIndex, errorCode }) => [partitionIndex, errorCode])).toEqual([
    [0, 0],
    [1, 9],
    [9, 3],
    [0, 57],
  ]);
});
