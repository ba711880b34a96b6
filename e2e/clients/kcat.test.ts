// A real client, librdkafka's kcat, against `samsa gateway` over TCP.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, expect, test } from "vitest";
import { eventually, type GatewayProcess, partitionsOf, startGateway } from "./gateway-process.ts";
import { consumeAll, kcat, makeLines } from "./kcat.ts";

const LINES = 100_000;
const TOPIC = "orders";

/** A broker that vanished is given up sooner, and its successor may register sooner. */
const SHORT_SESSIONS = [
  ...["--set", "broker.session.timeout.ms=2000"],
  ...["--set", "broker.heartbeat.interval.ms=500"],
];

const gateways: GatewayProcess[] = [];
const folders: string[] = [];

async function gateway(...args: string[]): Promise<GatewayProcess> {
  const started = await startGateway(...args);
  gateways.push(started);
  return started;
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "samsa-kcat-"));
  folders.push(made);
  return made;
}

afterEach(async () => {
  for (const started of gateways.splice(0)) await started.end("SIGKILL");
  for (const made of folders.splice(0)) await rm(made, { recursive: true, force: true });
});

async function createTopic({ bootstrapServers }: GatewayProcess, topic: string): Promise<void> {
  const kafka = new Kafka({ brokers: bootstrapServers.split(","), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic, numPartitions: 3, replicationFactor: 3 }],
    waitForLeaders: true,
  });
  await admin.disconnect();
}

async function linesFile(lines: readonly string[]): Promise<string> {
  const path = join(await folder(), "lines.txt");
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

/** What is there, each value once, in the order of its first appearance. */
const withoutRepeats = (values: readonly string[]): string[] => [...new Set(values)];

/** A run of values whose numbers only rise: the order in which one producer sent them. */
const isInOrder = (values: readonly string[]): boolean =>
  values.every((value, i) => i === 0 || values[i - 1]! < value);

test("what kcat produces, kcat consumes: every line once, in order within its partition", async () => {
  const running = await gateway();
  await createTopic(running, TOPIC);
  const lines = makeLines(LINES);
  const file = await linesFile(lines);
  // Else librdkafka stays with one partition for 10 ms at a time, and may never come to the third.
  const spread = ["-X", "sticky.partitioning.linger.ms=0"];
  const produced = await kcat(["-P", "-b", running.bootstrapServers, "-t", TOPIC, ...spread, "-l", file]);
  expect([produced.code, produced.stderr]).toEqual([0, ""]);

  const partitions = await consumeAll(running.bootstrapServers, TOPIC);
  expect([...partitions.keys()].sort()).toEqual([0, 1, 2]);
  expect([...partitions.values()].every(isInOrder)).toBe(true);
  expect([...partitions.values()].flat().sort()).toEqual(lines);
});

test("a broker killed half-way: with acks=all no line is lost, and order holds", async () => {
  const running = await gateway(...SHORT_SESSIONS);
  await createTopic(running, TOPIC);
  const lines = makeLines(LINES);
  const file = await linesFile(lines);
  // One request in flight: a retry may repeat a batch, but cannot put it behind a later one.
  const options = ["-X", "acks=all", "-X", "max.in.flight=1", "-X", "batch.num.messages=500"];
  const producing = kcat(["-P", "-b", running.bootstrapServers, "-t", TOPIC, ...options, "-l", file]);
  const stored = async (): Promise<number> => {
    const { nodes } = await running.inspect();
    return nodes
      .flatMap(({ detail }) => (detail?.role === "broker" ? detail.replicas : []))
      .filter(({ role }) => role === "leader")
      .reduce((sum, { highWatermark }) => sum + highWatermark, 0);
  };
  await eventually(stored, (count) => count > LINES / 10);
  const [first] = partitionsOf(await running.inspect(), TOPIC);
  expect(await running.fault({ kind: "kill", node: first!.leader })).toEqual({ status: 200, message: null });
  expect(await stored()).toBeLessThan(LINES);
  const produced = await producing;
  expect(produced.code).toBe(0);

  const after = partitionsOf(await running.inspect(), TOPIC);
  expect(after.map(({ leader }) => leader)).not.toContain(first!.leader);
  const partitions = [...(await consumeAll(running.bootstrapServers, TOPIC)).values()].map(withoutRepeats);
  expect(partitions.every(isInOrder)).toBe(true);
  expect(partitions.flat().sort()).toEqual(lines);
});

test("after a power cut of the whole gateway everything that was flushed is there", async () => {
  const data = join(await folder(), "data");
  const args = ["--data", data, "--set", "log.flush.interval.messages=1", ...SHORT_SESSIONS];
  const before = await gateway(...args);
  await createTopic(before, TOPIC);
  const lines = makeLines(20_000);
  const file = await linesFile(lines);
  const produced = await kcat([
    "-P",
    "-b",
    before.bootstrapServers,
    "-t",
    TOPIC,
    "-X",
    "acks=all",
    "-l",
    file,
  ]);
  expect([produced.code, produced.stderr]).toEqual([0, ""]);
  await eventually(
    () => before.inspect(),
    ({ nodes }) =>
      nodes
        .flatMap(({ detail }) => (detail?.role === "broker" ? detail.replicas : []))
        .every(({ flushedOffset, logEndOffset }) => flushedOffset === logEndOffset),
  );
  const topicId = (await before.inspect()).nodes.flatMap(({ detail }) =>
    detail?.role === "controller" ? detail.topics.map((topic) => topic.topicId) : [],
  );
  await before.end("SIGKILL");

  const after = await gateway(...args);
  expect(
    (await after.inspect()).nodes.flatMap(({ detail }) =>
      detail?.role === "controller" ? detail.topics.map((topic) => topic.topicId) : [],
    ),
  ).toEqual(topicId);
  const partitions = [...(await consumeAll(after.bootstrapServers, TOPIC)).values()];
  expect(partitions.every(isInOrder)).toBe(true);
  expect(partitions.flat().sort()).toEqual(lines);
});

test("a power cut in the middle: what every replica had flushed is there, in order", async () => {
  const data = join(await folder(), "data");
  const args = ["--data", data, "--set", "log.flush.interval.messages=1", ...SHORT_SESSIONS];
  const before = await gateway(...args);
  await createTopic(before, TOPIC);
  const file = await linesFile(makeLines(LINES));
  const options = ["-X", "acks=all", "-X", "max.in.flight=1", "-X", "batch.num.messages=500"];
  const producing = kcat([
    ...["-P", "-b", before.bootstrapServers, "-t", TOPIC, ...options],
    ...["-X", "message.timeout.ms=3000", "-l", file],
  ]);
  /** By partition, the offset below which all three replicas are durable. */
  const durable = async (): Promise<number[]> => {
    const offsets = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const { detail } of (await before.inspect()).nodes) {
      if (detail?.role !== "broker") continue;
      for (const { partition, flushedOffset } of detail.replicas)
        offsets[partition] = Math.min(offsets[partition]!, flushedOffset);
    }
    return offsets;
  };
  const promised = await eventually(durable, (offsets) => offsets.reduce((a, b) => a + b) > LINES / 10);
  await before.end("SIGKILL");
  expect((await producing).code).toBe(1);

  const after = await gateway(...args);
  const partitions = await consumeAll(after.bootstrapServers, TOPIC);
  for (const [partition, offset] of promised.entries()) {
    const values = partitions.get(partition) ?? [];
    expect(values.length).toBeGreaterThanOrEqual(offset);
    expect(isInOrder(withoutRepeats(values))).toBe(true);
  }
});
