// Opens a workspace: owns its lock, its storage and its workers, and says at every moment in what state it is.
import type { Cluster } from "../../engine/cluster/cluster.ts";
import { type ClusterCommand, CommandError } from "../../engine/cluster/command.ts";
import type { SeenNode } from "../../engine/cluster/losses.ts";
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import { deleteDisk } from "../disk/indexeddb-store.ts";
import { createEmitter, oncePerFrame } from "./emitter.ts";
import { createLossNote } from "./loss-note.ts";
import { followPage, type Owned, openState, remember } from "./owned-workspace.ts";
import { runCluster } from "./running-cluster.ts";
import type { SpawnNodeWorker } from "./worker-host.ts";
import type {
  OpenWorkspace,
  ProgramRun,
  Workspace,
  WorkspaceSize,
  WorkspaceSpec,
  WorkspaceState,
} from "./workspace.ts";
import { crashed, startFailure, storageFailure } from "./workspace-failure.ts";
import { onGiveWay, takeLock, tryLock, type WorkspaceLock } from "./workspace-lock.ts";
import { recordOf, sizeOf } from "./workspace-record.ts";
import {
  deleteWorkspace,
  diskName,
  openWorkspaceStore,
  type WorkspaceRecord,
  type WorkspaceStore,
} from "./workspace-store.ts";

/** A controlled shutdown that takes longer is cut off: recovery mends what it left. */
const CLOSE_LIMIT_MS = 5_000;
/**
 * After a power cut a controller believes for a whole session (9 s) that the brokers still live, and lets no new
 * incarnation in. Playground time may run faster while nobody can use it anyway: not at once, because the workers have
 * enough to do when they start.
 */
const HURRY_SPEED = 1_000;
const HURRY_AFTER_MS = 400;

/** Every schema of the internal topics is in it: nobody needs it before looking at bytes. */
const loadDecoder = () => import("./file-decoder.ts");
const loadArchives = () => import("./workspace-archive.ts");

/** Each role has a worker of its own: neither loads what only the other needs. */
const spawnNodeWorker: SpawnNodeWorker = ({ id, role }) => {
  const name = `${role} ${id}`;
  // The bundler finds a worker only where its address and its type stand in the call.
  return role === "broker"
    ? new Worker(new URL("../node/broker.worker.ts", import.meta.url), { type: "module", name })
    : new Worker(new URL("../node/controller.worker.ts", import.meta.url), { type: "module", name });
};

export const openWorkspace: OpenWorkspace = (spec) => openWorkspaceWith(spec, spawnNodeWorker);

/** `spawn` makes the worker of a node: tests have smaller ones. */
export function openWorkspaceWith(spec: WorkspaceSpec, spawn: SpawnNodeWorker): Workspace {
  let state: WorkspaceState = { kind: "opening", step: "storage" };
  let owned: Owned | null = null;
  let lastSnapshot: ClusterSnapshot | undefined;
  let eventsSent = 0;
  // One opening or closing after the other.
  let work: Promise<unknown> = Promise.resolve();
  /** Of what is made anew. */
  let size: WorkspaceSize = spec;

  const states = createEmitter<WorkspaceState>(() => state);
  const snapshots = createEmitter<ClusterSnapshot>(() => lastSnapshot);
  const events = createEmitter<readonly EngineEvent[]>(() => {
    if (owned === null) return undefined;
    const { events, first } = owned.running.trace.since(0);
    // What the next frame brings to everybody is not told twice.
    return events.slice(0, Math.max(0, eventsSent - first));
  });

  const changed: () => void = oncePerFrame(() => {
    if (owned === null) return;
    const { running } = owned;
    if (running.mergeEvents()) changed();
    const fresh = running.trace.since(eventsSent);
    eventsSent = fresh.next;
    if (fresh.events.length > 0) events.emit(fresh.events);
    running.cluster.tellLosses();
    owned.note?.changed();
    const snapshot = running.cluster.snapshot();
    const droppedEvents = snapshot.droppedEvents + running.droppedEvents();
    lastSnapshot = { ...snapshot, droppedEvents };
    snapshots.emit(lastSnapshot);
  });

  function cluster(): Cluster {
    if (owned === null) throw new CommandError("the workspace is not open");
    return owned.running.cluster;
  }

  function setState(next: WorkspaceState): void {
    state = next;
    states.emit(state);
  }

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = work.then(task);
    work = result.catch(() => {});
    return result;
  }

  async function open(lock: WorkspaceLock): Promise<void> {
    setState({ kind: "opening", step: "storage" });
    let store: WorkspaceStore;
    let record: WorkspaceRecord;
    let stored: WorkspaceRecord | null;
    let noted: readonly SeenNode[];
    try {
      store = await openWorkspaceStore(spec.id);
      stored = await store.read();
      noted = await store.readUnflushed();
      record = recordOf(stored, size);
      await store.write(record);
    } catch (error) {
      lock.release();
      return setState(storageFailure(error));
    }
    setState({ kind: "opening", step: stored === null ? "nodes" : "recovery" });
    const wallMs = Date.now() + record.wallAheadMs;
    const { clusterId } = record;
    const running = runCluster({
      spec: { ...spec, ...sizeOf(record, size) },
      clusterId,
      diskName: diskNameOf(record.generation),
      wallMs,
      noted,
      spawnNodeWorker: spawn,
      onChange: changed,
    });
    owned = { lock, store, running, restored: stored !== null, record, note: null, cleanUps: [] };
    eventsSent = 0;
    const mine = owned;
    followPage(mine, () => {
      const isHeld = mine.running.time.isHeld();
      if (state.kind === "open" && (state.held ?? false) !== isHeld) setState(openState(mine));
    });
    mine.cleanUps.push(onGiveWay(spec.id, () => void close({ kind: "owned-elsewhere" })));
    const hurry = setTimeout(() => {
      if (stored !== null) running.time.setSpeed(HURRY_SPEED);
    }, HURRY_AFTER_MS);
    try {
      const started = running.cluster.startAll();
      running.programs.warmUp();
      await started;
    } catch (error) {
      const failure = startFailure(running, error);
      if (failure !== null) {
        await abandon();
        return setState(failure);
      }
    } finally {
      clearTimeout(hurry);
      running.time.setSpeed(1);
    }
    owned.note = createLossNote(() => running.cluster.unflushed(), store.writeUnflushed);
    changed();
    setState(openState(owned));
  }

  /** Ends everything at once and gives the lock back. */
  async function abandon(): Promise<void> {
    if (owned === null) return;
    const { running, cleanUps, store, lock } = owned;
    await remember(owned);
    await owned.note?.writeNow();
    owned.note?.stop();
    owned = null;
    running.terminate();
    for (const cleanUp of cleanUps) cleanUp();
    store.close();
    lock.release();
  }

  async function shutDown(): Promise<void> {
    if (owned === null) return;
    const { programs, cluster, time } = owned.running;
    programs.close();
    // A paused cluster could not shut down.
    time.setHidden(false);
    time.resume();
    time.setSpeed(HURRY_SPEED);
    const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS));
    await Promise.race([cluster.stopAll(), limit]);
    await abandon();
  }

  const diskNameOf =
    (generation: number | undefined) =>
    (node: number): string =>
      diskName(spec.id, node, generation);

  /** Nobody may come in between. */
  async function abandonKeepingLock(mine: Owned): Promise<WorkspaceLock> {
    const { lock } = mine;
    owned = { ...mine, lock: { release() {} } };
    await abandon();
    lastSnapshot = undefined;
    return lock;
  }

  /** Goes on with the disks of another generation. The record decides: before it is written the old ones count, then the new. */
  async function adopt(mine: Owned, record: WorkspaceRecord): Promise<void> {
    const lock = await abandonKeepingLock(mine);
    const store = await openWorkspaceStore(spec.id);
    await store.writeUnflushed([]);
    await store.write(record);
    store.close();
    for (const node of mine.record.nodes) {
      await deleteDisk(diskNameOf(mine.record.generation)(node)).catch(() => {});
    }
    await open(lock);
  }

  function close(then: WorkspaceState): Promise<void> {
    return inTurn(async () => {
      if (owned === null && state.kind === then.kind) return;
      await shutDown();
      setState(then);
    });
  }

  void inTurn(async () => {
    const lock = await tryLock(spec.id);
    if (lock === null) setState({ kind: "owned-elsewhere" });
    else await open(lock);
  }).catch((error: unknown) => setState(crashed(error)));

  return {
    spec,
    state: states.subscribe,
    snapshot: snapshots.subscribe,
    events: events.subscribe,
    async command(command: ClusterCommand) {
      if (owned === null) throw new CommandError("the workspace is not open");
      await owned.running.cluster.command(command);
      changed();
    },
    files: async (node) => cluster().files(node),
    readFile: async (node, name, position, length) => cluster().readFile(node, name, position, length),
    async decodeFile(node, name, range, options = {}) {
      const { decode } = await loadDecoder();
      return decode(cluster(), { node, name }, range, options);
    },
    async *dumpFile(node, name) {
      const { dump } = await loadDecoder();
      yield* dump(cluster(), { node, name });
    },
    run(name, source, onOutput): ProgramRun {
      if (owned === null) throw new CommandError("the workspace is not open");
      return owned.running.programs.run(name, source, onOutput);
    },
    reset: (wanted) =>
      inTurn(async () => {
        const mine = owned;
        if (mine === null) throw new CommandError("the workspace is not open");
        size = wanted ?? sizeOf(mine.record, size);
        const lock = await abandonKeepingLock(mine);
        await deleteWorkspace(spec.id, mine.record);
        await open(lock);
      }),
    exportArchive: (request, onProgress = () => {}) =>
      inTurn(async () => {
        if (owned === null) throw new CommandError("the workspace is not open");
        const { exportBlob } = await loadArchives();
        const { running, record } = owned;
        const blob = await exportBlob(
          { running, diskName: diskNameOf(record.generation) },
          request,
          onProgress,
        );
        changed();
        return blob;
      }),
    importArchive: (file, onProgress = () => {}) =>
      inTurn(async () => {
        const mine = owned;
        if (mine === null) throw new CommandError("the workspace is not open");
        const { importBlob } = await loadArchives();
        const { generation = 0 } = mine.record;
        const outcome = await importBlob(
          { running: mine.running, diskName: diskNameOf(generation) },
          file,
          onProgress,
          diskNameOf(generation + 1),
          (clusterId) => adopt(mine, { ...mine.record, clusterId, generation: generation + 1 }),
        );
        changed();
        return outcome;
      }),
    takeOver: () =>
      inTurn(async () => {
        if (state.kind !== "owned-elsewhere") throw new CommandError("no other tab owns the workspace");
        await open(await takeLock(spec.id));
      }),
    close: () => close({ kind: "closed" }),
  };
}
