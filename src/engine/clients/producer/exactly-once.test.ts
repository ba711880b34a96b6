// The idempotent producer through deaths of the leader: whatever happens to acknowledgements, each record is in the log
// once and in order. A failing seed names itself; run it alone with SAMSA_SEEDS=<seed>, or many with <from>-<to>.
import { setImmediate } from "node:timers";
import { expect, test } from "vitest";
import { randomBelow } from "../../base/random.ts";
import { everybodyInSync } from "../../sim/chaos/faults.ts";
import { startCluster } from "../../sim/start-cluster.ts";
import { createWorld } from "../../sim/world.ts";
import type * as Samsa from "../api/samsa.ts";
import { createSamsaModule } from "../api/samsa-module.ts";
import { settled } from "../testing/harness.ts";

const [from = 1, to = from] = (process.env["SAMSA_SEEDS"] ?? "1-20").split("-").map(Number);
const RECORDS = 250;
const ACCIDENTS = 3;

interface Outcome {
  readonly sent: readonly string[];
  readonly read: readonly string[];
  /** Offsets that the producer was told, in the order of sending. */
  readonly told: readonly number[];
  readonly retries: number;
  readonly accidents: number;
  readonly leaders: number;
}

async function play(seed: number): Promise<Outcome> {
  const world = createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });
  const properties = { "broker.session.timeout.ms": "2000", "broker.heartbeat.interval.ms": "300" };
  const cluster = await startCluster(world, { properties });
  const { exports } = createSamsaModule(world.ports("program"), {
    configs: { "bootstrap.servers": cluster.bootstrapServers },
    log: () => {},
  });
  const samsa = exports as unknown as typeof Samsa;
  const { Admin, Duration, KafkaConsumer, KafkaProducer, NewTopic, ProducerRecord, TopicPartition } = samsa;
  const admin = Admin.create({});
  const topic = new NewTopic("orders", 1, 3).configs({ "min.insync.replicas": "2" });
  await settled(world, admin.createTopics([topic]).all());

  const producer = new KafkaProducer({
    "key.serializer": samsa.StringSerializer,
    "value.serializer": samsa.StringSerializer,
    // Many small batches, and little patience.
    "batch.size": 150,
    "linger.ms": 0,
    "request.timeout.ms": 3000,
  });
  const leaderOf = (): number => cluster.controller()!.topics[0]!.partitions[0]!.leader;
  const sent: string[] = [];
  const told: number[] = [];
  let accidents = 0;
  while (sent.length < RECORDS || accidents < ACCIDENTS) {
    const index = sent.length;
    sent.push(`v${index}`);
    producer.send(new ProducerRecord("orders", null, `v${index}`), (metadata, error) => {
      if (error !== null) throw error;
      told[index] = metadata.offset();
    });
    await world.run(randomBelow(world.rng, 40));
    const due = (RECORDS / (ACCIDENTS + 1)) * (accidents + 1);
    if (accidents === ACCIDENTS || index < due || !everybodyInSync(cluster)) continue;
    accidents++;
    const node = leaderOf();
    const kill = randomBelow(world.rng, 2) === 0;
    await cluster.do({ kind: kill ? "kill" : "freeze", node });
    const end = (): void => void cluster.command({ kind: kill ? "start" : "thaw", node });
    world.after(500 + randomBelow(world.rng, 5000), end);
  }
  await settled(world, producer.flush());
  await world.runUntil(() => everybodyInSync(cluster), 60_000);

  const consumer = new KafkaConsumer({
    "key.deserializer": samsa.StringDeserializer,
    "value.deserializer": samsa.StringDeserializer,
  });
  const partition = new TopicPartition("orders", 0);
  consumer.assign([partition]);
  consumer.seekToBeginning([partition]);
  const read: string[] = [];
  const end = (await settled(world, consumer.endOffsets([partition]))).get(partition)!;
  while ((await settled(world, consumer.position(partition))) < end)
    for (const record of await settled(world, consumer.poll(Duration.ofSeconds(1))))
      read.push(record.value());
  for (const client of [producer, consumer, admin]) await settled(world, client.close());
  const count = (kind: string): number => world.events.filter(({ event }) => event.kind === kind).length;
  return {
    sent,
    read,
    told,
    accidents,
    retries: count("batch-retried"),
    leaders: count("became-leader"),
  };
}

test("each record is in the log once and in order, at the offset that was told", async () => {
  let retries = 0;
  for (let seed = from; seed <= to; seed++) {
    const outcome = await play(seed);
    const where = `seed ${seed}`;
    expect(outcome.read, where).toEqual(outcome.sent);
    expect(outcome.told, where).toEqual(outcome.sent.map((_, index) => index));
    expect(outcome.leaders, where).toBeGreaterThan(1);
    retries += outcome.retries;
  }
  expect(retries).toBeGreaterThan(0);
}, 300_000);
