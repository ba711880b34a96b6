import { expect, test } from "vitest";
import { DiskError } from "../../../ports/disk.ts";
import { DescribeLogDirs } from "../../../protocol/schemas/35-describe-log-dirs.ts";
import { answer, batch, testBroker } from "../../testing/test-broker.ts";
import { describeLogDirsHandler } from "./handler.ts";

const image = {
  topics: [{ name: "t", partitions: [{ replicas: [1] }, { replicas: [1] }, { replicas: [2] }] }],
};

test("sizes of what is wanted; nothing of what lies elsewhere", async () => {
  const broker = testBroker(image);
  const records = batch(["a"]);
  broker.replicas.partition("t", 1)!.appendAsLeader(records, 1, null);
  const all = await answer(describeLogDirsHandler(broker), DescribeLogDirs, 5, { topics: null });
  expect(all.results[0]).toMatchObject({ errorCode: 0, logDir: "/tmp/kafka-logs", totalBytes: -1n });
  expect(all.results[0]!.topics[0]!.partitions).toMatchObject([
    { partitionIndex: 0, partitionSize: 0n },
    { partitionIndex: 1, partitionSize: BigInt(records.length), offsetLag: 0n, isFutureKey: false },
  ]);
  const body = { topics: [{ topic: "t", partitions: [0] }] };
  const some = await answer(describeLogDirsHandler(broker), DescribeLogDirs, 1, body);
  expect(some.results[0]!.topics[0]!.partitions).toHaveLength(1);
});

test("a failed directory says so", async () => {
  const broker = testBroker(image);
  broker.replicas.diskFailed(new DiskError("failed", "no"));
  const { results } = await answer(describeLogDirsHandler(broker), DescribeLogDirs, 4, { topics: null });
  expect(results).toMatchObject([{ errorCode: 56, topics: [] }]);
});
