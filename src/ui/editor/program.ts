// One program at a time, run on the open cluster: its state and what it printed. A vanilla store, so that checks read the
// output without a component.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { ProgramOutcome, ProgramOutput, ProgramRun, Workspace } from "../../workers/page/workspace.ts";
import type { CodeMarker } from "./code-editor.tsx";
import { noteRunning, wasLeftRunning } from "./left-running.ts";

export interface ProgramState {
  readonly running: boolean;
  /** Of the last run. */
  readonly outcome: ProgramOutcome | null;
  readonly output: readonly ProgramOutput[];
  readonly omitted: number;
  readonly runs: number;
  /** The page was left, or reloaded, while a program ran; nobody has run or cleared anything since. */
  readonly leftRunning: boolean;
}

export interface Program {
  readonly store: StoreApi<ProgramState>;
  run(workspace: Workspace, name: string, source: string): void;
  stop(): void;
  clear(): void;
}

const KEPT_LINES_MAX = 1_000;
const FIRST: ProgramState = {
  running: false,
  outcome: null,
  output: [],
  omitted: 0,
  runs: 0,
  leftRunning: false,
};

/** @param page where it runs; a page has one program at a time. */
export function createProgram(page: string): Program {
  const store = createStore<ProgramState>(() => ({ ...FIRST, leftRunning: wasLeftRunning(page) }));
  let current: ProgramRun | null = null;
  /** Which run's lines are taken: an older one may still talk. */
  let serial = 0;
  /** A program that stops although nobody asked for it does so because its page is left. */
  let stopAsked = false;
  let fresh: ProgramOutput[] = [];
  let frame = 0;

  /** A loop that prints would otherwise render the page for each line. */
  function flush(): void {
    frame = 0;
    const lines = fresh;
    fresh = [];
    if (lines.length === 0) return;
    store.setState(({ output, omitted }) => {
      const all = [...output, ...lines];
      const cut = Math.max(0, all.length - KEPT_LINES_MAX);
      return { output: cut === 0 ? all : all.slice(cut), omitted: omitted + cut };
    });
  }

  return {
    store,
    run(workspace, name, source) {
      current?.stop();
      fresh = [];
      serial += 1;
      stopAsked = false;
      const own = serial;
      noteRunning(page, true);
      store.setState(({ runs }) => ({ ...FIRST, running: true, runs: runs + 1 }));
      current = workspace.run(name, source, (line) => {
        if (own !== serial) return;
        fresh.push(line);
        if (frame === 0) frame = requestAnimationFrame(flush);
      });
      void current.done.then((outcome) => {
        if (own !== serial) return;
        current = null;
        if (outcome !== "stopped" || stopAsked) noteRunning(page, false);
        flush();
        store.setState({ running: false, outcome });
      });
    },
    stop() {
      stopAsked = true;
      current?.stop();
    },
    clear() {
      if (current === null) noteRunning(page, false);
      store.setState({ output: [], omitted: 0, outcome: null, leftRunning: false });
    },
  };
}

/** Where in the learner's text the last run failed. */
export function markerOf(output: readonly ProgramOutput[]): CodeMarker | null {
  const last = output.findLast((line) => line.kind === "exception");
  return last === undefined || last.kind !== "exception" || last.line === null
    ? null
    : { line: last.line, message: `${last.name}: ${last.message}` };
}

export function lineText(line: ProgramOutput): string {
  return line.kind === "exception" ? `${line.name}: ${line.message}` : line.text;
}
