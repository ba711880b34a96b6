// A NodeHost whose nodes are workers: starting spawns one, killing terminates it.
import { releaseProxy, transfer, wrap } from "comlink";
import type { NodeConfig } from "../../engine/cluster/cluster-config.ts";
import { type FaultState, NO_FAULTS } from "../../engine/cluster/faults.ts";
import type { MessageFate } from "../../engine/cluster/held-messages.ts";
import { filesOfStore } from "../../engine/cluster/node-files.ts";
import type { HostedNode, NodeHost } from "../../engine/cluster/node-host.ts";
import { NODE_PATIENCE_MS } from "../../engine/cluster/time-grants.ts";
import type { DiskStore } from "../../engine/disk/store.ts";
import { NOTHING_TORN, type TornWrites } from "../../engine/disk/torn-writes.ts";
import { withChanges } from "../../engine/inspect/changes.ts";
import type { HeldMessageSnapshot, NodeDetail } from "../../engine/inspect/snapshot.ts";
import type { DiskErrorKind } from "../../engine/ports/disk.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import type { NodeControl, NodeReport } from "../node/node-control.ts";
import type { ConnectionHub } from "./connection-hub.ts";
import type { PlaygroundClock } from "./playground-clock.ts";

export type SpawnNodeWorker = (node: Pick<NodeConfig, "id" | "role">) => Worker;

export interface WorkerHostParts {
  readonly nodes: readonly NodeConfig[];
  readonly time: PlaygroundClock;
  readonly hub: ConnectionHub;
  readonly seed: number;
  readonly spawnWorker: SpawnNodeWorker;
  readonly diskName: (node: number) => string;
  readonly openStore: (name: string) => DiskStore & { close(): void };
  readonly deleteDisk: (name: string) => Promise<void>;
  readonly onEvents: (events: readonly EngineEvent[], dropped: number) => void;
  /** A node cannot start for its disk. */
  readonly onDiskFailed: (reason: DiskErrorKind) => void;
  /** Something that a snapshot shows has changed. */
  readonly onChange: () => void;
}

/** No incarnation of a node tells as many events as this. */
const SEQUENCES_PER_INCARNATION = 10_000_000;
/** A worker that stopped answering is not asked for its next event for longer. */
const STEP_ANSWER_MS = 500;
const TEAR_ANSWER_MS = 2_000;

/** What a living node's worker is told of links, and what it told of them. */
interface Mirror {
  setFaults(faults: FaultState): void;
  held: readonly HeldMessageSnapshot[];
  decideMessage(id: string, fate: MessageFate): void;
}

export function createWorkerHost(parts: WorkerHostParts): NodeHost {
  const { time, hub } = parts;
  const incarnations = new Map<number, number>();
  const living = new Set<Mirror>();
  let faults = NO_FAULTS;

  function start(config: NodeConfig): HostedNode {
    const incarnation = incarnations.get(config.id) ?? 0;
    incarnations.set(config.id, incarnation + 1);
    const worker = parts.spawnWorker(config);
    const control = wrap<NodeControl>(worker);
    const party = hub.join({ host: config.host, node: config.id });
    const reports = new MessageChannel();
    let detail: NodeDetail | null = null;
    let frozen = false;
    let gone = false;
    let end: (error: Error | null) => void = () => {};
    let fail: (error: Error) => void = () => {};
    const ended = new Promise<Error | null>((resolve) => {
      end = resolve;
    });
    const crashed = new Promise<never>((_, reject) => {
      fail = reject;
    });

    const mirror: Mirror = {
      setFaults: (state) => void control.setFaults(state),
      held: [],
      decideMessage: (id, fate) => void control.decideMessage(id, fate),
    };

    reports.port1.onmessage = ({ data }: MessageEvent<NodeReport>) => {
      if (gone) return;
      if (data.kind === "told") parts.onEvents(data.events, data.dropped);
      else if (data.kind === "detail") detail = withChanges(detail, data.changes);
      else if (data.kind === "held") mirror.held = data.messages;
      else if (data.kind === "disk-failed") parts.onDiskFailed(data.reason);
      else end(data.error === null ? null : new Error(data.error));
      parts.onChange();
    };
    // An uncaught error is the end of a process.
    worker.onerror = (event) => {
      event.preventDefault();
      const error = new Error(event.message || "the worker of the node could not be loaded");
      fail(error);
      end(error);
    };
    worker.onmessageerror = () => end(new Error("the worker of the node sent what cannot be read"));

    const forget = time.follow({
      setTime: (state) => void control.setTime(state),
      async nextDueMs() {
        if (frozen) return null;
        const patience = new Promise<null>((resolve) => setTimeout(() => resolve(null), STEP_ANSWER_MS));
        return Promise.race([control.nextDueMs(), patience]);
      },
      step: () => void control.step(),
      catchUp: () => control.catchUp(),
      patienceMs: NODE_PATIENCE_MS,
    });
    living.add(mirror);

    const started = control.start(
      {
        config,
        nodes: parts.nodes,
        diskName: parts.diskName(config.id),
        time: time.current(),
        faults,
        seed: (parts.seed + config.id * 0x9e37 + incarnation) >>> 0,
        firstSequence: incarnation * SEQUENCES_PER_INCARNATION + 1,
      },
      transfer(party.port, [party.port]),
      transfer(reports.port2, [reports.port2]),
    );
    const ready = Promise.race([started, crashed]);
    // Whoever waits for `ready` hears of it; nobody has to.
    ready.catch(() => {});

    return {
      ready,
      ended,
      detail: () => detail,
      run: (task) => void control.run(task),
      files: () => control.files(),
      readFile: (name, position, length) => control.readFile(name, position, length),
      stop: () => void control.stop(),
      kill() {
        if (gone) return;
        gone = true;
        fail(new Error("killed"));
        forget();
        living.delete(mirror);
        control[releaseProxy]();
        worker.terminate();
        party.leave();
        reports.port1.close();
      },
      // A worker that does not answer is past tearing anything.
      tear: () =>
        Promise.race([
          control.tear(),
          new Promise<TornWrites>((done) => setTimeout(() => done(NOTHING_TORN), TEAR_ANSWER_MS)),
        ]),
      freeze() {
        frozen = true;
        void control.freeze();
      },
      thaw() {
        frozen = false;
        void control.thaw();
      },
    };
  }

  return {
    seesLive: false,
    start,
    filesAtRest: (node) => filesOfStore(async () => parts.openStore(parts.diskName(node))),
    wipeDisk: (node) => parts.deleteDisk(parts.diskName(node)),
    setFaults(state) {
      faults = state;
      for (const mirror of living) mirror.setFaults(state);
    },
    heldMessages: () => [...living].flatMap(({ held }) => held).sort((a, b) => a.sinceMs - b.sinceMs),
    decideMessage(id, fate) {
      for (const mirror of living)
        if (mirror.held.some((message) => message.id === id)) mirror.decideMessage(id, fate);
    },
    time,
  };
}
