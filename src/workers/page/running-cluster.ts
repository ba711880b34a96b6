// A cluster that runs in workers: everything between "the lock is ours" and "the nodes are gone".
import { seededRandom } from "../../engine/base/random.ts";
import { type Cluster, createCluster } from "../../engine/cluster/cluster.ts";
import { clusterSpecOf } from "../../engine/cluster/cluster-spec.ts";
import type { SeenNode } from "../../engine/cluster/losses.ts";
import { startOfTime } from "../../engine/cluster/playground-time.ts";
import { createTraceLog, type TraceLog } from "../../engine/cluster/trace-log.ts";
import type { DiskErrorKind } from "../../engine/ports/disk.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import { createIndexedDbStore, deleteDisk } from "../disk/indexeddb-store.ts";
import { sharedNowMs } from "../time/real-time.ts";
import { type ConnectionHub, createConnectionHub } from "./connection-hub.ts";
import { createEventMerger } from "./event-merger.ts";
import { createPlaygroundClock, type PlaygroundClock } from "./playground-clock.ts";
import { createProgramRunner, type ProgramRunner } from "./program-runner.ts";
import { createWorkerHost, type SpawnNodeWorker } from "./worker-host.ts";
import type { WorkspaceSpec } from "./workspace.ts";

/** Events kept for whoever subscribes late. */
const KEPT_EVENTS = 20_000;
/** Of starts and ends of programs, until the next report. */
const LIFE_EVENTS = 1_000;

export interface RunningCluster {
  readonly cluster: Cluster;
  readonly hub: ConnectionHub;
  readonly time: PlaygroundClock;
  readonly trace: TraceLog;
  readonly programs: ProgramRunner;
  /** Moves what workers told into the trace; true when more is about to follow. */
  mergeEvents(): boolean;
  /** Events that workers did not send because there were too many. */
  droppedEvents(): number;
  diskFailure(): DiskErrorKind | null;
  /** Ends every worker at once. */
  terminate(): void;
}

export interface RunOptions {
  readonly spec: WorkspaceSpec;
  readonly clusterId: string;
  readonly diskName: (node: number) => string;
  readonly wallMs: number;
  /** What the tab that died had noted. */
  readonly noted: readonly SeenNode[];
  readonly spawnNodeWorker: SpawnNodeWorker;
  readonly onChange: () => void;
}

export function runCluster({
  spec,
  clusterId,
  diskName,
  wallMs,
  noted,
  spawnNodeWorker,
  onChange,
}: RunOptions): RunningCluster {
  const clusterSpec = clusterSpecOf({ ...spec, clusterId });
  const seed = spec.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!;
  const trace = createTraceLog(KEPT_EVENTS);
  const time = createPlaygroundClock(startOfTime(sharedNowMs(), wallMs));
  const hub = createConnectionHub();
  const merger = createEventMerger(sharedNowMs);
  const workers = new Set<Worker>();
  let droppedEvents = 0;
  let diskFailure: DiskErrorKind | null = null;

  // What the page tells of programs waits with what their workers tell: a program's end must not overtake its last events.
  const lives = createTraceLog(LIFE_EVENTS);
  let livesTold = 0;

  function onEvents(events: readonly EngineEvent[], dropped: number): void {
    const fresh = lives.since(livesTold);
    livesTold = fresh.next;
    merger.add(fresh.events);
    merger.add(events);
    droppedEvents += dropped;
    onChange();
  }

  const host = createWorkerHost({
    nodes: clusterSpec.nodes,
    time,
    hub,
    seed: seededRandom(seed).nextUint32(),
    spawnWorker(node) {
      const worker = spawnNodeWorker(node);
      workers.add(worker);
      return worker;
    },
    diskName,
    openStore: createIndexedDbStore,
    deleteDisk,
    onEvents,
    onDiskFailed(reason) {
      diskFailure = reason;
    },
    onChange,
  });
  time.onChange(onChange);
  const programs = createProgramRunner({
    hub,
    time,
    trace: lives,
    bootstrapServers: clusterSpec.nodes
      .filter(({ role }) => role === "broker")
      .map((node) => `${node.host}:${node.port}`)
      .join(","),
    onEvents,
  });
  return {
    cluster: createCluster({ spec: clusterSpec, host, trace, clients: programs.clients, noted }),
    hub,
    time,
    trace,
    programs,
    mergeEvents() {
      for (const event of merger.take()) trace.append(event);
      return !merger.isEmpty();
    },
    droppedEvents: () => droppedEvents,
    diskFailure: () => diskFailure,
    terminate() {
      programs.close();
      for (const worker of workers) worker.terminate();
    },
  };
}
