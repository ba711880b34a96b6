// How the gateway runs nodes: all in its one thread, contained (engine/cluster/thread-host.ts), reachable over TCP, on
// real files or in memory, in playground time over the real one.
import { rm } from "node:fs/promises";
import type { ClusterSpec, NodeConfig } from "../../engine/cluster/cluster-config.ts";
import { contain } from "../../engine/cluster/containment.ts";
import type { HostTime, NodeHost } from "../../engine/cluster/node-host.ts";
import { createSchedule, type Schedule } from "../../engine/cluster/schedule.ts";
import { createThreadHost, type ThreadParts } from "../../engine/cluster/thread-host.ts";
import type { TraceLog } from "../../engine/cluster/trace-log.ts";
import { createMemoryStore } from "../../engine/disk/memory-store.ts";
import { mountDisk } from "../../engine/disk/page-cache.ts";
import type { DiskStore } from "../../engine/disk/store.ts";
import type { NodePorts } from "../../engine/ports/ports.ts";
import { createFileStore } from "../disk/file-store.ts";
import { createLocalNetwork } from "../net/local-network.ts";
import { createTcpNetwork } from "../net/tcp-network.ts";
import { createCryptoRng } from "../random/crypto-rng.ts";
import { nodeRealTime } from "../time/real-time.ts";
import type { DataDirectory } from "./data-directory.ts";

export interface GatewayHostOptions {
  readonly spec: ClusterSpec;
  readonly trace: TraceLog;
  /** Null: memory. */
  readonly data: DataDirectory | null;
  readonly startNode: ThreadParts["startNode"];
}

/** A node's disk over all its incarnations. */
interface Drive {
  readonly store: DiskStore;
  /** Resolves when no commit of a dead incarnation runs any more. */
  idle(): Promise<void>;
  wipe(): Promise<void>;
}

export function createGatewayHost(options: GatewayHostOptions): NodeHost {
  const { spec, trace, data } = options;
  const schedule = createSchedule(nodeRealTime(), Date.now());
  const network = createLocalNetwork(
    createTcpNetwork(),
    spec.nodes.map(({ host, port }) => `${host}:${port}`),
  );
  const rng = createCryptoRng();
  const drives = new Map(spec.nodes.map((config) => [config.id, driveOf(config, data)]));
  const roles = new Map(spec.nodes.map(({ id, role }) => [id, role]));

  async function spawn(node: number, decorate: (raw: NodePorts) => NodePorts) {
    const drive = drives.get(node)!;
    await drive.idle();
    const disk = await mountDisk(drive.store);
    const raw: NodePorts = {
      clock: schedule.clock,
      rng,
      // Only brokers are called from outside.
      network: roles.get(node) === "broker" ? network.open : network.inner,
      disk,
      trace: trace.traceOf(`${node}`, schedule.clock.monotonicMs),
    };
    const walls = contain(decorate(raw), schedule.arrive);
    return {
      ...walls,
      kill() {
        walls.kill();
        // The dead code may still run to the end of its promises; only then its cache is given up.
        setImmediate(() => disk.kill());
      },
    };
  }

  const parts: ThreadParts = {
    time: hostTime(schedule),
    clock: schedule.clock,
    spawn,
    wipeDisk: (node) => drives.get(node)!.wipe(),
    storeOf: (node) => drives.get(node)!.store,
    startNode: options.startNode,
  };
  return createThreadHost(parts, spec.nodes);
}

/** What a step set in motion inside the process has arrived after so many turns of the loop. */
const TURNS_PER_STEP = 20;

function hostTime(schedule: Schedule): HostTime {
  return {
    nowMs: () => schedule.clock.monotonicMs(),
    wallMs: () => schedule.clock.wallMs(),
    state: schedule.state,
    isPaused: () => schedule.state().paused,
    pause: schedule.pause,
    resume: schedule.resume,
    setSpeed: schedule.setSpeed,
    jump: schedule.jump,
    async step() {
      const stepped = schedule.step();
      for (let turn = 0; turn < TURNS_PER_STEP; turn++) await new Promise((done) => setImmediate(done));
      return stepped;
    },
  };
}

function driveOf({ role, id }: NodeConfig, data: DataDirectory | null): Drive {
  if (data === null) {
    const store = createMemoryStore();
    return { ...tracked(store), wipe: async () => store.wipe() };
  }
  const folder = data.folderOf(role, id);
  const drive = tracked(createFileStore(folder));
  return {
    ...drive,
    async wipe() {
      await drive.idle();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function tracked(store: DiskStore): Pick<Drive, "store" | "idle"> {
  let running: Promise<unknown> = Promise.resolve();
  return {
    store: {
      ...store,
      commit(ops) {
        const commit = store.commit(ops);
        running = commit.catch(() => {});
        return commit;
      },
    },
    idle: () => running.then(() => {}),
  };
}
