// Runs a learner's program: transpiles it, starts it in the sandbox, connects it to the cluster, watches over it, and
// turns what it says into output with the learner's own lines.
import type { Activity } from "../../engine/cluster/activity.ts";
import { PROGRAM_PATIENCE_MS } from "../../engine/cluster/time-grants.ts";
import type { TraceLog } from "../../engine/cluster/trace-log.ts";
import type { ClientSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import type { TranspiledProgram, TranspileError } from "../program/compose-script.ts";
import type { FromProgram, ToProgram } from "../program/messages.ts";
import { sourceColumnOf } from "../program/source-map.ts";
import type { Place } from "../program/stack.ts";
import type { ConnectionHub } from "./connection-hub.ts";
import type { PlaygroundClock } from "./playground-clock.ts";
import { readFromProgram } from "./program-messages.ts";
import { openSandboxFrame, type SandboxFrame } from "./sandbox-frame.ts";
import { startTranspiler, type TranspilerWorker } from "./transpiler-worker.ts";
import { startWatchdog } from "./watchdog.ts";
import type { ProgramOutcome, ProgramOutput, ProgramRun } from "./workspace.ts";

export interface ProgramRunnerParts {
  readonly hub: ConnectionHub;
  readonly time: PlaygroundClock;
  readonly trace: TraceLog;
  readonly bootstrapServers: string;
  readonly onEvents: (events: readonly EngineEvent[], dropped: number) => void;
}

export interface ProgramRunner {
  run(name: string, source: string, onOutput: (output: ProgramOutput) => void): ProgramRun;
  /** What the programs that run told of their clients. */
  clients(): readonly ClientSnapshot[];
  /** Loads what every program needs, so that the first run does not wait for it. */
  warmUp(): void;
  /** Stops every program and removes the sandbox. */
  close(): void;
}

export function createProgramRunner(parts: ProgramRunnerParts): ProgramRunner {
  const { time } = parts;
  const running = new Set<ProgramRun>();
  const clients = new Map<ProgramRun, readonly ClientSnapshot[]>();
  let runs = 0;
  let transpiler: TranspilerWorker | null = null;
  let frame: Promise<SandboxFrame> | null = null;

  function transpile(source: string): Promise<TranspiledProgram | TranspileError> {
    transpiler ??= startTranspiler(() => {
      transpiler = null;
    });
    return transpiler.transpile(source);
  }

  function openFrame(): Promise<SandboxFrame> {
    frame ??= openSandboxFrame().catch((error: unknown) => {
      frame = null;
      throw error;
    });
    return frame;
  }

  function run(name: string, source: string, onOutput: (output: ProgramOutput) => void): ProgramRun {
    const told = parts.trace.traceOf(name, time.nowMs, `${name}/life`);
    const began = told.emit({ kind: "program-started", name });
    let settle: (outcome: ProgramOutcome) => void = () => {};
    const done = new Promise<ProgramOutcome>((resolve) => {
      settle = resolve;
    });
    let cleanUp: () => void = () => {};
    let over = false;

    function end(outcome: ProgramOutcome, error: string | null = null): void {
      if (over) return;
      over = true;
      cleanUp();
      running.delete(self);
      clients.delete(self);
      told.emit({ kind: "program-ended", name, outcome, error }, began);
      parts.onEvents([], 0);
      settle(outcome);
    }

    function fail(errorName: string, message: string, line: number | null, column: number | null): void {
      if (over) return;
      onOutput({ kind: "exception", name: errorName, message, line, column, atMs: time.nowMs() });
      end("failed", `${errorName}: ${message}`);
    }

    async function start(): Promise<void> {
      const [program, sandbox] = await Promise.all([transpile(source), openFrame()]);
      if (over) return;
      if (program.kind === "error") return fail("SyntaxError", program.message, program.line, program.column);
      const onClients = (open: readonly ClientSnapshot[]): void => {
        clients.set(self, open);
        parts.onEvents([], 0);
      };
      const firstSequence = runs++ * SEQUENCES_PER_RUN + 1;
      cleanUp = connect(parts, { name, program, sandbox, firstSequence, onOutput, onClients, end, fail });
    }

    const self: ProgramRun = { name, done, stop: () => end("stopped") };
    running.add(self);
    start().catch((error: unknown) => fail("Error", messageOf(error), null, null));
    return self;
  }

  /** What fails here fails again at the first run, and is told there. */
  function warmUp(): void {
    transpile("").catch(() => {});
    openFrame().catch(() => {});
  }

  return {
    run,
    warmUp,
    clients: () => [...clients.values()].flat(),
    close() {
      for (const program of [...running]) program.stop();
      transpiler?.terminate();
      transpiler = null;
      frame?.then(
        (opened) => opened.remove(),
        () => {},
      );
      frame = null;
    },
  };
}

interface Connection {
  readonly name: string;
  readonly program: TranspiledProgram;
  readonly sandbox: SandboxFrame;
  readonly firstSequence: number;
  readonly onOutput: (output: ProgramOutput) => void;
  readonly onClients: (clients: readonly ClientSnapshot[]) => void;
  readonly end: (outcome: ProgramOutcome, error?: string | null) => void;
  readonly fail: (name: string, message: string, line: number | null, column: number | null) => void;
}

/** Starts the worker and listens to it; returns how to end it. */
function connect(
  parts: ProgramRunnerParts,
  { name, program, sandbox, firstSequence, onOutput, onClients, end, fail }: Connection,
): () => void {
  const { time } = parts;
  const linesBefore = sandbox.runtimeLines + program.linesBefore;
  const { port1: page, port2: worker } = new MessageChannel();
  const party = parts.hub.join({ host: name, node: null });
  const tell = (message: ToProgram, transfer: Transferable[] = []): void =>
    page.postMessage(message, transfer);
  const dueQuestions = new Map<number, (dueMs: number | null) => void>();
  const catchUps = new Map<number, (activity: Activity) => void>();
  let nextTicket = 0;

  const columnOf = ({ line, column }: Place): number => sourceColumnOf(program.columns, line, column);

  function hear(message: FromProgram): void {
    switch (message.kind) {
      case "pong":
        return watchdog.answered(message.number);
      case "next-due": {
        dueQuestions.get(message.ticket)?.(message.dueMs);
        dueQuestions.delete(message.ticket);
        return;
      }
      case "caught-up": {
        catchUps.get(message.ticket)?.(message.activity);
        catchUps.delete(message.ticket);
        return;
      }
      case "printed":
        for (const { kind, text, place, atMs } of message.lines) {
          onOutput({ kind, text, line: place?.line ?? null, atMs });
        }
        if (message.dropped > 0) {
          const text = `… ${message.dropped} more lines were not shown: too many at once`;
          onOutput({ kind: "warn", text, line: null, atMs: time.nowMs() });
        }
        return;
      case "told":
        return parts.onEvents(message.events, message.dropped);
      case "clients":
        return onClients(message.clients);
      case "thrown": {
        const { name: errorName, message: text, place } = message.error;
        return fail(errorName, text, place?.line ?? null, place === null ? null : columnOf(place));
      }
      case "finished":
        return end("finished");
    }
  }

  page.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = readFromProgram(data);
    if (message !== null) hear(message);
  };
  const started = sandbox.run(program.script, worker, ({ message, line, column }) => {
    // A text that the transpiler lets pass and the engine does not.
    const own = { line: line - linesBefore, column };
    const [, errorName = "SyntaxError", text = message] = /^(?:Uncaught )?(\w+): (.*)$/s.exec(message) ?? [];
    if (own.line < 1) fail(errorName, text, null, null);
    else fail(errorName, text, own.line, columnOf(own));
  });
  const watchdog = startWatchdog(
    (number) => tell({ kind: "ping", number }),
    () => end("unresponsive", "it did not answer"),
  );
  const forget = time.follow({
    setTime: (state) => tell({ kind: "time", time: state }),
    nextDueMs() {
      const ticket = nextTicket++;
      return new Promise((resolve) => {
        dueQuestions.set(ticket, resolve);
        setTimeout(() => {
          if (dueQuestions.delete(ticket)) resolve(null);
        }, STEP_ANSWER_MS);
        tell({ kind: "ask-next-due", ticket });
      });
    },
    step: () => tell({ kind: "happen-next" }),
    catchUp() {
      const ticket = nextTicket++;
      tell({ kind: "catch-up", ticket });
      return new Promise((resolve) => void catchUps.set(ticket, resolve));
    },
    patienceMs: PROGRAM_PATIENCE_MS,
  });
  const { bootstrapServers } = parts;
  tell(
    {
      kind: "start",
      name,
      bootstrapServers,
      time: time.current(),
      firstSequence,
      linesBefore,
      hub: party.port,
    },
    [party.port],
  );

  return () => {
    forget();
    watchdog.stop();
    page.close();
    started.end();
    party.leave();
    for (const answer of dueQuestions.values()) answer(null);
  };
}

/** No program tells as many events as this. */
const SEQUENCES_PER_RUN = 10_000_000;
/** A program that is busy is not asked for its next event for longer. */
const STEP_ANSWER_MS = 500;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
