import { expect, test } from "vitest";
import { utf8Encode } from "../../base/utf8.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { loadCodec } from "../../records/compression.ts";
import type { World } from "../../sim/world.ts";
import { Duration } from "../api/duration.ts";
import type { KafkaConsumer } from "../api/kafka-consumer.ts";
import { ProducerRecord } from "../api/producer-record.ts";
import { IntegerDeserializer } from "../api/serialization.ts";
import { topicPartition } from "../api/topic-partition.ts";
import { failureOf, harness, settled } from "../testing/harness.ts";

const T0 = topicPartition("t", 0);
const T1 = topicPartition("t", 1);
const SECOND = Duration.ofSeconds(1);

async function filled(records: number, options: Parameters<typeof harness>[0] = {}) {
  const here = await harness(options);
  here.cluster.createTopic("t", 2);
  const producer = here.producer({ "batch.size": 200 });
  for (let i = 0; i < records; i++) producer.send(new ProducerRecord("t", 0, 1000 + i, `k${i}`, `v${i}`));
  await settled(here.world, producer.close());
  return here;
}

/** Polls until so many records are there. */
async function read(world: World, consumer: KafkaConsumer, count: number): Promise<string[]> {
  const values: string[] = [];
  for (let polls = 0; values.length < count && polls < 50; polls++)
    for (const record of await settled(world, consumer.poll(SECOND))) values.push(record.value());
  return values;
}
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `v${from + i}`);

test("reads from the beginning, max.poll.records at a time, in order", async () => {
  const { world, consumer } = await filled(50);
  const client = consumer({ "auto.offset.reset": "earliest", "max.poll.records": 7 });
  client.assign([T0, T1]);
  const first = await settled(world, client.poll(SECOND));
  expect(first.count()).toBe(7);
  expect(first.nextOffsets().get(T0)?.offset()).toBe(7);
  expect([...first.records(T0)].map((record) => record.key())[6]).toBe("k6");
  expect(await read(world, client, 43)).toEqual(numbered(7, 50));
  expect(await settled(world, client.position(T0))).toBe(50);
});

test("latest sees only what comes later; poll returns empty when the time is up", async () => {
  const { world, consumer, producer } = await filled(5);
  const client = consumer();
  client.assign([T0]);
  expect((await settled(world, client.poll(SECOND))).isEmpty()).toBe(true);
  producer().send(new ProducerRecord("t", 0, "k", "new"));
  expect(await read(world, client, 1)).toEqual(["new"]);
});

test("with auto.offset.reset=none there is no position until seek()", async () => {
  const { world, consumer } = await filled(5);
  const client = consumer({ "auto.offset.reset": "none" });
  client.assign([T0]);
  const error = await failureOf(world, client.poll(SECOND));
  expect([error.name, error.message]).toEqual([
    "NoOffsetForPartitionException",
    "Undefined offset with no reset policy for partitions: [t-0]",
  ]);
  client.seek(T0, 3);
  expect(await read(world, client, 2)).toEqual(["v3", "v4"]);
  client.seek(T0, 99);
  const outOfRange = await failureOf(world, client.poll(SECOND));
  expect(outOfRange.name).toBe("OffsetOutOfRangeException");
  expect(outOfRange.message).toBe(
    "Fetch position FetchPosition{offset=99, offsetEpoch=Optional.empty, currentLeader=LeaderAndEpoch{leader=Optional[" +
      "broker1:9092 (id: 1 rack: null isFenced: false)], epoch=0}} is out of range for partition t-0",
  );
});

test("an offset out of range is reset by auto.offset.reset", async () => {
  const { world, consumer } = await filled(5);
  const client = consumer({ "auto.offset.reset": "earliest" });
  client.assign([T0]);
  client.seek(T0, 99);
  expect(await read(world, client, 5)).toEqual(numbered(0, 5));
});

test("by_duration begins at the first record that is young enough", async () => {
  const { world, cluster, consumer } = await filled(0);
  const batch = new BatchBuilder();
  const now = world.wallMs();
  batch.append(now - 7_200_000, null, utf8Encode("old"));
  batch.append(now - 60_000, null, utf8Encode("young"));
  cluster.append("t", 0, batch.build());
  const client = consumer({ "auto.offset.reset": "by_duration:PT1H" });
  client.assign([T0]);
  expect(await read(world, client, 1)).toEqual(["young"]);
});

test("offsets by time, beginning and end", async () => {
  const { world, consumer } = await filled(10);
  const client = consumer();
  const times = await settled(
    world,
    client.offsetsForTimes(
      new Map([
        [T0, 1004],
        [T1, 0],
      ]),
    ),
  );
  expect([times.get(T0)?.offset(), times.get(T0)?.timestamp(), times.get(T1)]).toEqual([4, 1004, null]);
  expect((await settled(world, client.beginningOffsets([T0]))).get(T0)).toBe(0);
  expect((await settled(world, client.endOffsets([T0]))).get(T0)).toBe(10);
  const missing = await failureOf(
    world,
    client.endOffsets([topicPartition("nope", 0)], Duration.ofMillis(500)),
  );
  expect(missing.message).toBe("Failed to get offsets by times in 500ms");
});

test("a paused partition keeps its records until it is resumed", async () => {
  const { world, consumer } = await filled(5);
  const client = consumer({ "auto.offset.reset": "earliest", "max.poll.records": 2 });
  client.assign([T0]);
  expect(await read(world, client, 2)).toEqual(["v0", "v1"]);
  client.pause([T0]);
  expect((await settled(world, client.poll(SECOND))).isEmpty()).toBe(true);
  client.resume([T0]);
  expect(await read(world, client, 3)).toEqual(numbered(2, 5));
});

test("[KIP-320] after a change of leader the position is validated, and a cut log is noticed", async () => {
  const { world, cluster, consumer, producer } = await filled(10, { brokers: 2 });
  const client = consumer({ "auto.offset.reset": "earliest", "metadata.max.age.ms": 1000 });
  client.assign([T0]);
  expect(await read(world, client, 10)).toHaveLength(10);
  // An unclean election: the new leader has only the first batches.
  const partition = cluster.topics.get("t")!.partitions[0]!;
  const lost = partition.batches.splice(-1);
  expect(lost).toHaveLength(1);
  partition.end = 9;
  while (cluster.records("t", 0).length < partition.end) partition.end--;
  const kept = partition.end;
  cluster.moveLeader("t", 0, 2);
  const writer = producer();
  for (let i = 0; i < 20; i++) writer.send(new ProducerRecord("t", 0, "k", `after${i}`));
  const values = await read(world, client, 20);
  expect(values[0]).toBe("after0");
  expect(cluster.requests).toContain("OffsetForLeaderEpoch v4 @2");
  expect(await settled(world, client.position(T0))).toBe(kept + 20);
});

test("read_committed leaves out aborted transactions and markers", async () => {
  const { world, cluster, consumer } = await filled(0);
  const transactional = (producerId: bigint, baseSequence: number, value: string): Uint8Array => {
    const batch = new BatchBuilder({ producerId, producerEpoch: 0, baseSequence, transactional: true });
    batch.append(1, null, utf8Encode(value));
    return batch.build();
  };
  const marker = (producerId: bigint, type: number): Uint8Array => {
    const batch = new BatchBuilder({ producerId, producerEpoch: 0, transactional: true, control: true });
    batch.append(1, new Uint8Array([0, 0, 0, type]), new Uint8Array(6));
    return batch.build();
  };
  const parts = [
    transactional(7n, 0, "aborted"),
    transactional(8n, 0, "committed"),
    marker(7n, 0),
    transactional(7n, 1, "second try"),
    marker(8n, 1),
    marker(7n, 1),
  ];
  for (const part of parts) cluster.append("t", 0, part);
  cluster.topics.get("t")!.partitions[0]!.aborted.push({ producerId: 7n, firstOffset: 0n });
  const options = { "auto.offset.reset": "earliest" };
  const committed = consumer({ ...options, "isolation.level": "read_committed" });
  committed.assign([T0]);
  expect(await read(world, committed, 2)).toEqual(["committed", "second try"]);
  expect(await settled(world, committed.position(T0))).toBe(6);
  const uncommitted = consumer(options);
  uncommitted.assign([T0]);
  expect(await read(world, uncommitted, 3)).toEqual(["aborted", "committed", "second try"]);
});

test("a record that cannot be deserialised stops there, after what came before it", async () => {
  const { world, cluster, consumer } = await filled(0);
  const batch = new BatchBuilder();
  batch.append(1, null, new Uint8Array([0, 0, 0, 5]));
  batch.append(1, null, new Uint8Array([1, 2]));
  batch.append(1, null, new Uint8Array([0, 0, 0, 6]));
  cluster.append("t", 0, batch.build());
  const client = consumer({ "auto.offset.reset": "earliest", "value.deserializer": IntegerDeserializer });
  client.assign([T0]);
  expect(await read(world, client, 1)).toEqual([5]);
  const error = await failureOf(world, client.poll(SECOND));
  expect([error.name, error.message]).toEqual([
    "RecordDeserializationException",
    "Error deserializing VALUE for partition t-0 at offset 1. If needed, please seek past the record to continue consumption.",
  ]);
  client.seek(T0, 2);
  expect(await read(world, client, 1)).toEqual([6]);
});

test("compressed batches are read back", async () => {
  await loadCodec(1); // in real time, which the virtual world would not wait for
  const { world, cluster, producer, consumer } = await harness();
  cluster.createTopic("t", 1);
  const writer = producer({ "compression.type": "gzip" });
  for (let i = 0; i < 20; i++) writer.send(new ProducerRecord("t", 0, "k", `v${i}`));
  await settled(world, writer.close());
  const client = consumer({ "auto.offset.reset": "earliest" });
  client.assign([T0]);
  expect(await read(world, client, 20)).toEqual(numbered(0, 20));
});

test("wakeup ends a poll; two calls at once and calls after close are refused", async () => {
  const { world, consumer } = await filled(0);
  const client = consumer();
  client.assign([T0]);
  const poll = client.poll(Duration.ofSeconds(100));
  expect((await failureOf(world, client.poll(SECOND))).name).toBe("ConcurrentModificationException");
  client.wakeup();
  expect((await failureOf(world, poll)).name).toBe("WakeupException");
  await client.close();
  expect((await failureOf(world, client.poll(SECOND))).message).toBe(
    "This consumer has already been closed.",
  );
});

test("topics and their partitions can be listed; groups are named as still to come", async () => {
  const { world, consumer } = await filled(0);
  const client = consumer({ "group.id": "g" });
  expect([...(await settled(world, client.listTopics())).keys()]).toEqual(["t"]);
  const partitions = await settled(world, client.partitionsFor("t"));
  expect(partitions.map((partition) => partition.leader()?.id())).toEqual([1, 1]);
  expect(await settled(world, client.partitionsFor("nope"))).toEqual([]);
  expect(() => client.subscribe(["t"])).toThrow(
    "Consumer groups come later: subscribe() is not offered yet.",
  );
});
