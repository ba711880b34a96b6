// The cleaner alone, in memory: a log of a million records of 200,000 keys, of which the latest of each key stay. Beside it
// the same done plainly: a Map by key as text over the records as objects, and what stays written into new batches.
import { seededRandom } from "../../src/engine/base/random.ts";
import { utf8Decode, utf8Encode } from "../../src/engine/base/utf8.ts";
import { createMemoryStore } from "../../src/engine/disk/memory-store.ts";
import { mountDisk } from "../../src/engine/disk/page-cache.ts";
import { cleanLog } from "../../src/engine/log/cleaner/clean-log.ts";
import { planCleaning } from "../../src/engine/log/cleaner/cleaning-plan.ts";
import { runSteps } from "../../src/engine/log/cleaner/steps.ts";
import { DEFAULT_LOG_CONFIG } from "../../src/engine/log/log-config.ts";
import type { LocalPartitionLog } from "../../src/engine/log/partition-log.ts";
import type { Disk } from "../../src/engine/ports/disk.ts";
import { readBatchHeader } from "../../src/engine/records/batch.ts";
import { BatchBuilder } from "../../src/engine/records/builder.ts";
import { readRecords } from "../../src/engine/records/record.ts";
import { openLoneLogs } from "../lone-log.ts";
import { type BenchResult, median, result } from "./bench.ts";

const RECORDS = 1_000_000;
const KEYS = 200_000;
const BATCH_BYTES = 16 * 1024;
const VALUE_BYTES = 100;
const ROUNDS = 3;
const TOPIC_ID = "AAAAAAAAAAEAAAAAAAAAAg";
const CONFIG = {
  ...DEFAULT_LOG_CONFIG,
  cleanupPolicy: ["compact"] as const,
  segmentBytes: 32 * 1024 * 1024,
};

function batches(): Uint8Array[] {
  const rng = seededRandom(1);
  const value = new Uint8Array(VALUE_BYTES).fill(120);
  const now = Date.now();
  const built: Uint8Array[] = [];
  let builder = new BatchBuilder({ capacityBytes: BATCH_BYTES });
  for (let i = 0; i < RECORDS; i++) {
    const key = utf8Encode(`key-${rng.nextUint32() % KEYS}`);
    if (builder.sizeBytes + builder.recordSizeBytes(now, key, value) > BATCH_BYTES) {
      built.push(builder.build());
      builder = new BatchBuilder({ capacityBytes: BATCH_BYTES });
    }
    builder.append(now, key, value);
  }
  built.push(builder.build());
  return built;
}

async function filledLog(content: readonly Uint8Array[]): Promise<[Disk, LocalPartitionLog]> {
  const disk = await mountDisk(createMemoryStore(), { cacheBytes: 1024 * 1024 * 1024 });
  const manager = await openLoneLogs(disk);
  const log = manager.create("bench", 0, TOPIC_ID, CONFIG) as LocalPartitionLog;
  for (const bytes of content) {
    // The offset of the round before: a client's batch begins at 0.
    bytes.fill(0, 0, 8);
    log.appendAsLeader(bytes, 0, "client");
  }
  log.roll();
  log.updateHighWatermark(log.logEndOffset);
  await log.flush();
  return [disk, log];
}

async function clean(content: readonly Uint8Array[]): Promise<number> {
  const [disk, log] = await filledLog(content);
  const start = performance.now();
  const plan = planCleaning(log, null, Date.now());
  const steps = cleanLog(log, plan, {
    nowMs: Date.now(),
    dedupeBufferBytes: 128 * 1024 * 1024,
    loadFactor: 0.9,
    ioBufferBytes: 256 * 1024,
    flush: (names) => disk.flush(names),
    remove: () => {},
  });
  const cleaned = await runSteps(steps, () => undefined);
  if (cleaned?.stats.messagesRead !== RECORDS) throw new Error("not all of the log was cleaned");
  return RECORDS / ((performance.now() - start) / 1000);
}

function cleanPlainly(content: readonly Uint8Array[]): number {
  const start = performance.now();
  const latest = new Map<string, number>();
  let offset = 0;
  for (const bytes of content) {
    for (const { key } of readRecords(bytes, { ...readBatchHeader(bytes), baseOffset: 0 })) {
      latest.set(utf8Decode(key!), offset++);
    }
  }
  offset = 0;
  let written = 0;
  for (const bytes of content) {
    const builder = new BatchBuilder({ capacityBytes: BATCH_BYTES });
    const first = offset;
    for (const { key, value, timestamp, headers } of readRecords(bytes, readBatchHeader(bytes))) {
      if (latest.get(utf8Decode(key!)) === offset) {
        builder.appendAt(offset - first, timestamp, key, value, headers);
      }
      offset++;
    }
    written += builder.build().length;
  }
  if (written === 0) throw new Error("nothing was left");
  return RECORDS / ((performance.now() - start) / 1000);
}

export async function logCleaner(): Promise<BenchResult> {
  const content = batches();
  await clean(content);
  cleanPlainly(content);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    ours.push(await clean(content));
    theirs.push(cleanPlainly(content));
  }
  const peer = { name: "a Map by key over decoded records", value: median(theirs) };
  return result("log-cleaner", median(ours), "records/s", peer);
}
