// Opens a workspace: owns its lock, its storage and its workers, and says at every moment in what state it is.
import { randomUuid } from "../../engine/base/uuid.ts";
import type { Cluster } from "../../engine/cluster/cluster.ts";
import { FIRST_BROKER_ID, FIRST_CONTROLLER_ID } from "../../engine/cluster/cluster-config.ts";
import { type ClusterCommand, CommandError } from "../../engine/cluster/command.ts";
import type { SeenNode } from "../../engine/cluster/losses.ts";
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import { deleteDisk } from "../disk/indexeddb-store.ts";
import { createEmitter, oncePerFrame } from "./emitter.ts";
import { createLossNote, type LossNote } from "./loss-note.ts";
import { type RunningCluster, runCluster } from "./running-cluster.ts";
import type { SpawnNodeWorker } from "./worker-host.ts";
import type {
  OpenWorkspace,
  ProgramRun,
  Workspace,
  WorkspaceSize,
  WorkspaceSpec,
  WorkspaceState,
} from "./workspace.ts";
import { onGiveWay, takeLock, tryLock, type WorkspaceLock } from "./workspace-lock.ts";
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
/** The wall clock is remembered this often while it runs away from the computer's. */
const REMEMBER_MS = 5_000;

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

/** Everything that an owned workspace holds, to be given back together. */
interface Owned {
  readonly lock: WorkspaceLock;
  readonly store: WorkspaceStore;
  readonly running: RunningCluster;
  readonly restored: boolean;
  record: WorkspaceRecord;
  /** Null while it starts: the note of the tab before is good until this one has made use of it. */
  note: LossNote | null;
  readonly cleanUps: (() => void)[];
}

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
    watch(owned);
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

  function watch(mine: Owned): void {
    const { time } = mine.running;
    const onVisibility = (): void => {
      time.setHidden(document.hidden);
      if (state.kind === "open" && (state.held ?? false) !== time.isHeld()) setState(openState(mine));
    };
    document.addEventListener("visibilitychange", onVisibility);
    onVisibility();
    const remembering = setInterval(() => void remember(mine), REMEMBER_MS);
    const onPageHide = (): void => {
      void mine.note?.writeNow();
      void remember(mine);
    };
    window.addEventListener("pagehide", onPageHide);
    mine.cleanUps.push(
      () => document.removeEventListener("visibilitychange", onVisibility),
      () => clearInterval(remembering),
      () => window.removeEventListener("pagehide", onPageHide),
      onGiveWay(spec.id, () => void close({ kind: "owned-elsewhere" })),
    );
  }

  async function remember(mine: Owned): Promise<void> {
    const wallAheadMs = Math.max(0, Math.round(mine.running.time.wallMs() - Date.now()));
    if (Math.abs(wallAheadMs - mine.record.wallAheadMs) < REMEMBER_MS / 5) return;
    mine.record = { ...mine.record, wallAheadMs };
    // A page that goes away cannot wait; one that stays tries again.
    await mine.store.write(mine.record).catch(() => {});
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

function openState({ restored, running }: Owned): WorkspaceState {
  return { kind: "open", restored, ...(running.time.isHeld() && { held: true }) };
}

/** As it was made, where the record says that. */
function sizeOf({ brokers, controllers }: WorkspaceRecord, asked: WorkspaceSize): WorkspaceSize {
  return { brokers: brokers ?? asked.brokers, controllers: controllers ?? asked.controllers };
}

function recordOf(stored: WorkspaceRecord | null, asked: WorkspaceSize): WorkspaceRecord {
  const { brokers, controllers } = stored === null ? asked : sizeOf(stored, asked);
  const nodes = [
    ...Array.from({ length: brokers }, (_, i) => FIRST_BROKER_ID + i),
    ...Array.from({ length: controllers }, (_, i) => FIRST_CONTROLLER_ID + i),
  ];
  const random = new Uint32Array(1);
  return {
    clusterId: stored?.clusterId ?? randomUuid(() => crypto.getRandomValues(random)[0]!),
    nodes: [...new Set([...(stored?.nodes ?? []), ...nodes])],
    wallAheadMs: stored?.wallAheadMs ?? 0,
    generation: stored?.generation ?? 0,
    brokers,
    controllers,
  };
}

/** A cluster can do without a broker, so one that fails is only shown; without storage or controllers it cannot be. */
function startFailure(running: RunningCluster, error: unknown): WorkspaceState | null {
  const message = messageOf(error);
  const disk = running.diskFailure();
  if (disk === "denied") return { kind: "failed", reason: "storage-denied", message };
  if (disk === "full") return { kind: "failed", reason: "storage-full", message };
  const controllers = running.cluster.snapshot().nodes.filter(({ role }) => role === "controller");
  const failed = controllers.find(({ status }) => status === "failed");
  return failed === undefined
    ? null
    : { kind: "failed", reason: "crashed", message: failed.error ?? message };
}

function storageFailure(error: unknown): WorkspaceState {
  const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
  return { kind: "failed", reason: isFull ? "storage-full" : "storage-denied", message: messageOf(error) };
}

const crashed = (error: unknown): WorkspaceState => ({
  kind: "failed",
  reason: "crashed",
  message: messageOf(error),
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
