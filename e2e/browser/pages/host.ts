// A bare page for tests of the browser host: no UI, only the workspace, in reach of page.evaluate.
import { wrap } from "comlink";

import type { ClusterSnapshot } from "../../../src/engine/inspect/snapshot.ts";
import type { EngineEvent } from "../../../src/engine/trace/event.ts";
import { openWorkspace, openWorkspaceWith } from "../../../src/workers/page/open-workspace.ts";
import type { SpawnNodeWorker } from "../../../src/workers/page/worker-host.ts";
import type {
  ProgramOutcome,
  ProgramOutput,
  Workspace,
  WorkspaceSpec,
  WorkspaceState,
} from "../../../src/workers/page/workspace.ts";
import type { DiskRates, rates } from "./testing/disk-rates.worker.ts";
import type { PortResult, PortSuites } from "./testing/ports.worker.ts";

export interface RunResult {
  readonly outcome: ProgramOutcome;
  readonly output: readonly ProgramOutput[];
}

/** What tests reach as `window.host`. */
export interface HostPage {
  /** `echo` has small nodes instead of brokers: what is sent to them comes back. */
  open(kind: "kafka" | "echo", spec?: Partial<WorkspaceSpec>): void;
  workspace(): Workspace;
  state(): WorkspaceState;
  states(): readonly WorkspaceState[];
  snapshot(): ClusterSnapshot | null;
  events(): readonly EngineEvent[];
  /** Resolves with the first state of that kind, also one that has been. */
  until(kind: WorkspaceState["kind"]): Promise<WorkspaceState>;
  run(source: string, stopAfterMs?: number): Promise<RunResult>;
  /** Every suite of the ports, in a worker. */
  portSuites(): Promise<readonly PortResult[]>;
  /** Flushes of a disk, and the same bytes put without one. */
  diskRates(flushes: number, flushBytes: number): Promise<DiskRates>;
}

declare global {
  interface Window {
    host: HostPage;
  }
}

const DEFAULTS: WorkspaceSpec = { id: "test", brokers: 3, controllers: 1, properties: {}, seed: 7 };

const spawnEchoNode: SpawnNodeWorker = ({ id }) =>
  new Worker(new URL("./echo-node.worker.ts", import.meta.url), { type: "module", name: `node ${id}` });

const startPortSuites = (): Worker =>
  new Worker(new URL("./testing/ports.worker.ts", import.meta.url), { type: "module" });

const startDiskRates = (): Worker =>
  new Worker(new URL("./testing/disk-rates.worker.ts", import.meta.url), { type: "module" });

let opened: Workspace | null = null;
let present: WorkspaceState = { kind: "closed" };
let snapshot: ClusterSnapshot | null = null;
const states: WorkspaceState[] = [];
const events: EngineEvent[] = [];
const waiting: { readonly kind: string; readonly resolve: (state: WorkspaceState) => void }[] = [];

const workspace = (): Workspace => {
  if (opened === null) throw new Error("open a workspace first");
  return opened;
};

window.host = {
  open(kind, spec = {}) {
    const full = { ...DEFAULTS, ...spec };
    states.length = 0;
    opened = kind === "echo" ? openWorkspaceWith(full, spawnEchoNode) : openWorkspace(full);
    opened.state((state) => {
      present = state;
      states.push(state);
      for (const wait of [...waiting]) {
        if (wait.kind !== state.kind) continue;
        waiting.splice(waiting.indexOf(wait), 1);
        wait.resolve(state);
      }
    });
    opened.snapshot((value) => {
      snapshot = value;
    });
    opened.events((fresh) => void events.push(...fresh));
  },
  workspace,
  state: () => present,
  states: () => states,
  snapshot: () => snapshot,
  events: () => events,
  until: (kind) =>
    present.kind === kind
      ? Promise.resolve(present)
      : new Promise((resolve) => void waiting.push({ kind, resolve })),
  async run(source, stopAfterMs) {
    const output: ProgramOutput[] = [];
    const program = workspace().run("program.ts", source, (line) => void output.push(line));
    if (stopAfterMs !== undefined) setTimeout(() => program.stop(), stopAfterMs);
    return { outcome: await program.done, output };
  },
  portSuites: () => wrap<PortSuites>(startPortSuites()).runAll(),
  diskRates: (flushes, flushBytes) => wrap<typeof rates>(startDiskRates()).measure(flushes, flushBytes),
};
