// Runs the suites that every host's ports must pass, on the browser's own: IndexedDB, MessagePorts, real time.
import { expose } from "comlink";
import { seededRandom } from "../../../../src/engine/base/random.ts";
import { startOfTime } from "../../../../src/engine/cluster/playground-time.ts";
import { type MountedDisk, mountDisk } from "../../../../src/engine/disk/page-cache.ts";
import { clockCases } from "../../../../src/engine/ports/testing/clock-suite.ts";
import type { DiskBench } from "../../../../src/engine/ports/testing/disk-bench.ts";
import { againstModel, diskCases } from "../../../../src/engine/ports/testing/disk-suite.ts";
import { type NetworkBench, networkCases } from "../../../../src/engine/ports/testing/network-suite.ts";
import { checkRng } from "../../../../src/engine/ports/testing/rng-suite.ts";
import { checkTrace } from "../../../../src/engine/ports/testing/trace-suite.ts";
import type { EngineEvent } from "../../../../src/engine/trace/event.ts";
import {
  createIndexedDbStore,
  deleteDisk,
  type IndexedDbStore,
} from "../../../../src/workers/disk/indexeddb-store.ts";
import { createPortNetwork } from "../../../../src/workers/net/port-network.ts";
import { createConnectionHub } from "../../../../src/workers/page/connection-hub.ts";
import { sharedNowMs } from "../../../../src/workers/time/real-time.ts";
import { createWorkerSchedule } from "../../../../src/workers/time/worker-schedule.ts";
import { createTraceBatch } from "../../../../src/workers/trace/trace-batch.ts";

export interface PortResult {
  readonly name: string;
  readonly error: string | null;
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
let disks = 0;
let ports = 10_000;

function diskBench(): DiskBench & { delete(): Promise<void> } {
  const name = `ports-test-${++disks}`;
  let disk: MountedDisk | null = null;
  let store: IndexedDbStore | null = null;
  return {
    async mount(options) {
      store = createIndexedDbStore(name);
      disk = await mountDisk(store, options);
      return disk;
    },
    async crash() {
      disk?.kill();
      store?.close();
    },
    delete: () => deleteDisk(name),
  };
}

function networkBench(): NetworkBench {
  const schedule = createWorkerSchedule(startOfTime(sharedNowMs(), Date.now()));
  const hub = createConnectionHub();
  const join = (host: string, node: number | null) =>
    createPortNetwork(hub.join({ host, node }).port, schedule.arrive).network;
  return {
    pushesBack: true,
    server: join("server", 1),
    client: join("client", 2),
    host: "server",
    freePort: async () => ports++,
    wait: (promise) => promise,
    async until(holds) {
      for (let i = 0; i < 500; i++) {
        if (holds()) return;
        await sleep(10);
      }
      throw new Error("it never came to hold");
    },
    quiet: () => sleep(50),
  };
}

async function checkTraceBatch(): Promise<void> {
  const schedule = createWorkerSchedule(startOfTime(sharedNowMs(), 0));
  const told: EngineEvent[] = [];
  const batch = createTraceBatch({
    clock: schedule.clock,
    realNowMs: sharedNowMs,
    later: (fire, delayMs) => void setTimeout(fire, delayMs),
    firstSequence: 1,
    send: (events) => void told.push(...events),
  });
  await checkTrace(batch.traceOf("1"), async () => {
    await sleep(50);
    return told;
  });
}

async function runAll(): Promise<PortResult[]> {
  const results: PortResult[] = [];
  async function attempt(name: string, run: () => unknown): Promise<void> {
    try {
      await run();
      results.push({ name, error: null });
    } catch (error) {
      results.push({ name, error: String((error as Error)?.message ?? error) });
    }
  }
  for (const { name, run } of diskCases()) {
    const bench = diskBench();
    await attempt(`disk: ${name}`, () => run(bench));
    await bench.crash();
    await bench.delete();
  }
  await attempt("disk: against a model", () => againstModel(diskBench(), 5, 200));
  for (const { name, run } of networkCases()) await attempt(`network: ${name}`, () => run(networkBench()));
  for (const { name, run } of clockCases()) {
    const { clock } = createWorkerSchedule(startOfTime(sharedNowMs(), Date.now()));
    await attempt(`clock: ${name}`, () => run({ clock, pass: (ms) => sleep(ms + 5) }));
  }
  await attempt("rng", () => checkRng(seededRandom(7)));
  await attempt("trace", checkTraceBatch);
  return results;
}

const suites = { runAll };
export type PortSuites = typeof suites;
expose(suites);
