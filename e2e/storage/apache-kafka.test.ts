// The proof from outside: Apache Kafka 4.3.1 reads what Samsa wrote, and Samsa what Apache Kafka wrote. Where there is no
// Java these tests say so, and prove nothing.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { freePorts } from "../../src/node/net/testing/free-ports.ts";
import { type GatewayProcess, samsa, startGateway } from "../clients/gateway-process.ts";
import { consumeAll, kcat, makeLines } from "../clients/kcat.ts";
import { type ApacheKafka, askedApacheKafka, type KafkaNode, writeProperties } from "./apache-kafka.ts";

const PATIENCE_MS = 400_000;
const DUMP = "org.apache.kafka.tools.DumpLogSegments";

let kafka: ApacheKafka | null = null;
const gateways: GatewayProcess[] = [];
const nodes: KafkaNode[] = [];
const folders: string[] = [];

beforeAll(async () => {
  kafka = await askedApacheKafka();
}, PATIENCE_MS);

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.end("SIGKILL");
  for (const node of nodes.splice(0).reverse()) await node.stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}, PATIENCE_MS);

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "samsa-storage-"));
  folders.push(folder);
  return folder;
}

async function gateway(...args: string[]): Promise<GatewayProcess> {
  const started = await startGateway(...args);
  gateways.push(started);
  return started;
}

async function end(started: GatewayProcess): Promise<void> {
  gateways.splice(gateways.indexOf(started), 1);
  expect(await started.end("SIGTERM")).toBe(0);
}

async function produce(servers: string, topic: string, lines: readonly string[], ...args: string[]) {
  const { code, stderr } = await kcat(["-P", "-b", servers, "-t", topic, ...args], `${lines.join("\n")}\n`);
  expect(stderr).toBe("");
  expect(code).toBe(0);
}

const sorted = (partitions: ReadonlyMap<number, readonly string[]>): string[] =>
  [...partitions.values()].flat().sort();

/** Hardly to be compressed, so that every codec fills segments. */
const LINES = makeLines(20_000).map(
  (line, i) => `${line} ${createHash("sha512").update(`${i}`).digest("base64")}`,
);
const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"];

/** One broker and one controller, which are found at the same ports whoever runs them. */
function places(port: number): string[] {
  return [
    ...["--brokers", "1", "--controllers", "1"],
    ...["--port", `${port}`, "--controller-port", `${port + 1}`],
  ];
}

/** A cluster that has segments, indexes, all codecs and idempotent batches. */
async function fill(data: string, port: number): Promise<string[]> {
  const running = await gateway(
    ...["--data", data, ...places(port)],
    ...["--set", "log.segment.bytes=1048576", "--set", "num.partitions=2"],
  );
  const all: string[] = [];
  for (const codec of CODECS) {
    const lines = LINES.map((line) => `${codec} ${line}`);
    await produce(running.bootstrapServers, "orders", lines, "-z", codec, "-X", "enable.idempotence=true");
    all.push(...lines);
  }
  await end(running);
  return all.sort();
}

async function filesOf(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names.sort().map((name) => join(directory, name));
}

test(
  "kafka-dump-log reads every file that a gateway wrote",
  async () => {
    if (kafka === null) return;
    const data = join(await newFolder(), "data");
    const written = await fill(data, await freePorts(2));
    const directory = join(data, "broker-1");
    const partitions = (await readdir(directory)).filter((name) => name.startsWith("orders-"));
    expect(partitions).toHaveLength(2);
    const payloads: string[] = [];
    let segments = 0;
    for (const partition of partitions) {
      const files = await filesOf(join(directory, partition));
      const logs = files.filter((name) => name.endsWith(".log"));
      segments += logs.length;
      const deep = await kafka.main(DUMP, "--deep-iteration", "--print-data-log", "--files", logs.join(","));
      expect(deep.code).toBe(0);
      expect(deep.stdout).not.toContain("isvalid: false");
      expect(deep.stdout).not.toMatch(/Found \d+ invalid bytes|Non-consecutive|Mismatches/i);
      for (const [, payload] of deep.stdout.matchAll(/^\| offset: .* payload: (.*)$/gm))
        payloads.push(payload!);
      const indexes = files.filter((name) => /\.(index|timeindex)$/.test(name));
      const sanity = await kafka.main(DUMP, "--index-sanity-check", "--files", indexes.join(","));
      expect(sanity.code).toBe(0);
      const passed = sanity.stdout.match(/passed sanity check|is empty/g) ?? [];
      expect(passed).toHaveLength(indexes.length);
      // Every entry is looked up in the log.
      const verified = await kafka.main(DUMP, "--deep-iteration", "--files", [...indexes, ...logs].join(","));
      expect(verified.code).toBe(0);
      expect(verified.stdout).not.toMatch(/Mismatches|Out of order|not found/i);
      const snapshots = files.filter((name) => name.endsWith(".snapshot"));
      const producers = await kafka.main(DUMP, "--files", snapshots.join(","));
      expect(producers.code).toBe(0);
      expect(producers.stdout).toMatch(/producerId: \d+ producerEpoch: 0/);
    }
    expect(segments).toBeGreaterThan(4);
    expect(payloads.sort()).toEqual(written);
    for (const node of ["broker-1", "controller-3001"]) {
      const log = join(data, node, "__cluster_metadata-0", "00000000000000000000.log");
      const metadata = await kafka.main(DUMP, "--cluster-metadata-decoder", "--files", log);
      expect(metadata.code).toBe(0);
      expect(metadata.stdout).toContain('"name":"orders"');
    }
  },
  PATIENCE_MS,
);

test(
  "Apache Kafka serves a cluster that Samsa exported, and Samsa what Apache Kafka then left",
  async () => {
    if (kafka === null) return;
    const folder = await newFolder();
    const port = await freePorts(2);
    const written = await fill(join(folder, "data"), port);
    const tar = join(folder, "cluster.tar");
    expect(await samsa("storage", "export", "--data", join(folder, "data"), "--out", tar)).toMatchObject({
      code: 0,
    });
    const unpacked = join(folder, "kafka");
    await mkdir(unpacked);
    execFileSync("tar", ["xf", tar, "-C", unpacked]);

    const controllerPort = port + 1;
    const shared = {
      "controller.listener.names": "CONTROLLER",
      "controller.quorum.bootstrap.servers": `localhost:${controllerPort}`,
    };
    const controller = kafka.start({
      ...shared,
      "process.roles": "controller",
      "node.id": "3001",
      listeners: `CONTROLLER://localhost:${controllerPort}`,
      "log.dirs": join(unpacked, "controller-3001"),
    });
    const broker = kafka.start({
      ...shared,
      "process.roles": "broker",
      "node.id": "1",
      listeners: `PLAINTEXT://localhost:${port}`,
      "log.dirs": join(unpacked, "broker-1"),
    });
    nodes.push(await controller, await broker);
    const servers = `localhost:${port}`;
    expect(sorted(await consumeAll(servers, "orders"))).toEqual(written);
    await produce(servers, "orders", ["written by Apache Kafka"]);
    for (const node of nodes.splice(0).reverse()) await node.stop();

    const again = await gateway("--data", unpacked, ...places(port));
    const expected = [...written, "written by Apache Kafka"].sort();
    expect(sorted(await consumeAll(again.bootstrapServers, "orders"))).toEqual(expected);
    await produce(again.bootstrapServers, "orders", ["and by Samsa"]);
    await end(again);
  },
  PATIENCE_MS,
);

test(
  "log.dirs of Apache Kafka are imported: topics with their ids, records byte for byte",
  async () => {
    if (kafka === null) return;
    const folder = await newFolder();
    const port = await freePorts(2);
    const logDirs = [join(folder, "a"), join(folder, "b")];
    const properties = {
      "process.roles": "broker,controller",
      "node.id": "5",
      "controller.listener.names": "CONTROLLER",
      "controller.quorum.bootstrap.servers": `localhost:${port + 1}`,
      listeners: `PLAINTEXT://localhost:${port},CONTROLLER://localhost:${port + 1}`,
      "log.dirs": logDirs.join(","),
      "num.partitions": "3",
      "log.segment.bytes": "1048576",
      "offsets.topic.replication.factor": "1",
    };
    const file = join(folder, "server.properties");
    await writeProperties(file, properties);
    const formatted = await kafka.format(file, "4L6g3nShT-eMCtK--X86sw", "--standalone");
    expect(formatted.code).toBe(0);
    const node = await kafka.start(properties);
    nodes.push(node);
    const written: string[] = [];
    for (const codec of CODECS) {
      const lines = LINES.map((line) => `${codec} ${line}`);
      await produce(`localhost:${port}`, "orders", lines, "-z", codec);
      written.push(...lines);
    }
    await nodes.pop()!.stop();

    const data = join(folder, "data");
    const imported = await samsa("storage", "import", "--data", data, "--brokers", "2", ...logDirs);
    expect(imported).toMatchObject({ code: 0, stdout: "imported orders\n" });
    const running = await gateway("--brokers", "2", "--data", data);
    expect(sorted(await consumeAll(running.bootstrapServers, "orders"))).toEqual(written.sort());
    await produce(running.bootstrapServers, "orders", ["by Samsa"]);
    await end(running);
    for (const partition of [0, 1, 2]) {
      const directory = `orders-${partition}`;
      const theirs = (await Promise.all(logDirs.map((dir) => readdir(dir))))[0]!.includes(directory)
        ? join(logDirs[0]!, directory)
        : join(logDirs[1]!, directory);
      for (const name of await readdir(theirs)) {
        if (!/\.log$|^partition\.metadata$/.test(name)) continue;
        const [before, after] = await Promise.all([
          readFile(join(theirs, name)),
          readFile(join(data, "broker-1", directory, name)),
        ]);
        expect(after.subarray(0, before.length).equals(before)).toBe(true);
      }
    }
  },
  PATIENCE_MS,
);
