// A log directory on a memory disk with a clock that stands still, for the tests of this folder.
import { seededRandom } from "../../base/random.ts";
import { createMemoryStore, type MemoryStore } from "../../disk/memory-store.ts";
import { type MountedDisk, mountDisk } from "../../disk/page-cache.ts";
import type { DiskStore } from "../../disk/store.ts";
import { BatchBuilder, type BatchOptions } from "../../records/builder.ts";
import { allRecords } from "../../records/record.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { LogConfig, LogManager } from "../log.ts";
import { DEFAULT_LOG_CONFIG } from "../log-config.ts";
import { openLogManager } from "../log-manager.ts";
import type { LogPorts } from "../log-ports.ts";
import type { LocalPartitionLog } from "../partition-log.ts";

export const TOPIC = "orders";
export const TOPIC_ID = "AAAAAAAAAAEAAAAAAAAAAg";
export const START_MS = 1_700_000_000_000;

const encoder = new TextEncoder();

export interface Sample {
  readonly value: string;
  readonly key?: string | null;
  readonly timestamp?: number;
}

/** One batch as a client would send it. */
export function batchOf(samples: readonly (string | Sample)[], options: BatchOptions = {}): Uint8Array {
  const builder = new BatchBuilder(options);
  for (const sample of samples) {
    const {
      value,
      key = null,
      timestamp = START_MS,
    } = typeof sample === "string" ? { value: sample } : sample;
    builder.append(timestamp, key === null ? null : encoder.encode(key), encoder.encode(value));
  }
  return builder.build().slice();
}

/** Values of all records in `bytes`. */
export function valuesOf(bytes: Uint8Array): string[] {
  const decoder = new TextDecoder();
  return Array.from(allRecords(bytes), ({ value }) => decoder.decode(value ?? new Uint8Array(0)));
}

export interface LogBench {
  readonly store: MemoryStore;
  disk: MountedDisk;
  manager: LogManager;
  readonly events: TraceEvent[];
  wallMs: number;
  /** Lets the timers up to now + `ms` fire. */
  advance(ms: number): void;
  /** Opens the node again on what is durable, after a kill. `cacheBytes` as of the page cache. */
  reopen(options?: {
    cacheBytes?: number;
    config?: Partial<LogConfig>;
    logDirs?: readonly string[];
  }): Promise<void>;
  log(config?: Partial<LogConfig>): LocalPartitionLog;
}

export async function openBench(
  config: Partial<LogConfig> = {},
  store = createMemoryStore(),
  wrap: (store: DiskStore) => DiskStore = (inner) => inner,
  logDirs?: readonly string[],
): Promise<LogBench> {
  const timers: { atMs: number; fire: () => void }[] = [];
  const events: TraceEvent[] = [];
  let opened = 0;
  let current = { ...DEFAULT_LOG_CONFIG, ...config };
  const open = async (cacheBytes?: number): Promise<{ disk: MountedDisk; manager: LogManager }> => {
    const options = cacheBytes === undefined ? {} : { cacheBytes, chunkBytes: 1024 };
    const disk = await mountDisk(wrap(store), options);
    const ports: LogPorts = {
      disk,
      rng: seededRandom(++opened),
      clock: {
        monotonicMs: () => bench.wallMs,
        wallMs: () => bench.wallMs,
        setTimer(delayMs, fire) {
          const timer = { atMs: bench.wallMs + delayMs, fire };
          timers.push(timer);
          return { cancel: () => void timers.splice(timers.indexOf(timer), 1) };
        },
      },
      trace: {
        emit(event) {
          events.push(event);
          return `log:${events.length}`;
        },
      },
    };
    const manager = await openLogManager({
      ...{ nodeId: 1, clusterId: "test", ports, configFor: () => current },
      ...(logDirs === undefined ? {} : { logDirs }),
    });
    return { disk, manager };
  };
  const bench: LogBench = {
    store,
    events,
    wallMs: START_MS,
    disk: undefined as never,
    manager: undefined as never,
    advance(ms) {
      bench.wallMs += ms;
      for (const timer of timers.filter(({ atMs }) => atMs <= bench.wallMs)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.fire();
      }
    },
    async reopen(options = {}) {
      bench.disk.kill();
      timers.length = 0;
      current = { ...current, ...options.config };
      logDirs = options.logDirs ?? logDirs;
      Object.assign(bench, await open(options.cacheBytes));
    },
    log(changes = {}) {
      current = { ...current, ...changes };
      return bench.manager.create(TOPIC, 0, TOPIC_ID, current) as LocalPartitionLog;
    },
  };
  Object.assign(bench, await open());
  return bench;
}
