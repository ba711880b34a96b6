// An idle cluster is nearly silent: whoever waits for something lets its question wait at the other side for as long as
// Kafka does, instead of asking again. Counted in virtual time, by API, caller and called.
import { expect, test } from "vitest";
import type { KafkaConsumer, KafkaProducer, ProducerRecord, TopicPartition } from "../clients/api/samsa.ts";
import { createSamsaModule, type SamsaModule } from "../clients/api/samsa-module.ts";
import { Channel } from "../net/channel.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { type SimCluster, startCluster } from "./start-cluster.ts";
import { untilSettled } from "./until-settled.ts";
import { createWorld } from "./world.ts";

type Samsa = SamsaModule["exports"] & {
  readonly KafkaConsumer: new (configs: object) => KafkaConsumer<string, string>;
  readonly KafkaProducer: new (configs: object) => KafkaProducer<string, string>;
  readonly ProducerRecord: new (
    topic: string,
    partition: number,
    key: string,
    value: string,
  ) => ProducerRecord<string, string>;
  readonly TopicPartition: new (topic: string, partition: number) => TopicPartition;
  readonly Duration: { ofMillis(ms: number): object };
};

const TOPIC = "quiet";
const SETTLING_MS = 3000;
const COUNTED_MS = 20_000;
/** fetch.max.wait.ms and replica.fetch.wait.max.ms are 500 ms; so is the wait of a fetch in a quorum. */
const FETCHES = COUNTED_MS / 500;
/** broker.heartbeat.interval.ms */
const HEARTBEATS = COUNTED_MS / 2000;

/** Three partitions, each led by another broker, and a consumer at the end of all of them. */
async function idleCluster(configs: Readonly<Record<string, string>> = {}): Promise<SimCluster> {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const cluster = await startCluster(world, { brokers: 3, controllers: 3 });
  const assignments = [0, 1, 2].map((partitionIndex) => ({
    partitionIndex,
    brokerIds: [0, 1, 2].map((i) => ((partitionIndex + i) % 3) + 1),
  }));
  const row = { name: TOPIC, numPartitions: -1, replicationFactor: -1, assignments, configs: [] };
  const channel = await untilSettled(
    world,
    Channel.open(world.ports("setup"), "localhost", 9092, "setup"),
    5000,
  );
  const body = { topics: [row], timeoutMs: 10_000, validateOnly: false };
  await untilSettled(world, channel.request(CreateTopics, 7, body, 10_000), 10_000);
  const samsa = createSamsaModule(world.ports("consumer")).exports as unknown as Samsa;
  const deserializer = "org.apache.kafka.common.serialization.StringDeserializer";
  const consumer = new samsa.KafkaConsumer({
    "bootstrap.servers": cluster.bootstrapServers,
    "key.deserializer": deserializer,
    "value.deserializer": deserializer,
    "auto.offset.reset": "earliest",
    ...configs,
  });
  consumer.assign([0, 1, 2].map((index) => new samsa.TopicPartition(TOPIC, index)));
  const poll = async (): Promise<never> => {
    for (;;) await consumer.poll(samsa.Duration.ofMillis(10_000) as never);
  };
  poll().catch(() => undefined);
  await world.run(SETTLING_MS);
  return cluster;
}

/** What is asked in COUNTED_MS: `Fetch consumer localhost:9092` and how often. */
async function requests({ world }: SimCluster): Promise<ReadonlyMap<string, number>> {
  const from = world.events.length;
  await world.run(COUNTED_MS);
  const counts = new Map<string, number>();
  for (const { source, event } of world.events.slice(from)) {
    if (event.kind !== "request-sent") continue;
    const key = `${event.api} ${source} ${event.peer}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const nearly = (count: number, wanted: number): boolean => Math.abs(count - wanted) <= 1;

test("who has nothing to do asks once in the time that an answer may wait, and nobody asks anything else", async () => {
  const cluster = await idleCluster();
  const counts = await requests(cluster);
  const leader = `localhost:${cluster.controller()!.port}`;
  const expected = new Map<string, number>();
  for (const caller of ["1", "2", "3", "consumer"])
    for (const port of [9092, 9093, 9094])
      if (port !== 9091 + Number(caller)) expected.set(`Fetch ${caller} localhost:${port}`, FETCHES);
  for (const { id, port, role } of cluster.spec.nodes) {
    if (`localhost:${port}` !== leader) expected.set(`Fetch ${id} ${leader}`, FETCHES);
    if (role === "broker") expected.set(`BrokerHeartbeat ${id} ${leader}`, HEARTBEATS);
  }
  const chatty = [...counts].filter(([key, count]) => !nearly(count, expected.get(key) ?? 0));
  expect(chatty).toEqual([]);
  expect([...counts.keys()].sort()).toEqual([...expected.keys()].sort());
}, 60_000);

test.each([
  ["sees what is committed", {}],
  ["reads committed transactions", { "isolation.level": "read_committed" }],
])(
  "a consumer that %s waits while the high watermark stands still below the end of the log",
  async (_what, configs) => {
    const cluster = await idleCluster(configs);
    const { world } = cluster;
    // Followers whose answers do not come stay in the ISR for replica.lag.time.max.ms, and hold the high watermark.
    for (const follower of [2, 3]) await cluster.do({ kind: "cutLink", a: 1, b: follower });
    const samsa = createSamsaModule(world.ports("producer")).exports as unknown as Samsa;
    const serializer = "org.apache.kafka.common.serialization.StringSerializer";
    const producer = new samsa.KafkaProducer({
      "bootstrap.servers": cluster.bootstrapServers,
      "key.serializer": serializer,
      "value.serializer": serializer,
      acks: "1",
    });
    const sent = producer.send(new samsa.ProducerRecord(TOPIC, 0, "key", "value"));
    await untilSettled(world, sent as unknown as Promise<unknown>, 5000);
    const { highWatermark, logEndOffset } = cluster
      .broker(1)!
      .replicas.find(({ partition }) => partition === 0)!;
    expect({ highWatermark, logEndOffset }).toEqual({ highWatermark: 0, logEndOffset: 1 });
    const counts = await requests(cluster);
    expect(counts.get("Fetch consumer localhost:9092")).toSatisfy((count: number) => nearly(count, FETCHES));
  },
  60_000,
);
