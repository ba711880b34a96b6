// One open workspace and what the person is looking at in it: the vanilla store that all panes of a page read. The
// workspace calls at most once a frame; one call sets the store once.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ClusterCommand } from "../../engine/cluster/command.ts";
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent, EventId } from "../../engine/trace/event.ts";
import type {
  OpenWorkspace,
  Workspace,
  WorkspaceSize,
  WorkspaceSpec,
  WorkspaceState,
} from "../../workers/page/workspace.ts";
import { type ClusterView, viewOf } from "../cluster/model.ts";
import { createHistory } from "./history.ts";
import { createTraceLog, type TraceLog } from "./trace-log.ts";

export type Selection =
  | { readonly kind: "broker" | "controller"; readonly id: number }
  | { readonly kind: "partition"; readonly key: string }
  | { readonly kind: "client"; readonly name: string };

export interface SessionState {
  readonly lifecycle: WorkspaceState;
  /** The newest. */
  readonly snapshot: ClusterSnapshot | null;
  /** Of what is looked at: now, or a moment in the past. */
  readonly shown: ClusterSnapshot | null;
  readonly view: ClusterView | null;
  /** Null while now is looked at. */
  readonly pastMs: number | null;
  /** Grows with the trace, which changes in place. */
  readonly traceVersion: number;
  readonly focus: string | null;
  readonly selection: Selection | null;
  readonly selectedEvent: EventId | null;
  /** Why the last command was refused. */
  readonly refusal: string | null;
}

export interface Session {
  readonly store: StoreApi<SessionState>;
  readonly trace: TraceLog;
  readonly workspace: Workspace;
  /** New events as they come, for what moves. */
  onEvents(listener: (events: readonly EngineEvent[]) => void): () => void;
  /** Sends a command; a refusal is shown, not thrown. False when it was refused. */
  command(command: ClusterCommand): Promise<boolean>;
  lookAt(pastMs: number | null): void;
  focus(key: string | null): void;
  select(selection: Selection | null): void;
  selectEvent(id: EventId | null): void;
  dismissRefusal(): void;
  /** What was looked at was another cluster's. */
  forget(): void;
  /** Everything starts again from the spec. */
  reset(size?: WorkspaceSize): Promise<void>;
  close(): Promise<void>;
}

/** An eye reads a number no faster; the first of a burst is shown at once. */
const SHOWN_APART_MS = 60;
/** Showing takes at most one part in so many of the time: of thousands of partitions there is more to look through. */
const APART_PER_COST = 12;
/** Where nothing moves but the clock, it need not be watched as closely. */
const RESTING_APART_MS = 125;

const FIRST: SessionState = {
  lifecycle: { kind: "opening", step: "storage" },
  snapshot: null,
  shown: null,
  view: null,
  pastMs: null,
  traceVersion: 0,
  focus: null,
  selection: null,
  selectedEvent: null,
  refusal: null,
};

export function openSession(open: OpenWorkspace, spec: WorkspaceSpec): Session {
  const workspace = open(spec);
  const store = createStore<SessionState>(() => FIRST);
  const trace = createTraceLog();
  const history = createHistory();
  const listeners = new Set<(events: readonly EngineEvent[]) => void>();

  let newest: ClusterSnapshot | null = null;
  let planned: ReturnType<typeof setTimeout> | null = null;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let apartMs = SHOWN_APART_MS;

  function show(): void {
    planned = null;
    if (newest === null) return;
    shownAtMs = performance.now();
    history.add(newest);
    const snapshot = newest;
    const { pastMs } = store.getState();
    store.setState(pastMs === null ? { snapshot, shown: snapshot, view: viewOf(snapshot) } : { snapshot });
    apartMs = Math.max(SHOWN_APART_MS, (performance.now() - shownAtMs) * APART_PER_COST);
  }

  function showInTurn(next: ClusterSnapshot): void {
    newest = next;
    const { snapshot } = store.getState();
    const rests = snapshot !== null && isSameButForTime(snapshot, next);
    const waitMs = shownAtMs + (rests ? Math.max(apartMs, RESTING_APART_MS) : apartMs) - performance.now();
    if (planned !== null) clearTimeout(planned);
    if (waitMs <= 0) show();
    else planned = setTimeout(show, waitMs);
  }

  const stops = [
    workspace.state((lifecycle) => store.setState({ lifecycle })),
    workspace.snapshot(showInTurn),
    workspace.events((events) => {
      if (events.length === 0) return;
      trace.append(events);
      for (const listener of listeners) listener(events);
      store.setState({ traceVersion: trace.version });
    }),
  ];

  function lookAt(pastMs: number | null): void {
    const { snapshot } = store.getState();
    const shown = pastMs === null ? snapshot : history.at(pastMs);
    store.setState({ pastMs, shown, view: shown === null ? null : viewOf(shown) });
  }

  function forgetAll(): void {
    trace.clear();
    history.clear();
    store.setState({
      pastMs: null,
      traceVersion: trace.version,
      selection: null,
      selectedEvent: null,
      refusal: null,
    });
  }

  return {
    store,
    trace,
    workspace,
    lookAt,
    onEvents(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async command(command) {
      try {
        await workspace.command(command);
        store.setState({ refusal: null });
        return true;
      } catch (error) {
        store.setState({ refusal: error instanceof Error ? error.message : String(error) });
        return false;
      }
    },
    focus: (key) => store.setState({ focus: key }),
    select: (selection) => store.setState({ selection }),
    selectEvent: (selectedEvent) => store.setState({ selectedEvent }),
    dismissRefusal: () => store.setState({ refusal: null }),
    forget: forgetAll,
    async reset(size) {
      forgetAll();
      await workspace.reset(size);
    },
    async close() {
      for (const stop of stops) stop();
      if (planned !== null) clearTimeout(planned);
      await workspace.close();
    },
  };
}

/** What a node tells of itself is the same object as long as it tells the same. */
function isSameButForTime(a: ClusterSnapshot, b: ClusterSnapshot): boolean {
  const isPlain = ({ links, heldMessages, clients }: ClusterSnapshot): boolean =>
    links.length + heldMessages.length + clients.length === 0;
  return (
    isPlain(a) &&
    isPlain(b) &&
    a.time.speed === b.time.speed &&
    a.time.paused === b.time.paused &&
    a.losses.length === b.losses.length &&
    a.nodes.length === b.nodes.length &&
    a.nodes.every((node, index) => {
      const other = b.nodes[index];
      return node.detail === other?.detail && node.status === other.status && node.sinceMs === other.sinceMs;
    })
  );
}
