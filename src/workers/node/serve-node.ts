// One node in its worker: gives it its ports, its walls and its faults, and reports what it does to the page. Killing
// it is not here: the page terminates the worker.
import { expose, transfer } from "comlink";
import { seededRandom } from "../../engine/base/random.ts";
import { type Activity, NO_ACTIVITY } from "../../engine/cluster/activity.ts";
import type { NodeConfig } from "../../engine/cluster/cluster-config.ts";
import { type Contained, contain } from "../../engine/cluster/containment.ts";
import { createFaultPlane, faultyDisk, faultyNetwork } from "../../engine/cluster/faults.ts";
import type { RunningNode } from "../../engine/cluster/node.ts";
import { filesOfDisk, type NodeFiles } from "../../engine/cluster/node-files.ts";
import type { Schedule } from "../../engine/cluster/schedule.ts";
import { type MountedDisk, mountDisk } from "../../engine/disk/page-cache.ts";
import type { DiskStore } from "../../engine/disk/store.ts";
import { NOTHING_TORN, type TornWrites } from "../../engine/disk/torn-writes.ts";
import { type WatchedStore, watchStore } from "../../engine/disk/watched-store.ts";
import { DiskError } from "../../engine/ports/disk.ts";
import type { NodePorts } from "../../engine/ports/ports.ts";
import type { Trace } from "../../engine/ports/trace.ts";
import type { EventKind } from "../../engine/trace/event.ts";
import { WIRE_EVENTS } from "../../engine/trace/wire.ts";
import { createPortNetwork, type PortNetwork } from "../net/port-network.ts";
import { sharedNowMs, workerRealTime } from "../time/real-time.ts";
import { createWorkerSchedule } from "../time/worker-schedule.ts";
import { createTraceBatch } from "../trace/trace-batch.ts";
import { createDetailReports } from "./detail-reports.ts";
import type { NodeControl, NodeReport, NodeStart } from "./node-control.ts";

/** What tells by itself of no change. */
const HUM: ReadonlySet<EventKind> = new Set(WIRE_EVENTS);

export interface NodeParts {
  readonly startNode: (config: NodeConfig, ports: NodePorts) => RunningNode;
  /** Opens the store of that name, making it when there is none. Rejects with DiskError. */
  readonly openStore: (name: string) => DiskStore | Promise<DiskStore>;
}

/** What time asks after, from the first moment on. */
interface Begun {
  readonly schedule: Schedule;
  readonly wires: PortNetwork;
  disk: WatchedStore | null;
}

interface Living {
  readonly walls: Contained;
  readonly node: RunningNode;
}

export function serveNode(parts: NodeParts): void {
  const faults = createFaultPlane();
  const realTime = workerRealTime();
  let begun: Begun | null = null;
  let living: Living | null = null;
  let files: NodeFiles | null = null;
  let mounted: MountedDisk | null = null;

  async function start(
    { config, nodes, diskName, time, faults: faultState, seed, firstSequence }: NodeStart,
    hub: MessagePort,
    reports: MessagePort,
  ): Promise<void> {
    const report = (message: NodeReport): void => reports.postMessage(message);
    faults.apply(faultState);
    // Each incarnation has numbers of its own, as its events have.
    faults.held.count(`${config.id}-`, firstSequence);
    const schedule = createWorkerSchedule(time);
    const { clock } = schedule;
    const later = (fire: () => void, delayMs: number): void => void setTimeout(fire, delayMs);
    const batch = createTraceBatch({
      clock,
      realNowMs: sharedNowMs,
      later,
      firstSequence,
      send: (events, dropped) => report({ kind: "told", events, dropped }),
    });
    const details = createDetailReports(later, sharedNowMs, (changes) => report({ kind: "detail", changes }));
    const told = batch.traceOf(String(config.id));
    const trace: Trace = {
      emit(event, cause) {
        if (HUM.has(event.kind)) details.stirred();
        else details.changed();
        return told.emit(event, cause);
      },
    };
    const arrive = (happening: () => void): void =>
      schedule.arrive(() => {
        details.stirred();
        happening();
      });
    const addresses = new Map(nodes.map(({ host, port, id }) => [`${host}:${port}`, id]));
    const wires = createPortNetwork(hub, arrive);
    const mine: Begun = { schedule, wires, disk: null };
    begun = mine;
    let tellsHeld = false;
    faults.held.onChange(() => {
      if (tellsHeld) return;
      tellsHeld = true;
      // What one turn changes is told once.
      later(() => {
        tellsHeld = false;
        report({ kind: "held", messages: faults.held.list() });
      }, 0);
    });
    const disk = await mount(mine, diskName, report);
    mounted = disk;
    files = filesOfDisk(disk);
    const walls = contain({
      clock,
      rng: seededRandom(seed),
      network: faultyNetwork(
        wires.network,
        faults,
        config.id,
        (host, port) => addresses.get(`${host}:${port}`) ?? null,
        clock,
      ),
      disk: faultyDisk(disk, faults, config.id, clock),
      trace,
    });
    const node = parts.startNode(config, walls.ports);
    living = { walls, node };
    details.watch(() => node.inspect());
    void node.ended.then((error) => {
      details.flush();
      batch.flush();
      report({ kind: "ended", error: error === null ? null : error.message });
    });
    await node.ready;
    details.changed();
  }

  async function mount(
    mine: Begun,
    name: string,
    report: (message: NodeReport) => void,
  ): Promise<MountedDisk> {
    try {
      mine.disk = watchStore(await parts.openStore(name));
      return await mountDisk(mine.disk.store);
    } catch (error) {
      if (error instanceof DiskError) report({ kind: "disk-failed", reason: error.kind });
      throw error;
    }
  }

  async function catchUp(): Promise<Activity> {
    if (begun === null) return NO_ACTIVITY;
    const { schedule, wires, disk } = begun;
    await new Promise<void>((done) => schedule.whenCaughtUp(done));
    if (disk !== null && !disk.isIdle()) {
      await disk.settled();
      // Whoever waited for the disk has its turn first.
      await new Promise<void>((done) => void realTime.setTimer(0, done));
    }
    const activity = wires.activity();
    return { ...activity, idle: activity.idle && (disk?.isIdle() ?? true) };
  }

  async function tear(): Promise<TornWrites> {
    const store = begun?.disk?.store;
    if (mounted === null || store === undefined) return NOTHING_TORN;
    const random = new Uint32Array(1);
    const { ops, torn } = mounted.planTear({ nextUint32: () => crypto.getRandomValues(random)[0]! });
    living?.walls.kill();
    await store.commit(ops);
    return torn;
  }

  const opened = (): NodeFiles => {
    if (files === null) throw new Error("the node is just opening its disk");
    return files;
  };

  const control: NodeControl = {
    start,
    files: async () => opened().list(),
    async readFile(name, position, length) {
      const bytes = await opened().read(name, position, length);
      // Only a buffer of its own may be given away.
      const own = bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
      return transfer(own, [own.buffer as ArrayBuffer]);
    },
    catchUp,
    run: (task) => living?.node.run?.(task),
    stop() {
      // A failed shutdown ends the node with its error, which `ended` reports.
      living?.node.stop().catch((error: unknown) => reportError(error));
    },
    freeze: () => living?.walls.freeze(),
    thaw: () => living?.walls.thaw(),
    setTime: (time) => begun?.schedule.apply(time),
    setFaults: (state) => faults.apply(state),
    decideMessage: (id, fate) => faults.held.decide(id, fate),
    tear,
    nextDueMs: () => begun?.schedule.nextDueMs() ?? null,
    step: () => void begun?.schedule.step(),
  };
  expose(control);
}
