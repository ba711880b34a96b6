import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Decode } from "../../base/utf8.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { InitProducerId } from "../../protocol/schemas/22-init-producer-id.ts";
import { readBatchHeader } from "../../records/batch.ts";
import { readRecords } from "../../records/record.ts";
import { ProducerRecord } from "../api/producer-record.ts";
import type { FakeCluster } from "../testing/fake-cluster.ts";
import { failureOf, harness, settled } from "../testing/harness.ts";

test("a record is acknowledged with its partition and offset", async () => {
  const { world, cluster, producer } = await harness();
  cluster.createTopic("orders", 3);
  const client = producer();
  const metadata = await settled(world, client.send(new ProducerRecord("orders", "k", "v")));
  expect(metadata.offset()).toBe(0);
  expect(metadata.topic()).toBe("orders");
  const [record] = cluster.records("orders", metadata.partition());
  expect([utf8Decode(record!.key!), utf8Decode(record!.value!)]).toEqual(["k", "v"]);
  await settled(world, client.close());
  expect(cluster.requests).toContain("Produce v13 @1");
  expect(cluster.requests).toContain("InitProducerId v5 @1");
});

test("callbacks come in order, and flush() waits for all of them", async () => {
  const { world, cluster, producer } = await harness();
  cluster.createTopic("orders", 1);
  const client = producer({ "linger.ms": 1000, "batch.size": 200 });
  const offsets: number[] = [];
  for (let i = 0; i < 50; i++)
    client.send(new ProducerRecord("orders", `k${i}`, `v${i}`), (metadata, error) => {
      expect(error).toBeNull();
      offsets.push(metadata.offset());
    });
  await settled(world, client.flush());
  expect(offsets).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test("a callback that throws is told in the log, and the others are called all the same", async () => {
  const { world, cluster, producer, logs } = await harness();
  cluster.createTopic("orders", 1);
  const client = producer();
  const called: number[] = [];
  for (let i = 0; i < 3; i++)
    client.send(new ProducerRecord("orders", `v${i}`), (metadata) => {
      called.push(metadata.offset());
      if (i === 1) throw new Error("a mistake of the program");
    });
  await settled(world, client.flush());
  expect(called).toEqual([0, 1, 2]);
  expect(logs.filter((line) => line.includes("user-provided callback"))).toEqual([
    expect.stringContaining("'orders-0': Error: a mistake of the program"),
  ]);
});

test("a future knows its record's metadata whenever it is asked, and what a send without one costs is the same", async () => {
  const { world, cluster, producer } = await harness();
  cluster.createTopic("orders", 1);
  const client = producer({ "batch.size": 300 });
  const value = (i: number): string => "v".repeat(i + 1);
  const futures = Array.from({ length: 20 }, (_, i) =>
    client.send(new ProducerRecord("orders", 0, 1_000 + i, i % 2 === 0 ? null : "key", value(i))),
  );
  expect(futures.some((future) => future.isDone())).toBe(false);
  // One is awaited before its batch is written, the others long after.
  const early = await settled(world, futures[7]!);
  await settled(world, client.flush());
  expect(futures.every((future) => future.isDone())).toBe(true);
  const all = await settled(world, Promise.all(futures));
  expect(all[7]).toBe(early);
  expect(
    all.map((it) => [it.offset(), it.timestamp(), it.serializedKeySize(), it.serializedValueSize()]),
  ).toEqual(futures.map((_, i) => [i, 1_000 + i, i % 2 === 0 ? -1 : 3, i + 1]));
});

test("a broker that knows only ApiVersions v2 and Produce v8 is served", async () => {
  const { world, cluster, producer } = await harness({ maxVersions: { 18: 2, 0: 8, 3: 9 } });
  cluster.createTopic("orders", 1);
  const client = producer();
  expect((await settled(world, client.send(new ProducerRecord("orders", "v")))).offset()).toBe(0);
  expect(cluster.requests).toContain("Produce v8 @1");
});

test("without InitProducerId the producer warns and goes on", async () => {
  const { world, cluster, producer, logs } = await harness({ without: [InitProducerId] });
  cluster.createTopic("orders", 1);
  await settled(world, producer().send(new ProducerRecord("orders", "v")));
  expect(logs.filter((line) => line.includes("InitProducerId"))).toHaveLength(1);
});

test("an unknown topic fails after max.block.ms, with Kafka's words", async () => {
  const { world, producer } = await harness();
  const error = await failureOf(
    world,
    producer({ "max.block.ms": 3000 }).send(new ProducerRecord("nope", "v")),
  );
  expect(error.name).toBe("TimeoutException");
  expect(error.message).toBe("Topic nope not present in metadata after 3000 ms.");
});

test("a topic that appears while a send waits is used", async () => {
  const { world, cluster, producer } = await harness();
  const sent = producer().send(new ProducerRecord("late", "v"));
  world.after(500, () => void cluster.createTopic("late", 1));
  expect((await settled(world, sent)).offset()).toBe(0);
});

test("NOT_ENOUGH_REPLICAS is repeated until delivery.timeout.ms, then the record expires", async () => {
  const { world, cluster, producer } = await harness({ mishap: () => ErrorCode.NOT_ENOUGH_REPLICAS });
  cluster.createTopic("orders", 1);
  const client = producer({ "delivery.timeout.ms": 4000, "request.timeout.ms": 1000 });
  const error = await failureOf(world, client.send(new ProducerRecord("orders", "v")));
  expect(error.name).toBe("TimeoutException");
  expect(error.message).toMatch(
    /^Expiring 1 record\(s\) for orders-0:40\d\d ms has passed since batch creation\./,
  );
  expect(cluster.requests.filter((line) => line.startsWith("Produce")).length).toBeGreaterThan(3);
});

test("with retries=0 the broker's error is the record's error", async () => {
  const { world, cluster, producer } = await harness({ mishap: () => ErrorCode.NOT_ENOUGH_REPLICAS });
  cluster.createTopic("orders", 1);
  const error = await failureOf(world, producer({ retries: 0 }).send(new ProducerRecord("orders", "v")));
  expect(error.name).toBe("NotEnoughReplicasException");
  expect(error.message).toBe("Messages are rejected since there are fewer in-sync replicas than required.");
});

test("the leader that an error names is used without asking for metadata (KIP-951)", async () => {
  const { world, cluster, producer } = await harness({ brokers: 2 });
  cluster.createTopic("orders", 1);
  const client = producer();
  await settled(world, client.send(new ProducerRecord("orders", "a")));
  cluster.moveLeader("orders", 0, 2);
  expect((await settled(world, client.send(new ProducerRecord("orders", "b")))).offset()).toBe(1);
  expect(cluster.requests.at(-1)).toBe("Produce v13 @2");
});

test("acks=0 answers without an offset", async () => {
  const { world, cluster, producer } = await harness();
  cluster.createTopic("orders", 1);
  const client = producer({ acks: "0" });
  const metadata = await settled(world, client.send(new ProducerRecord("orders", "v")));
  expect([metadata.offset(), metadata.hasOffset()]).toEqual([-1, false]);
  await world.run(100);
  expect(cluster.records("orders", 0)).toHaveLength(1);
});

test("a record that is too large fails, and a closed producer throws", async () => {
  const { world, cluster, producer } = await harness();
  cluster.createTopic("orders", 1);
  const client = producer({ "max.request.size": 1000 });
  const error = await failureOf(world, client.send(new ProducerRecord("orders", "x".repeat(2000))));
  expect(error.name).toBe("RecordTooLargeException");
  expect(error.message).toContain("bytes when serialized which is larger than 1000");
  await settled(world, client.close());
  expect(() => client.send(new ProducerRecord("orders", "v"))).toThrow(
    "Cannot perform operation after producer has been closed",
  );
});

test("a batch that is too large for the broker is split", async () => {
  let refused = 0;
  const { world, cluster, producer } = await harness({
    mishap: () => (refused++ < 2 ? ErrorCode.MESSAGE_TOO_LARGE : null),
  });
  cluster.createTopic("orders", 1);
  const client = producer();
  const sent = Array.from({ length: 8 }, (_, i) => client.send(new ProducerRecord("orders", `v${i}`)));
  const offsets = (await settled(world, Promise.all(sent))).map((metadata) => metadata.offset());
  expect(offsets).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(cluster.records("orders", 0).map((record) => utf8Decode(record.value!))).toEqual(
    Array.from({ length: 8 }, (_, i) => `v${i}`),
  );
});

test("a compressed batch takes more the better its topic compresses; too large after all, it loses nothing", async () => {
  let refusals = 0;
  const { world, cluster, producer } = await harness({
    mishap: () => (refusals-- > 0 ? ErrorCode.MESSAGE_TOO_LARGE : null),
  });
  cluster.createTopic("orders", 1);
  const client = producer({ "compression.type": "gzip", "batch.size": 1000 });
  const value = (i: number): string => `${i} ${"x".repeat(90)}`;
  const counts = (): number[] =>
    cluster.topics.get("orders")!.partitions[0]!.batches.map((bytes) => readBatchHeader(bytes).recordCount);
  // At first (1000 - 61) / 1.05 bytes, of about a hundred for each record.
  for (let i = 0; i < 100; i++) {
    for (let k = 0; k < 20; k++) client.send(new ProducerRecord("orders", value(k)));
    await settled(world, client.flush());
  }
  expect(counts()[0]).toBe(8);
  expect(counts().at(-1)).toBe(20);
  const before = cluster.records("orders", 0).length;
  const batchesBefore = counts().length;
  refusals = 1;
  const sent = Array.from({ length: 20 }, (_, i) => client.send(new ProducerRecord("orders", value(i))));
  await settled(world, Promise.all(sent));
  // Halves of ten, which nobody trusts any more to fit.
  expect(counts().slice(batchesBefore)).toEqual([8, 2, 8, 2]);
  const written = cluster.records("orders", 0).slice(before);
  expect(written.map((record) => utf8Decode(record.value!))).toEqual(sent.map((_, i) => value(i)));
});

test("a full buffer holds sends back, and fails them after max.block.ms", async () => {
  const { world, cluster, producer } = await harness({ mishap: () => ErrorCode.NOT_ENOUGH_REPLICAS });
  cluster.createTopic("orders", 1);
  const client = producer({ "buffer.memory": 4000, "batch.size": 1000, "max.block.ms": 2000 });
  await settled(world, client.partitionsFor("orders"));
  const sent = Array.from({ length: 10 }, () => client.send(new ProducerRecord("orders", "x".repeat(800))));
  const error = await failureOf(world, sent[9]!, 2500);
  expect(error.name).toBe("BufferExhaustedException");
  expect(error.message).toMatch(
    /^Failed to allocate 1000 bytes within the configured max blocking time 2000 ms\./,
  );
  expect(sent[0]!.isDone()).toBe(false);
});

test("a value of the wrong type is refused at once", async () => {
  const { producer } = await harness();
  const wrong = new ProducerRecord("orders", "k", 5 as unknown as string);
  expect(() => producer().send(wrong)).toThrow(
    "Can't convert value of class java.lang.Integer to class StringSerializer specified in value.serializer",
  );
});

test("an endless loop of sends fills no more than buffer.memory before it drains", async () => {
  const { world, cluster, producer } = await harness();
  cluster.createTopic("orders", 2);
  const client = producer({ "buffer.memory": 100_000 });
  for (let i = 0; i < 5000; i++) client.send(new ProducerRecord("orders", null, "x".repeat(100)));
  await settled(world, client.flush());
  expect(cluster.records("orders", 0).length + cluster.records("orders", 1).length).toBe(5000);
});

const MISHAPS = [
  "close-before",
  "close-after",
  ErrorCode.NOT_ENOUGH_REPLICAS,
  ErrorCode.REQUEST_TIMED_OUT,
] as const;

test("[idempotence] whatever the network loses, every record arrives once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.constantFrom(...MISHAPS), { freq: 2 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 1000 }),
      async (mishaps, inFlight, seed) => {
        const script = [...mishaps];
        const { world, cluster, producer } = await harness(
          { mishap: () => script.shift() ?? null, brokers: 2 },
          seed,
        );
        cluster.createTopic("t", 3);
        const client = producer({ "batch.size": 120, "max.in.flight.requests.per.connection": inFlight });
        for (let i = 0; i < 60; i++) client.send(new ProducerRecord("t", i % 3, `${i}`, `${i}`));
        await settled(world, client.flush());
        for (let partition = 0; partition < 3; partition++) {
          const got = cluster.records("t", partition).map((record) => utf8Decode(record.value!));
          expect(got).toEqual(Array.from({ length: 20 }, (_, i) => `${i * 3 + partition}`));
        }
      },
    ),
    { numRuns: 60 },
  );
});

/** Epoch, first sequence and values of each batch in the log. */
function batchesOf(cluster: FakeCluster): unknown[] {
  return cluster.topics.get("t")!.partitions[0]!.batches.map((bytes) => {
    const { producerEpoch, baseSequence } = readBatchHeader(bytes);
    return [producerEpoch, baseSequence, ...readRecords(bytes, readBatchHeader(bytes)).map(textOf)];
  });
}
const textOf = ({ value }: { readonly value: Uint8Array | null }): string => utf8Decode(value!);

test("[idempotence] behind a batch that was given up the epoch is bumped, and nothing else is lost", async () => {
  const refused = ErrorCode.NOT_ENOUGH_REPLICAS;
  // a is written; b is refused until its retries are used up, c as long as it is on its way beside b.
  const script = [null, refused, refused, refused, refused, refused];
  const { world, cluster, producer } = await harness({ mishap: () => script.shift() ?? null });
  cluster.createTopic("t", 1);
  const client = producer({ retries: 3, "batch.size": 0 });
  await settled(world, client.send(new ProducerRecord("t", "a")));
  const lost = client.send(new ProducerRecord("t", "b"));
  const kept = client.send(new ProducerRecord("t", "c"));
  expect((await failureOf(world, lost)).name).toBe("NotEnoughReplicasException");
  expect((await settled(world, kept)).offset()).toBe(1);
  await settled(world, client.send(new ProducerRecord("t", "d")));
  expect(batchesOf(cluster)).toEqual([
    [0, 0, "a"],
    [1, 0, "c"],
    [1, 1, "d"],
  ]);
});

test.each([ErrorCode.UNKNOWN_PRODUCER_ID, ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER])(
  "[idempotence] a broker that lost track (%i) is met with a new epoch",
  async (code) => {
    const script = [null, code];
    const { world, cluster, producer } = await harness({ mishap: () => script.shift() ?? null });
    cluster.createTopic("t", 1);
    const client = producer();
    for (const value of ["a", "b", "c"]) await settled(world, client.send(new ProducerRecord("t", value)));
    expect(batchesOf(cluster)).toEqual([
      [0, 0, "a"],
      [1, 0, "b"],
      [1, 1, "c"],
    ]);
  },
);

test("[idempotence] what the broker calls a duplicate is a success", async () => {
  const { world, cluster, producer } = await harness({ mishap: () => ErrorCode.DUPLICATE_SEQUENCE_NUMBER });
  cluster.createTopic("t", 1);
  const metadata = await settled(world, producer().send(new ProducerRecord("t", "a")));
  expect(metadata.hasOffset()).toBe(false);
});

test("[order] without idempotence one request at a time keeps the order, with repeats at most", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.constantFrom(...MISHAPS), { freq: 2 }), { maxLength: 12 }),
      fc.integer({ min: 0, max: 1000 }),
      async (mishaps, seed) => {
        const script = [...mishaps];
        const { world, cluster, producer } = await harness({ mishap: () => script.shift() ?? null }, seed);
        cluster.createTopic("t", 1);
        const client = producer({
          "batch.size": 120,
          "enable.idempotence": false,
          "max.in.flight.requests.per.connection": 1,
        });
        for (let i = 0; i < 40; i++) client.send(new ProducerRecord("t", `${i}`));
        await settled(world, client.flush());
        const got = cluster.records("t", 0).map((record) => utf8Decode(record.value!));
        const first = got.filter((value, at) => got.indexOf(value) === at);
        expect(first).toEqual(Array.from({ length: 40 }, (_, i) => `${i}`));
        let last = -1;
        for (const value of got) {
          expect(Number(value)).toBeLessThanOrEqual(last + 1);
          last = Math.max(last, Number(value));
        }
      },
    ),
    { numRuns: 40 },
  );
});
