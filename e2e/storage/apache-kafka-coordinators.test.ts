// The logs of the coordinators, from outside: Apache Kafka's tool reads every kind of their records from our files, and
// prints what ours prints. Where there is no Java, only ours is asked.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { samsa } from "../clients/gateway-process.ts";
import { type ApacheKafka, askedApacheKafka } from "./apache-kafka.ts";
import { COORDINATOR_TOPICS, writeCoordinatorLogs } from "./coordinator-logs.ts";

const PATIENCE_MS = 400_000;
const DUMP = "org.apache.kafka.tools.DumpLogSegments";

/** What the last records of each log are told as; N is a number. */
const WRONG = [
  "Unknown record type N at offset N, skipping.",
  "Error at offset N, skipping. Found an unknown record version N for N type",
  "Error at offset N, skipping. Found an unknown record version -N for N type",
  "Error at offset N, skipping. Could not read record with version N from key's buffer due to: null.",
  "Error at offset N, skipping. Could not read record with version N from value's buffer due to: null.",
  "Error at offset N, skipping. Could not read version from key's buffer.",
  "Error at offset N, skipping. Could not read version from value's buffer.",
  "Error at offset N, skipping. Could not read version from value's buffer.",
];

let kafka: ApacheKafka | null = null;
let folder = "";
let counts: ReadonlyMap<string, number> = new Map();

beforeAll(async () => {
  kafka = await askedApacheKafka();
  folder = await mkdtemp(join(tmpdir(), "samsa-coordinators-"));
  counts = await writeCoordinatorLogs(folder);
}, PATIENCE_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function filesOf(topic: string, kind: RegExp): Promise<string[]> {
  const directory = join(folder, `${topic}-0`);
  const names = (await readdir(directory)).filter((name) => kind.test(name));
  return names.sort().map((name) => join(directory, name));
}

test.each(COORDINATOR_TOPICS)(
  "$topic with $decoder",
  async ({ topic, decoder }) => {
    const logs = await filesOf(topic, /\.log$/);
    const args = [decoder, "--files", logs.join(",")];
    const ours = await samsa("kafka-dump-log.sh", ...args);
    expect(ours.code).toBe(0);
    const records = ours.stdout.split("\n").filter((line) => / headerKeys: \[\] key: /.test(line));
    expect(records).toHaveLength(counts.get(topic)!);
    const wrong = records.filter((line) => !/ key: \{"type":"\d+","data":\{.*\}\} payload: /s.test(line));
    const told = wrong.map((line) => line.slice(line.indexOf(" key: ") + 6).replace(/\d+/g, "N"));
    expect(told).toEqual(WRONG);
    if (kafka === null) return;
    const theirs = await kafka.main(DUMP, ...args);
    expect(theirs.code).toBe(0);
    expect(theirs.stdout).not.toContain("isvalid: false");
    expect(ours.stdout.split("\n")).toEqual(theirs.stdout.split("\n"));
  },
  PATIENCE_MS,
);

test(
  "their other files, and the batches as they are",
  async () => {
    const ofAll = async (kind: RegExp): Promise<string[]> =>
      (await Promise.all(COORDINATOR_TOPICS.map(({ topic }) => filesOf(topic, kind)))).flat();
    const logs = await ofAll(/\.log$/);
    const others = await ofAll(/\.(index|timeindex|txnindex|snapshot)$/);
    for (const args of [
      ["--deep-iteration", "--print-data-log", "--files", logs.join(",")],
      ["--files", [...logs, ...others].join(",")],
      ["--index-sanity-check", "--files", others.join(",")],
    ]) {
      const ours = await samsa("kafka-dump-log.sh", ...args);
      expect(ours.code).toBe(0);
      if (kafka === null) continue;
      const theirs = await kafka.main(DUMP, ...args);
      expect(theirs.code).toBe(0);
      expect(theirs.stdout).not.toMatch(/Mismatches|Out of order|Non-consecutive|isvalid: false/i);
      expect(ours.stdout.split("\n")).toEqual(theirs.stdout.split("\n"));
    }
  },
  PATIENCE_MS,
);
