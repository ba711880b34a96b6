// The log alone, in memory: appending as a leader what producers send, and reading it back as a consumer that follows.
// There is no peer to run beside it: nothing else does only this.
import { randomBelow, seededRandom } from "../../src/engine/base/random.ts";
import { createMemoryStore } from "../../src/engine/disk/memory-store.ts";
import { mountDisk } from "../../src/engine/disk/page-cache.ts";
import type { PartitionLog } from "../../src/engine/log/log.ts";
import { DEFAULT_LOG_CONFIG } from "../../src/engine/log/log-config.ts";
import type { LocalPartitionLog } from "../../src/engine/log/partition-log.ts";
import { segmentIndexOf } from "../../src/engine/log/segment-reader.ts";
import { LAST_OFFSET_DELTA_AT } from "../../src/engine/records/batch.ts";
import { BatchBuilder } from "../../src/engine/records/builder.ts";
import { openLoneLogs } from "../lone-log.ts";
import { type BenchResult, result } from "./bench.ts";

const BATCH_BYTES = 16 * 1024;
const RECORD_BYTES = 100;
const LOG_BYTES = 256 * 1024 * 1024;
const FETCH_BYTES = 1024 * 1024;
const TOPIC_ID = "AAAAAAAAAAEAAAAAAAAAAg";
const ROUNDS = 5;

async function openLog(): Promise<PartitionLog> {
  const disk = await mountDisk(createMemoryStore(), { cacheBytes: 2 * LOG_BYTES });
  const manager = await openLoneLogs(disk);
  return manager.create("bench", 0, TOPIC_ID, DEFAULT_LOG_CONFIG);
}

/** A full batch, as a producer with the default batch.size sends it. */
function fullBatch(): { readonly bytes: Uint8Array; readonly records: number } {
  const builder = new BatchBuilder({ capacityBytes: BATCH_BYTES });
  const value = new Uint8Array(RECORD_BYTES).fill(120);
  const now = Date.now();
  while (builder.sizeBytes + builder.recordSizeBytes(now, null, value) <= BATCH_BYTES) {
    builder.append(now, null, value);
  }
  return { bytes: builder.build(), records: builder.recordCount };
}

function append(log: PartitionLog): number {
  const { bytes, records } = fullBatch();
  const batches = Math.floor(LOG_BYTES / bytes.length / ROUNDS);
  const start = performance.now();
  for (let i = 0; i < batches; i++) {
    // The offset of the round before: a client's batch begins at 0.
    bytes.fill(0, 0, 8);
    log.appendAsLeader(bytes, 0, "client");
  }
  return (batches * records) / ((performance.now() - start) / 1000);
}

async function readThrough(log: PartitionLog): Promise<number> {
  let size = 0;
  const start = performance.now();
  for (let offset = 0; offset < log.logEndOffset; ) {
    const read = log.read(offset, log.logEndOffset, FETCH_BYTES, true);
    const bytes = read instanceof Promise ? await read : read;
    size += bytes.length;
    offset += recordsIn(bytes);
  }
  return size / ((performance.now() - start) / 1000);
}

function recordsIn(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let records = 0;
  for (let at = 0; at < bytes.length; at += view.getInt32(at + 8) + 12) {
    records += view.getInt32(at + LAST_OFFSET_DELTA_AT) + 1;
  }
  return records;
}

const LOOKUPS = 100_000;

/** Each finds where in which segment the batch is that holds the offset: what a fetch does before it reads. */
async function lookUp(log: LocalPartitionLog, seed: number): Promise<number> {
  const random = seededRandom(seed);
  const offsets = Array.from({ length: LOOKUPS }, () => randomBelow(random, log.logEndOffset));
  const start = performance.now();
  for (const offset of offsets) {
    const segment = log.segmentList[segmentIndexOf(log.segmentList, offset)]!;
    const position = segment.locate(offset);
    if (position instanceof Promise) await position;
  }
  return LOOKUPS / ((performance.now() - start) / 1000);
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

export async function logAppend(): Promise<BenchResult> {
  append(await openLog());
  const log = await openLog();
  const rounds = Array.from({ length: ROUNDS }, () => append(log));
  return result("log-append", median(rounds), "records/s", null);
}

export async function logRead(): Promise<BenchResult> {
  const log = await openLog();
  for (let i = 0; i < ROUNDS; i++) append(log);
  await readThrough(log);
  const rounds: number[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await readThrough(log));
  return result("log-read", median(rounds), "bytes/s", null);
}

export async function logLookup(): Promise<BenchResult> {
  const log = (await openLog()) as LocalPartitionLog;
  for (let i = 0; i < ROUNDS; i++) append(log);
  await lookUp(log, 0);
  const rounds: number[] = [];
  for (let i = 1; i <= ROUNDS; i++) rounds.push(await lookUp(log, i));
  return result("log-lookup", median(rounds), "lookups/s", null);
}
