// KafkaJS, a client with old versions of every API: admin and producer against `samsa gateway`; kcat reads it back.
import { type Admin, CompressionTypes, Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, type GatewayProcess, startGateway } from "./gateway-process.ts";
import { consumeAll } from "./kcat.ts";

let running: GatewayProcess;
let kafka: Kafka;
let admin: Admin;

beforeAll(async () => {
  running = await startGateway();
  kafka = new Kafka({ brokers: running.bootstrapServers.split(","), logLevel: logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
});

afterAll(async () => {
  await admin.disconnect();
  await running.end("SIGKILL");
});

test("admin: topics are created, described, grown and deleted", async () => {
  const config = { topic: "shelves", numPartitions: 2, replicationFactor: 3 };
  expect(await admin.createTopics({ topics: [config], waitForLeaders: true })).toBe(true);
  expect(await admin.createTopics({ topics: [config] })).toBe(false);
  expect(await admin.listTopics()).toContain("shelves");
  const { topics } = await admin.fetchTopicMetadata({ topics: ["shelves"] });
  expect(topics[0]!.partitions.map(({ partitionId }) => partitionId).sort()).toEqual([0, 1]);
  expect(topics[0]!.partitions.every(({ isr }) => isr.length === 3)).toBe(true);
  await admin.createPartitions({ topicPartitions: [{ topic: "shelves", count: 4 }] });
  // Other brokers learn of it a moment later, as they do in Kafka.
  await eventually(
    () => admin.fetchTopicMetadata({ topics: ["shelves"] }),
    (answer) => answer.topics[0]!.partitions.length === 4,
  );
  await admin.deleteTopics({ topics: ["shelves"] });
  await eventually(
    () => admin.listTopics(),
    (topics) => !topics.includes("shelves"),
  );
});

test("admin: the cluster and a topic's configs", async () => {
  const { brokers, clusterId } = await admin.describeCluster();
  expect(brokers.map(({ nodeId, host }) => `${nodeId} ${host}`).sort()).toEqual([
    "1 localhost",
    "2 localhost",
    "3 localhost",
  ]);
  expect(clusterId).toBe((await running.inspect()).clusterId);
  await admin.createTopics({
    topics: [{ topic: "kept", configEntries: [{ name: "retention.ms", value: "1000" }] }],
  });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: 2, name: "kept", configNames: ["retention.ms"] }],
  });
  expect(resources[0]!.configEntries).toMatchObject([{ configName: "retention.ms", configValue: "1000" }]);
});

test.each([
  ["plain", { idempotent: false }, CompressionTypes.None],
  ["idempotent", { idempotent: true, maxInFlightRequests: 1 }, CompressionTypes.None],
  ["gzip", { idempotent: false }, CompressionTypes.GZIP],
] as const)(
  "producer, %s: keys decide the partition, and everything is there",
  async (name, options, compression) => {
    const topic = `orders-${name}`;
    await admin.createTopics({
      topics: [{ topic, numPartitions: 3, replicationFactor: 3 }],
      waitForLeaders: true,
    });
    const producer = kafka.producer({ ...options });
    await producer.connect();
    const values = Array.from({ length: 300 }, (_, i) => `주문 ${i} 📦`);
    for (let at = 0; at < values.length; at += 50) {
      const messages = values
        .slice(at, at + 50)
        .map((value, i) => ({ key: `customer-${(at + i) % 20}`, value }));
      await producer.send({ topic, messages, acks: -1, compression });
    }
    await producer.disconnect();

    const offsets = await admin.fetchTopicOffsets(topic);
    expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBe(values.length);
    const partitions = await consumeAll(running.bootstrapServers, topic);
    expect([...partitions.values()].flat().sort()).toEqual([...values].sort());
    const number = (value: string): number => Number(value.split(" ")[1]);
    for (const read of partitions.values()) {
      expect(read.map(number)).toEqual(read.map(number).sort((a, b) => a - b));
    }
  },
);
