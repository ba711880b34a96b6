// What a real client gets through the gateway: kcat produces a file to a topic of three partitions and three replicas
// with acks=all, and reads it back. The peer is librdkafka's own mock cluster, which keeps nothing and replicates
// nothing: the most that kcat itself can send.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGateway } from "../clients/gateway-process.ts";
import { kcat } from "../clients/kcat.ts";
import { type BenchResult, result } from "./bench.ts";

const RECORDS = 300_000;
const RECORD_BYTES = 100;
const TOPIC = "bench";

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function succeed(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await kcat(args);
  if (code !== 0) throw new Error(`kcat ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}

async function withFile<T>(use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "samsa-bench-"));
  try {
    const path = join(folder, "lines.txt");
    const lines = Array.from({ length: RECORDS }, (_, i) => String(i).padStart(RECORD_BYTES, "x"));
    await writeFile(path, `${lines.join("\n")}\n`);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const TOPIC_DEFAULTS = ["--set", "num.partitions=3", "--set", "default.replication.factor=3"];

export async function gatewayProduce(): Promise<BenchResult> {
  return withFile(async (path) => {
    const gateway = await startGateway(...TOPIC_DEFAULTS);
    try {
      const to = ["-P", "-b", gateway.bootstrapServers, "-t", TOPIC, "-X", "acks=all"];
      // Makes the topic, and lets the code get warm.
      await succeed([...to, "-l", path]);
      const ours = await seconds(() => succeed([...to, "-l", path]));
      // kcat wants a -b; the mock cluster takes its place.
      const mock = [
        "-P",
        "-b",
        "mock",
        "-X",
        "test.mock.num.brokers=3",
        "-t",
        TOPIC,
        "-X",
        "acks=all",
        "-l",
        path,
      ];
      const theirs = await seconds(() => succeed(mock));
      const peer = { name: "librdkafka mock cluster", value: RECORDS / theirs };
      return result("gateway-produce", RECORDS / ours, "records/s", peer);
    } finally {
      await gateway.end("SIGKILL");
    }
  });
}

export async function gatewayConsume(): Promise<BenchResult> {
  return withFile(async (path) => {
    const gateway = await startGateway(...TOPIC_DEFAULTS);
    try {
      const { bootstrapServers } = gateway;
      await succeed(["-P", "-b", bootstrapServers, "-t", TOPIC, "-X", "acks=all", "-l", path]);
      const read = ["-C", "-b", bootstrapServers, "-t", TOPIC, "-o", "beginning", "-e", "-q"];
      const taken = await seconds(async () => {
        const lines = (await succeed(read)).split("\n").length - 1;
        if (lines !== RECORDS) throw new Error(`${lines} of ${RECORDS} records were read`);
      });
      return result("gateway-consume", RECORDS / taken, "records/s", null);
    } finally {
      await gateway.end("SIGKILL");
    }
  });
}
