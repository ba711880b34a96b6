// A workspace for tests: three brokers that run until they are told otherwise, a clock that ticks ten times a second.
// Nothing in production imports it.
import type { ClusterCommand } from "../../engine/cluster/command.ts";
import type { ClusterSnapshot, NodeStatus } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import type { OpenWorkspace, Workspace, WorkspaceState } from "../../workers/page/workspace.ts";
import { testSnapshot } from "./snapshots.ts";

const TICK_MS = 100;

function subject<T>() {
  const listeners = new Set<(value: T) => void>();
  let present: T | null = null;
  return {
    set(value: T): void {
      present = value;
      for (const listener of listeners) listener(value);
    },
    subscribe(listener: (value: T) => void): () => void {
      listeners.add(listener);
      if (present !== null) listener(present);
      return () => listeners.delete(listener);
    },
  };
}

export const openFakeWorkspace: OpenWorkspace = (spec): Workspace => {
  const states = subject<WorkspaceState>();
  const snapshots = subject<ClusterSnapshot>();
  const events = subject<readonly EngineEvent[]>();
  const status: Record<number, NodeStatus> = {};
  let nowMs = 0;
  let serial = 0;

  const publish = (): void => snapshots.set(testSnapshot({ nowMs, status }));
  function tell(source: string, event: TraceEvent, cause: string | null): string {
    serial += 1;
    const id = `${source}:${serial}`;
    events.set([{ id, source, atMs: nowMs, cause, event }]);
    return id;
  }

  const timer = setInterval(() => {
    nowMs += TICK_MS;
    publish();
  }, TICK_MS);
  states.set({ kind: "open", restored: false });
  publish();

  return {
    spec,
    state: states.subscribe,
    snapshot: snapshots.subscribe,
    events: events.subscribe,
    async command(command: ClusterCommand) {
      if (command.kind !== "kill" && command.kind !== "start") return;
      const runs = (status[command.node] ?? "running") === "running";
      if (runs === (command.kind === "start"))
        throw new Error(`node ${command.node} cannot ${command.kind} now`);
      const asked = tell("you", { kind: "command", command: { ...command } }, null);
      status[command.node] = runs ? "killed" : "running";
      tell(
        String(command.node),
        runs
          ? { kind: "node-stopped", reason: "killed", error: null }
          : { kind: "node-ready", role: "broker" },
        asked,
      );
      publish();
    },
    files: async () => [],
    readFile: async () => new Uint8Array(0),
    decodeFile: async (_, name) => ({
      name,
      kind: "unknown",
      sizeBytes: 0,
      position: 0,
      length: 0,
      nodes: [],
    }),
    async *dumpFile() {},
    exportArchive: async () => new Blob([]),
    importArchive: async () => ({ kind: "workspace" }),
    run: (name) => ({ name, done: Promise.resolve("finished"), stop() {} }),
    async reset() {
      nowMs = 0;
      publish();
    },
    async takeOver() {},
    async close() {
      clearInterval(timer);
      states.set({ kind: "closed" });
    },
  };
};
