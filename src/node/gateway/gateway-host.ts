// How the gateway runs nodes: all in its one thread, contained (engine/cluster/thread-host.ts), reachable over TCP, on
// real files or in memory, in playground time over the real one.
import { rm } from "node:fs/promises";
import type { ClusterSpec, NodeConfig } from "../../engine/cluster/cluster-config.ts";
import { contain } from "../../engine/cluster/containment.ts";
import type { HostTime, NodeHost } from "../../engine/cluster/node-host.ts";
import { extended } from "../../engine/cluster/playground-time.ts";
import { createSchedule, type RealTime, type Schedule } from "../../engine/cluster/schedule.ts";
import { createSpeedometer } from "../../engine/cluster/speedometer.ts";
import { createThreadHost, type ThreadParts } from "../../engine/cluster/thread-host.ts";
import { createTimeGrants, NODE_PATIENCE_MS, type TimeGrants } from "../../engine/cluster/time-grants.ts";
import type { TraceLog } from "../../engine/cluster/trace-log.ts";
import { createMemoryStore } from "../../engine/disk/memory-store.ts";
import { mountDisk } from "../../engine/disk/page-cache.ts";
import { type WatchedStore, watchStore } from "../../engine/disk/watched-store.ts";
import type { NodePorts } from "../../engine/ports/ports.ts";
import { createFileStore } from "../disk/file-store.ts";
import { createLocalNetwork, type LocalNetwork } from "../net/local-network.ts";
import { createTcpNetwork } from "../net/tcp-network.ts";
import { createCryptoRng } from "../random/crypto-rng.ts";
import { nodeRealTime } from "../time/real-time.ts";
import type { DataDirectory } from "./data-directory.ts";
import { sampledInto } from "./sampled-trace.ts";

export interface GatewayHostOptions {
  readonly spec: ClusterSpec;
  readonly trace: TraceLog;
  /** Null: memory. */
  readonly data: DataDirectory | null;
  readonly startNode: ThreadParts["startNode"];
  /** Left out: TCP. */
  readonly network?: LocalNetwork;
  /** Controllers can be called from outside, too. */
  readonly openControllers?: boolean;
}

/** A node's disk over all its incarnations. */
interface Drive extends WatchedStore {
  wipe(): Promise<void>;
}

export function createGatewayHost(options: GatewayHostOptions): NodeHost {
  const { spec, trace, data } = options;
  const real = nodeRealTime();
  const schedule = createSchedule(real, Date.now());
  const addresses = spec.nodes.map(({ host, port }) => `${host}:${port}`);
  const network = options.network ?? createLocalNetwork(createTcpNetwork(), addresses);
  const rng = createCryptoRng();
  const drives = new Map(spec.nodes.map((config) => [config.id, driveOf(config, data)]));
  const roles = new Map(spec.nodes.map(({ id, role }) => [id, role]));

  async function spawn(node: number, decorate: (raw: NodePorts) => NodePorts) {
    const drive = drives.get(node)!;
    // A commit of a dead incarnation may still run.
    await drive.settled();
    const disk = await mountDisk(drive.store);
    const name = `${node}`;
    const sampled = sampledInto(trace, real);
    const raw: NodePorts = {
      clock: schedule.clock,
      rng,
      network:
        roles.get(node) === "broker" || options.openControllers === true ? network.open : network.inner,
      disk,
      trace: trace.traceOf(name, schedule.clock.monotonicMs, name, sampled.take),
    };
    const walls = contain(decorate(raw), schedule.arrive);
    const kill = (): void => {
      walls.kill();
      sampled.end();
      // The dead code may still run to the end of its promises; only then its cache is given up.
      setImmediate(() => disk.kill());
    };
    return {
      ...walls,
      kill,
      async tear() {
        const { ops, torn } = disk.planTear(rng);
        kill();
        await drive.settled();
        await drive.store.commit(ops);
        return torn;
      },
    };
  }

  const grants = createTimeGrants(real, schedule.state, (doneMs) =>
    schedule.apply(extended(schedule.state(), real.nowMs(), doneMs)),
  );
  // All nodes are one thread, with one answer.
  grants.join({
    patienceMs: NODE_PATIENCE_MS,
    async catchUp() {
      await new Promise<void>((done) => schedule.whenCaughtUp(done));
      await Promise.all([...drives.values()].map((drive) => drive.settled()));
      // What these set off has its turn, and what came over TCP in the meantime.
      await new Promise((done) => setImmediate(done));
      const idle = network.isQuiet() && [...drives.values()].every((drive) => drive.isIdle());
      return { idle, wires: [] };
    },
  });

  const parts: ThreadParts = {
    time: hostTime(real, schedule, grants),
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

function hostTime(real: RealTime, schedule: Schedule, grants: TimeGrants): HostTime {
  const speedometer = createSpeedometer(schedule.state);
  /** Whatever is done to time may begin its grants, or end them. */
  const changing =
    <A extends readonly unknown[]>(change: (...given: A) => void) =>
    (...given: A): void => {
      change(...given);
      grants.changed();
    };
  return {
    nowMs: () => schedule.clock.monotonicMs(),
    wallMs: () => schedule.clock.wallMs(),
    state: schedule.state,
    isPaused: () => schedule.state().paused,
    reachedSpeed: () => speedometer.read(real.nowMs()),
    pause: changing(schedule.pause),
    resume: changing(schedule.resume),
    setSpeed: changing(schedule.setSpeed),
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
    return { ...watchStore({ ...store, takesAtOnce: true }), wipe: async () => store.wipe() };
  }
  const folder = data.folderOf(role, id);
  const drive = watchStore(createFileStore(folder));
  return {
    ...drive,
    async wipe() {
      await drive.settled();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
