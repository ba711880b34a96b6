// Opening a node's log directory that holds 1 GB of one partition: after a clean stop, and after a power cut. Then the
// segment with the recovery point is checked, as Kafka does, and nothing before it; the peer is checking all of it.
import { createMemoryStore } from "../../src/engine/disk/memory-store.ts";
import { type MountedDisk, mountDisk } from "../../src/engine/disk/page-cache.ts";
import type { DiskStore } from "../../src/engine/disk/store.ts";
import { RECOVERY_POINT_CHECKPOINT } from "../../src/engine/log/file-names.ts";
import type { LogManager } from "../../src/engine/log/log.ts";
import { DEFAULT_LOG_CONFIG } from "../../src/engine/log/log-config.ts";
import { BatchBuilder } from "../../src/engine/records/builder.ts";
import { openLoneLogs } from "../lone-log.ts";
import { type BenchResult, median, result } from "./bench.ts";

const LOG_BYTES = 2 ** 30;
const BATCH_BYTES = 256 * 1024;
const SEGMENT_BYTES = 64 * 1024 * 1024;
const CACHE_BYTES = 128 * 1024 * 1024;
const TOPIC_ID = "AAAAAAAAAAEAAAAAAAAAAg";
const ROUNDS = 5;

interface Opened {
  readonly disk: MountedDisk;
  readonly manager: LogManager;
}

async function open(store: DiskStore): Promise<Opened> {
  const disk = await mountDisk(store, { cacheBytes: CACHE_BYTES });
  return { disk, manager: await openLoneLogs(disk) };
}

async function fill(store: DiskStore): Promise<Opened> {
  const opened = await open(store);
  const config = { ...DEFAULT_LOG_CONFIG, segmentBytes: SEGMENT_BYTES };
  const log = opened.manager.create("bench", 0, TOPIC_ID, config);
  const builder = new BatchBuilder({ capacityBytes: BATCH_BYTES });
  const value = new Uint8Array(1000).fill(120);
  while (builder.sizeBytes < BATCH_BYTES - 2000) builder.append(Date.now(), null, value);
  const batch = builder.build();
  for (let bytes = 0; bytes < LOG_BYTES; bytes += batch.length) {
    batch.fill(0, 0, 8);
    log.appendAsLeader(batch, 0, "client");
    if (opened.disk.dirtyBytes() > CACHE_BYTES / 4) await opened.manager.flushAll();
  }
  await opened.manager.flushAll();
  return opened;
}

/** A store that keeps what the node's life leaves on it to itself, so that every round finds the same. */
const readOnly = (store: DiskStore): DiskStore => ({ ...store, commit: async () => {} });

async function openingMs(store: DiskStore): Promise<number> {
  const rounds: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now();
    const { disk } = await open(readOnly(store));
    rounds.push(performance.now() - start);
    disk.kill();
  }
  return median(rounds);
}

export async function logRecoverClean(): Promise<BenchResult> {
  const store = createMemoryStore();
  const { disk, manager } = await fill(store);
  await manager.close(new Map());
  disk.kill();
  return result("log-recover-clean", await openingMs(store), "ms", null);
}

export async function logRecoverCrash(): Promise<BenchResult> {
  const store = createMemoryStore();
  const { disk } = await fill(store);
  disk.kill();
  const value = await openingMs(store);
  // Without a recovery point everything is checked.
  await store.commit([{ kind: "remove", name: RECOVERY_POINT_CHECKPOINT }]);
  const all = await openingMs(store);
  return result("log-recover-crash", value, "ms", { name: "checking the whole log", value: all });
}
