import { expect, test } from "vitest";
import { Produce } from "../../../protocol/schemas/00-produce.ts";
import { CreateTopics } from "../../../protocol/schemas/19-create-topics.ts";
import { InitProducerId } from "../../../protocol/schemas/22-init-producer-id.ts";
import { DescribeProducers } from "../../../protocol/schemas/61-describe-producers.ts";
import { BatchBuilder } from "../../../records/builder.ts";
import { askedCluster } from "../../testing/asked-cluster.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { describeProducersHandler } from "./handler.ts";

test("whoever wrote with a producer id is remembered, by leader and follower", async () => {
  const { ask, world } = await askedCluster();
  const assignments = [{ partitionIndex: 0, brokerIds: [1, 2] }];
  const topic = { name: "t", numPartitions: -1, replicationFactor: -1, assignments };
  await ask(1, CreateTopics, 7, { topics: [topic], timeoutMs: 1000 });
  const { producerId, producerEpoch } = await ask(1, InitProducerId, 5, { transactionalId: null });
  const timestampMs = world.wallMs();
  const builder = new BatchBuilder({ producerId, producerEpoch, baseSequence: 0 });
  for (const value of ["a", "b"]) builder.append(timestampMs, null, new TextEncoder().encode(value));
  const row = { index: 0, records: builder.build() };
  await ask(1, Produce, 9, { acks: -1, timeoutMs: 1000, topicData: [{ name: "t", partitionData: [row] }] });
  await world.run(1000);
  for (const broker of [1, 2]) {
    const { topics } = await ask(broker, DescribeProducers, 0, {
      topics: [{ name: "t", partitionIndexes: [0] }],
    });
    expect(topics[0]!.partitions).toMatchObject([
      {
        errorCode: 0,
        activeProducers: [
          {
            ...{ producerId, producerEpoch, lastSequence: 1, lastTimestamp: BigInt(timestampMs) },
            ...{ coordinatorEpoch: -1, currentTxnStartOffset: -1n },
          },
        ],
      },
    ]);
  }
});

test("a partition that is elsewhere, or nowhere, and a topic that cannot be", async () => {
  const image = { topics: [{ name: "t", partitions: [{ replicas: [1] }, { replicas: [2] }] }] };
  const handler = describeProducersHandler(testBroker(image));
  const { topics } = await answer(handler, DescribeProducers, 0, {
    topics: [
      { name: "t", partitionIndexes: [0, 1, 9] },
      { name: "a b", partitionIndexes: [0] },
    ],
  });
  expect(topics.map(({ partitions }) => partitions.map(({ errorCode }) => errorCode))).toEqual([
    [0, 6, 3],
    [17],
  ]);
});
