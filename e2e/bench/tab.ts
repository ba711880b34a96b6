// What a learner's program gets in the tab: three brokers and a controller in workers, disks in IndexedDB, the ordinary
// API of "samsa". The peer of producing is kcat with librdkafka's own mock cluster, which keeps nothing and replicates
// nothing. kcat fills batches of up to a megabyte, Kafka's own clients of 16 KiB: so there is one benchmark with kcat's
// size on both sides, and one with Kafka's. Nothing in kcat reads from its mock cluster, so consuming has no peer.
import type { Page } from "@playwright/test";
import { type BenchResult, median, result } from "./bench.ts";
import { kcatOnMock, RECORD_BYTES, withLines } from "./kcat-mock.ts";
import { type Tab, withFreshPage, withTab } from "./page.ts";

const RECORDS = 1_000_000;
const ROUNDS = 3;
const LIMIT_MS = 120_000;

const CREATE = `import { Admin, KafkaProducer, NewTopic, ProducerRecord, StringSerializer } from "samsa";
const admin = Admin.create({});
await admin.createTopics([new NewTopic("bench", 3, 3)]).all();
`;

/** batch.size as librdkafka and as Kafka's clients have it when nobody sets it. */
const KCAT_BATCH_BYTES = 1_000_000;
const KAFKA_BATCH_BYTES = 16_384;

const produce = (batchBytes: number): string => `${CREATE}
const producer = new KafkaProducer<string, string>({ acks: "all", "batch.size": ${batchBytes}, "key.serializer": StringSerializer, "value.serializer": StringSerializer });
await producer.partitionsFor("bench");
let acknowledged = 0;
const start = performance.now();
for (let i = 0; i < ${RECORDS}; i++) {
  producer.send(new ProducerRecord("bench", String(i).padStart(${RECORD_BYTES}, "x")), (metadata, exception) => {
    if (exception === null) acknowledged++;
  });
  // A loop that never pauses for longer than five seconds counts as endless.
  if (i % 10_000 === 0) await new Promise((resolve) => setTimeout(resolve));
}
const queued = performance.now();
await producer.flush();
console.log(performance.now() - start, acknowledged, queued - start);
await producer.close();
`;

const CONSUME = `import { Duration, KafkaConsumer, StringDeserializer, TopicPartition } from "samsa";
const consumer = new KafkaConsumer<string, string>({ "key.deserializer": StringDeserializer, "value.deserializer": StringDeserializer });
const partitions = [0, 1, 2].map((partition) => new TopicPartition("bench", partition));
consumer.assign(partitions);
consumer.seekToBeginning(partitions);
let records = 0;
let characters = 0;
const start = performance.now();
while (records < ${RECORDS}) {
  for (const record of await consumer.poll(Duration.ofMillis(1000))) {
    records++;
    characters += record.value().length;
  }
}
console.log(performance.now() - start, characters / ${RECORD_BYTES});
await consumer.close();
`;

/** The numbers that the program prints: milliseconds, records, whatever else. */
async function run(page: Page, source: string): Promise<number[]> {
  const { outcome, output } = await page.evaluate(([text, ms]) => window.host.run(text, ms), [
    source,
    LIMIT_MS,
  ] as const);
  const lines = output.map((line) =>
    line.kind === "exception" ? `${line.name}: ${line.message}` : line.text,
  );
  if (outcome !== "finished") throw new Error(`the program ${outcome}: ${lines.join("\n")}`);
  const numbers = (lines.at(-1) ?? "").split(" ").map(Number);
  if (numbers[1] !== RECORDS) throw new Error(`${numbers[1]} of ${RECORDS} records: ${lines.join("\n")}`);
  return numbers;
}

async function withCluster<T>({ browser, hostUrl }: Tab, use: (page: Page) => Promise<T>): Promise<T> {
  return withFreshPage(browser, async (page) => {
    await page.goto(hostUrl);
    await page.evaluate(async () => {
      window.host.open("kafka", { id: "bench" });
      await window.host.until("open");
    });
    return use(page);
  });
}

/** Each round in a cluster of its own, with the peer beside it. */
function produceWith(bench: string, batchBytes: number): Promise<BenchResult> {
  return withTab(async (tab) => {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [ms, , queuedMs] = await withCluster(tab, (page) => run(page, produce(batchBytes)));
      ours.push(RECORDS / (ms! / 1000));
      const peer = await withLines(RECORDS, (path) => kcatOnMock(path, RECORDS, batchBytes));
      if (peer !== null) theirs.push(peer.value);
      console.error(
        `${bench}: ${Math.round(ms!)} ms, of which ${Math.round(queuedMs!)} ms in send(); kcat ${Math.round(peer?.value ?? 0)}/s`,
      );
    }
    const peer = theirs.length === 0 ? null : { name: "librdkafka mock cluster", value: median(theirs) };
    return result(bench, median(ours), "records/s", peer);
  });
}

export const tabProduce = (): Promise<BenchResult> => produceWith("tab-produce", KCAT_BATCH_BYTES);

export const tabProduceSmallBatches = (): Promise<BenchResult> =>
  produceWith("tab-produce-16k", KAFKA_BATCH_BYTES);

export function tabConsume(): Promise<BenchResult> {
  return withTab(async (tab) => {
    const rounds = await withCluster(tab, async (page) => {
      await run(page, produce(KAFKA_BATCH_BYTES));
      const taken: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const [ms] = await run(page, CONSUME);
        console.error(`tab-consume: ${Math.round(ms!)} ms`);
        taken.push(RECORDS / (ms! / 1000));
      }
      return taken;
    });
    return result("tab-consume", median(rounds), "records/s", null);
  });
}
