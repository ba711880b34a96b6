import { expect, test } from "vitest";
import { DescribeTopicPartitions } from "../../../protocol/schemas/75-describe-topic-partitions.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { describeTopicPartitionsHandler } from "./handler.ts";

const partition = { replicas: [1, 2], isr: [1], elr: [2] };
const broker = () =>
  testBroker({
    topics: [
      { name: "b", id: "BAAAAAAAAAAAAAAAAAAAAA", partitions: [partition, partition] },
      { name: "a", id: "AbAAAAAAAAAAAAAAAAAAAA", partitions: [partition, partition, partition] },
    ],
  });
const describeTopics = (body: object) =>
  answer(describeTopicPartitionsHandler(broker()), DescribeTopicPartitions, 0, body);

test("a partition without a leader is shown as such, and is no error", async () => {
  const leaderless = testBroker({
    topics: [
      { name: "t", id: "BAAAAAAAAAAAAAAAAAAAAA", partitions: [{ replicas: [9], isr: [], leader: -1 }] },
    ],
  });
  const answered = await answer(describeTopicPartitionsHandler(leaderless), DescribeTopicPartitions, 0, {});
  expect(answered.topics[0]!.partitions[0]).toMatchObject({ errorCode: 0, leaderId: -1, replicaNodes: [9] });
});

test("pages through topics by name, partitions by number", async () => {
  const seen: string[] = [];
  let cursor: { topicName: string; partitionIndex: number } | null = null;
  for (let pages = 0; pages < 10; pages++) {
    const page = await describeTopics({ responsePartitionLimit: 2, cursor });
    for (const { name, partitions } of page.topics)
      for (const { partitionIndex } of partitions) seen.push(`${name}-${partitionIndex}`);
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  expect(seen).toEqual(["a-0", "a-1", "a-2", "b-0", "b-1"]);
});

test("tells who is eligible to lead, and of topics that are not there", async () => {
  const { topics, nextCursor } = await describeTopics({ topics: [{ name: "b" }, { name: "nope" }] });
  expect(topics[0]).toMatchObject({ name: "b", errorCode: 0, topicAuthorizedOperations: 3576 });
  expect(topics[0]!.partitions[0]).toMatchObject({
    leaderId: 1,
    eligibleLeaderReplicas: [2],
    lastKnownElr: [],
  });
  expect(topics[1]).toMatchObject({ name: "nope", errorCode: 3, partitions: [] });
  expect(nextCursor).toBeNull();
});

test("a limit below one is one; a cursor must point into what is asked", async () => {
  const page = await describeTopics({ responsePartitionLimit: -1 });
  expect(page.topics[0]!.partitions).toHaveLength(1);
  expect(page.nextCursor).toMatchObject({ topicName: "a", partitionIndex: 1 });
  for (const cursor of [
    { topicName: "b", partitionIndex: -1 },
    { topicName: "c", partitionIndex: 0 },
  ]) {
    const { topics } = await describeTopics({ topics: [{ name: "b" }], cursor });
    expect(topics).toMatchObject([{ name: "b", errorCode: 42, partitions: [] }]);
  }
});
