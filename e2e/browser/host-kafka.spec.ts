// A whole cluster in the browser: three brokers and a controller, each a worker with its disk in IndexedDB.
import { expect, type Page, test } from "@playwright/test";
import type { ClusterCommand } from "../../src/engine/cluster/command.ts";
import type { WorkspaceSpec } from "../../src/workers/page/workspace.ts";
import { expectStatus, openHost, runProgram, visitHost } from "./open-host.ts";

const IMPORTS = `import { Admin, Duration, KafkaConsumer, KafkaProducer, NewTopic, ProducerRecord, StringDeserializer, StringSerializer, TopicPartition } from "samsa";
const producerConfig = { acks: "all", "key.serializer": StringSerializer, "value.serializer": StringSerializer };
const consumerConfig = { "auto.offset.reset": "earliest", "key.deserializer": StringDeserializer, "value.deserializer": StringDeserializer };
`;

const CREATE = `${IMPORTS}const admin = Admin.create({});
await admin.createTopics([new NewTopic("orders", 1, 3)]).all();
`;

const PRODUCE = `const producer = new KafkaProducer<string, string>(producerConfig);
const { offset } = await send("first");
async function send(value: string): Promise<{ offset: number }> {
  const metadata = await producer.send(new ProducerRecord("orders", "key", value));
  return { offset: Number(metadata.offset()) };
}
`;

/** Reads the partition from its beginning and prints how many records there are, the first, and whether all are in order. */
const READ = readWith("consumerConfig");
/** The same by way of one broker: among several a client picks by its dice, and warns where it finds a dead one. */
const readBy = (broker: string): string =>
  readWith(`{ ...consumerConfig, "bootstrap.servers": "${broker}" }`);

function readWith(config: string): string {
  return `${IMPORTS}const consumer = new KafkaConsumer<string, string>(${config});
const partition = new TopicPartition("orders", 0);
consumer.assign([partition]);
consumer.seekToBeginning([partition]);
const end = Number((await consumer.endOffsets([partition])).get(partition));
const values: string[] = [];
while (values.length < end) for (const record of await consumer.poll(Duration.ofMillis(500))) values.push(record.value());
await consumer.close();
console.log(values.length, values.at(0), values.every((value, i) => i === 0 || value === "value " + i));
`;
}

const printed = async (page: Page, source: string): Promise<string[]> => {
  const { output } = await runProgram(page, source, 30_000);
  return output.map((line) => (line.kind === "exception" ? `${line.name}: ${line.message}` : line.text));
};

/** Of the leader of orders-0. */
function leaderOf(page: Page) {
  return page.evaluate(() => {
    for (const { detail, status } of window.host.snapshot()?.nodes ?? []) {
      if (detail?.role !== "broker" || status !== "running") continue;
      const replica = detail.replicas.find(({ topic, role }) => topic === "orders" && role === "leader");
      if (replica !== undefined) {
        const { flushedOffset, logEndOffset, highWatermark, isr } = replica;
        return { node: detail.id, flushedOffset, logEndOffset, highWatermark, isr: [...isr].sort() };
      }
    }
    return null;
  });
}

/** What each of the three replicas of orders-0 has on its disk: after a power cut of all, any of them may lead. */
function flushedByAll(page: Page) {
  return page.evaluate(() => {
    const flushed: number[] = [];
    for (const { detail } of window.host.snapshot()?.nodes ?? []) {
      const replica =
        detail?.role === "broker" ? detail.replicas.find(({ topic }) => topic === "orders") : undefined;
      if (replica !== undefined) flushed.push(Math.min(replica.flushedOffset, replica.highWatermark));
    }
    return flushed.length === 3 ? Math.min(...flushed) : 0;
  });
}

test.beforeEach(({ page }) => visitHost(page));

test("three brokers and a controller take a record and give it back", async ({ page }) => {
  expect(await openHost(page, "kafka")).toEqual({ kind: "open", restored: false });
  const lines = await printed(
    page,
    `${CREATE}${PRODUCE}console.log("offset", offset); await producer.close();`,
  );
  expect(lines).toEqual(["offset 0"]);
  expect(await printed(page, READ)).toEqual(["1 first true"]);
});

for (const codec of ["gzip", "snappy", "lz4", "zstd"]) {
  test(`a program writes and reads ${codec}`, async ({ page }) => {
    await openHost(page, "kafka", { brokers: 1, properties: { "default.replication.factor": "1" } });
    const source = `${IMPORTS}const producer = new KafkaProducer<string, string>({ ...producerConfig, "compression.type": "${codec}" });
const sent = [];
for (let i = 0; i < 100; i++) sent.push(producer.send(new ProducerRecord("orders", "key", i === 0 ? "first" : "value " + i)));
await Promise.all(sent);
await producer.close();`;
    expect(await printed(page, source)).toEqual([]);
    expect(await printed(page, READ)).toEqual(["100 first true"]);
  });
}

test("the leader is killed: another leads, nothing acknowledged is lost, and the killed one catches up", async ({
  page,
}) => {
  await openHost(page, "kafka", {
    properties: { "broker.session.timeout.ms": "1000", "broker.heartbeat.interval.ms": "200" },
  });
  await printed(page, `${CREATE}${PRODUCE}await producer.close();`);
  await expect.poll(() => leaderOf(page)).toMatchObject({ logEndOffset: 1, isr: [1, 2, 3] });
  const { node } = (await leaderOf(page))!;
  await page.evaluate((id) => window.host.workspace().command({ kind: "kill", node: id }), node);
  await expect.poll(() => leaderOf(page).then((leader) => leader?.isr), { timeout: 15_000 }).toHaveLength(2);
  const successor = (await leaderOf(page))!.node;
  expect(successor).not.toBe(node);
  expect(await printed(page, readBy(`broker${successor}:9092`))).toEqual(["1 first true"]);
  await page.evaluate((id) => window.host.workspace().command({ kind: "start", node: id }), node);
  await expectStatus(page, node, "running");
  await expect
    .poll(() => leaderOf(page).then((leader) => leader?.isr), { timeout: 15_000 })
    .toEqual([1, 2, 3]);
});

test("a closed workspace comes back with its records", async ({ page }) => {
  await openHost(page, "kafka");
  await printed(page, `${CREATE}${PRODUCE}await producer.close();`);
  await page.evaluate(() => window.host.workspace().close());
  await page.reload();
  expect(await openHost(page, "kafka")).toEqual({ kind: "open", restored: true });
  expect(await printed(page, READ)).toEqual(["1 first true"]);
});

const ENDLESS = `${CREATE}${PRODUCE}
for (let i = 1; ; i++) await send("value " + i);`;

const DEATHS: readonly [how: string, die: (page: Page) => Promise<unknown>][] = [
  ["is reloaded", (page) => page.reload()],
  ["is closed", (page) => page.close({ runBeforeUnload: false })],
  [
    "crashes",
    async (page) => {
      const devtools = await page.context().newCDPSession(page);
      // The answer never comes.
      devtools.send("Page.crash").catch(() => {});
      await page.waitForEvent("crash");
    },
  ],
];

for (const [how, die] of DEATHS) {
  test(`the tab ${how} in the middle of writing: what was acknowledged and flushed is there`, async ({
    page,
    context,
  }) => {
    await openHost(page, "kafka");
    await page.evaluate((source) => void window.host.run(source), ENDLESS);
    await expect.poll(() => flushedByAll(page), { timeout: 20_000 }).toBeGreaterThan(50);
    const flushed = await flushedByAll(page);
    await die(page);
    const fresh = how === "is reloaded" ? page : await context.newPage();
    await visitHost(fresh);
    expect(await openHost(fresh, "kafka")).toEqual({ kind: "open", restored: true });
    const [line] = await printed(fresh, READ);
    const [count, first, inOrder] = line!.split(" ");
    expect([first, inOrder]).toEqual(["first", "true"]);
    expect(Number(count)).toBeGreaterThanOrEqual(flushed);
  });
}

const ALONE: Partial<WorkspaceSpec> = {
  brokers: 1,
  properties: {
    "default.replication.factor": "1",
    // Nothing is flushed unless the broker stops in order.
    "samsa.page.cache.writeback.ms": "3600000",
    "broker.session.timeout.ms": "1000",
    "broker.heartbeat.interval.ms": "200",
  },
};
const FLUSHED = 12;
const UNFLUSHED = 37;

const produce = (count: number): string => `${IMPORTS}
const producer = new KafkaProducer<string, string>(producerConfig);
for (let i = 0; i < ${count}; i++) await producer.send(new ProducerRecord("orders", "key", i === 0 ? "first" : "value " + i));
await producer.close();`;

const command = (page: Page, command: ClusterCommand): Promise<void> =>
  page.evaluate((it) => window.host.workspace().command(it), command);

/** A broker with some records that are on its disk, and some that are in its memory only. */
async function writeUnflushed(page: Page): Promise<void> {
  await openHost(page, "kafka", ALONE);
  await printed(page, produce(FLUSHED));
  await command(page, { kind: "restart", node: 1 });
  await expect.poll(() => leaderOf(page), { timeout: 15_000 }).toMatchObject({ logEndOffset: FLUSHED });
  await printed(page, produce(UNFLUSHED));
  await expect
    .poll(() => leaderOf(page))
    .toMatchObject({ logEndOffset: FLUSHED + UNFLUSHED, flushedOffset: FLUSHED });
}

const LOST = {
  topic: "orders",
  partition: 0,
  fromOffset: FLUSHED,
  toOffset: FLUSHED + UNFLUSHED,
  // What was seen of a worker is older than its end.
  atLeast: true,
  returning: 0,
  gone: UNFLUSHED,
  goneCommitted: UNFLUSHED,
  damaged: 0,
};

const losses = (page: Page) =>
  page.evaluate(() => {
    const told = window.host.events().flatMap(({ event }) => (event.kind === "records-lost" ? [event] : []));
    return { told, shown: window.host.snapshot()?.losses ?? [] };
  });

test("a killed broker: how many records were lost is told when it is back", async ({ page }) => {
  await writeUnflushed(page);
  await command(page, { kind: "kill", node: 1 });
  await command(page, { kind: "start", node: 1 });
  await expect.poll(() => losses(page).then(({ told }) => told), { timeout: 20_000 }).not.toEqual([]);
  const { told, shown } = await losses(page);
  expect(told).toEqual([{ kind: "records-lost", cut: "killed", ...LOST }]);
  expect(shown).toMatchObject([{ node: 1, cut: "killed", ...LOST }]);
  expect(await printed(page, READ)).toEqual([`${FLUSHED} first true`]);
});

/** What the page has noted by now of the end of orders-0. */
const notedEnd = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("samsa/test/workspace");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction("workspace").objectStore("workspace").get("unflushed");
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result?.[0]?.logs[0]?.logEndOffset ?? -1);
          };
        };
      }),
  );

for (const [how, die] of DEATHS) {
  test(`the tab ${how}: how many records were lost is told by the next`, async ({ page, context }) => {
    await writeUnflushed(page);
    await expect.poll(() => notedEnd(page)).toBe(FLUSHED + UNFLUSHED);
    await die(page);
    const fresh = how === "is reloaded" ? page : await context.newPage();
    await visitHost(fresh);
    expect(await openHost(fresh, "kafka", ALONE)).toEqual({ kind: "open", restored: true });
    await expect.poll(() => losses(fresh).then(({ told }) => told)).not.toEqual([]);
    expect((await losses(fresh)).told).toEqual([{ kind: "records-lost", cut: "host", ...LOST }]);
    expect(await printed(fresh, READ)).toEqual([`${FLUSHED} first true`]);
    // In order now: nothing is lost, nothing is told.
    await fresh.evaluate(() => window.host.workspace().close());
    await fresh.reload();
    expect(await openHost(fresh, "kafka", ALONE)).toEqual({ kind: "open", restored: true });
    await expect.poll(() => leaderOf(fresh)).toMatchObject({ logEndOffset: FLUSHED });
    expect(await losses(fresh)).toEqual({ told: [], shown: [] });
  });
}
