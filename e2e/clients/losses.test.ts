// What a power cut took is printed by `samsa gateway`: when a broker is killed and started again, and when the whole
// gateway died by SIGKILL.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, expect, test } from "vitest";
import { eventually, type GatewayProcess, startGateway } from "./gateway-process.ts";

const FLUSHED = 12;
const UNFLUSHED = 37;

let folder: string | null = null;
let running: GatewayProcess | null = null;

afterEach(async () => {
  await running?.end("SIGKILL");
  if (folder !== null) await rm(folder, { recursive: true, force: true });
});

async function start(data: string): Promise<GatewayProcess> {
  const settings = [
    "samsa.page.cache.writeback.ms=3600000",
    "broker.session.timeout.ms=2000",
    "broker.heartbeat.interval.ms=500",
  ].flatMap((setting) => ["--set", setting]);
  return startGateway("--data", data, "--brokers", "1", ...settings);
}

async function produce({ bootstrapServers }: GatewayProcess, count: number): Promise<void> {
  const kafka = new Kafka({ brokers: bootstrapServers.split(","), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: "t", numPartitions: 1, replicationFactor: 1 }] });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({
    topic: "t",
    acks: -1,
    messages: Array.from({ length: count }, (_, i) => ({ value: `value ${i}` })),
  });
  await producer.disconnect();
}

const log = async (gateway: GatewayProcess) => {
  const broker = (await gateway.inspect()).nodes.find(({ id }) => id === 1);
  return broker?.status === "running" && broker.detail?.role === "broker"
    ? broker.detail.replicas[0]
    : undefined;
};
const leads = async (gateway: GatewayProcess): Promise<boolean> => (await log(gateway))?.role === "leader";

test("a killed broker, then a killed gateway: each time the number that was lost", async () => {
  folder = await mkdtemp(join(tmpdir(), "samsa-losses-"));
  const data = join(folder, "data");
  const first = await start(data);
  running = first;
  await produce(first, FLUSHED);
  await first.fault({ kind: "restart", node: 1 });
  await eventually(() => leads(first), Boolean);
  expect(first.stderr()).toBe("");

  await produce(first, UNFLUSHED);
  await first.fault({ kind: "kill", node: 1 });
  await first.fault({ kind: "start", node: 1 });
  const killed = await eventually(
    async () => first.stderr(),
    (text) => text.includes("\n"),
  );
  expect(killed).toBe(
    `samsa gateway: broker 1 recovered t-0 up to offset ${FLUSHED}; lost ${UNFLUSHED} records unflushed: ${UNFLUSHED} gone, ${UNFLUSHED} of them committed\n`,
  );

  await eventually(() => leads(first), Boolean);
  await produce(first, UNFLUSHED + 1);
  const end = FLUSHED + UNFLUSHED + 1;
  await eventually(
    () => readFile(join(data, "samsa.unflushed.json"), "utf8"),
    (note) => note.includes(`"logEndOffset":${end}`),
  );
  await first.end("SIGKILL");
  const second = await start(data);
  running = second;
  const told = await eventually(
    async () => second.stderr(),
    (text) => text.includes("\n"),
  );
  expect(told).toContain(
    `broker 1 recovered t-0 up to offset ${FLUSHED}; lost at least ${UNFLUSHED + 1} records unflushed: ${UNFLUSHED + 1} gone`,
  );
  expect((await log(second))?.logEndOffset).toBe(FLUSHED);
  expect((await second.inspect()).losses).toMatchObject([{ node: 1, cut: "host", gone: UNFLUSHED + 1 }]);
  expect(await second.end("SIGTERM")).toBe(0);
  expect(await readFile(join(data, "samsa.unflushed.json"), "utf8")).toBe("[]");
}, 120_000);
