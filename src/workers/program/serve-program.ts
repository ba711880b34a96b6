// What stands around a learner's program in its worker. Built into one classic script with the client library, put
// before the program's own text, and run in the sandbox frame: see frame.ts for the walls.
import { seededRandom } from "../../engine/base/random.ts";
import { NO_ACTIVITY } from "../../engine/cluster/activity.ts";
import type { Schedule } from "../../engine/cluster/schedule.ts";
import type { ClientPorts } from "../../engine/ports/ports.ts";
import { createPortNetwork, type PortNetwork } from "../net/port-network.ts";
import { sharedNowMs } from "../time/real-time.ts";
import { createWorkerSchedule } from "../time/worker-schedule.ts";
import { createTraceBatch } from "../trace/trace-batch.ts";
import { type CallSites, createCallSites } from "./call-sites.ts";
import { captureConsole } from "./console-capture.ts";
import { lockDown } from "./lockdown.ts";
import type { FromProgram, ProgramStart, ThrownError, ToProgram } from "./messages.ts";
import { playgroundGlobals } from "./playground-globals.ts";
import { type CreateModules, requireOf } from "./program-modules.ts";
import { placeInStack } from "./stack.ts";

/** Clients are looked at this often at most. */
const CLIENTS_MS = 50;

/** The program's text, wrapped by compose-script.ts. */
type Program = (require: (name: string) => unknown, exports: object) => Promise<void>;

/** Called once, by the wrapper of the program's text, before any message can arrive. */
interface ProgramGlobals {
  samsaProgram?: (program: Program) => void;
}

/** Enough for a learner's call below a few layers of the library. */
const STACK_FRAMES = 40;

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

/** `createModules` makes what the program may import. */
export function serveProgram(createModules: CreateModules): void {
  let program: Program | null = null;
  const globals = globalThis as ProgramGlobals;
  globals.samsaProgram = (given) => {
    delete globals.samsaProgram;
    program = given;
  };
  scope.onmessage = ({ ports }) => {
    scope.onmessage = null;
    listen(ports[0]!, (page, start) => {
      if (program === null) throw new Error("the script holds no program");
      return run(page, start, program, createModules);
    });
  };
}

/** What the page asks after. */
interface Begun {
  readonly schedule: Schedule;
  readonly wires: PortNetwork;
}

function listen(page: MessagePort, begin: (page: MessagePort, start: ProgramStart) => Begun): void {
  let begun: Begun | null = null;
  page.onmessage = ({ data }: MessageEvent<ToProgram>) => {
    switch (data.kind) {
      case "start":
        begun = begin(page, data);
        return;
      case "ping":
        return page.postMessage({ kind: "pong", number: data.number } satisfies FromProgram);
      case "time":
        return begun?.schedule.apply(data.time);
      case "ask-next-due": {
        const { ticket } = data;
        const dueMs = begun?.schedule.nextDueMs() ?? null;
        return page.postMessage({ kind: "next-due", ticket, dueMs } satisfies FromProgram);
      }
      case "happen-next":
        begun?.schedule.step();
        return;
      case "catch-up": {
        const { ticket } = data;
        begun?.schedule.whenCaughtUp(() => {
          const activity = begun?.wires.activity() ?? NO_ACTIVITY;
          page.postMessage({ kind: "caught-up", ticket, activity } satisfies FromProgram);
        });
        return;
      }
    }
  };
}

function run(page: MessagePort, start: ProgramStart, program: Program, createModules: CreateModules): Begun {
  const send = (message: FromProgram): void => page.postMessage(message);
  const realSetTimeout = globalThis.setTimeout.bind(globalThis);
  const later = (fire: () => void, delayMs: number): void => void realSetTimeout(fire, delayMs);
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  Object.assign(Error, { stackTraceLimit: STACK_FRAMES });

  const schedule = createWorkerSchedule(start.time);
  const { clock } = schedule;
  const batch = createTraceBatch({
    clock,
    realNowMs: sharedNowMs,
    later,
    firstSequence: start.firstSequence,
    send(events, dropped) {
      send({ kind: "told", events, dropped });
      reportClients();
    },
  });
  // Whatever changes a client is told in the trace, so the trace says when to look.
  let clientsAsked = false;
  function reportClients(): void {
    if (clientsAsked || over) return;
    clientsAsked = true;
    later(() => {
      clientsAsked = false;
      if (!over) send({ kind: "clients", clients: modules.inspectClients() });
    }, CLIENTS_MS);
  }
  const wires = createPortNetwork(start.hub, schedule.arrive);
  const ports: ClientPorts = {
    clock,
    rng: seededRandom(seed),
    network: wires.network,
    trace: batch.traceOf(start.name),
  };
  const captured = captureConsole({
    realNowMs: sharedNowMs,
    playNowMs: () => clock.monotonicMs(),
    later,
    place: () => placeInStack(new Error().stack, start.linesBefore),
    send: (lines, dropped) => send({ kind: "printed", lines, dropped }),
  });

  let mainEnded = false;
  let over = false;
  const playground = playgroundGlobals(clock, finishIfIdle, fail);

  function end(message: FromProgram): void {
    if (over) return;
    over = true;
    captured.flush();
    batch.flush();
    send(message);
  }
  /** Like a process: it ends when main has ended and no timer of it is left. */
  function finishIfIdle(): void {
    if (mainEnded && playground.pendingTimers() === 0) end({ kind: "finished" });
  }
  function fail(reason: unknown): void {
    end({ kind: "thrown", error: thrownError(reason, start.linesBefore, clock.monotonicMs(), sites) });
  }

  scope.addEventListener("error", (event) => {
    event.preventDefault();
    fail(event.error);
  });
  scope.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    fail(event.reason);
  });

  const modules = createModules({
    ports,
    bootstrapServers: start.bootstrapServers,
    traceOf: (source) => batch.traceOf(source),
    log: (level, text) => captured.console[level](text),
  });
  const sites = createCallSites();
  for (const exports of Object.values(modules.modules)) sites.watch(exports);
  lockDown(globalThis);
  for (const [name, value] of Object.entries({ ...playground.values, console: captured.console })) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }

  program(requireOf(modules.modules), {})
    .then(() => {
      mainEnded = true;
      finishIfIdle();
    })
    .catch(fail);
  return { schedule, wires };
}

function thrownError(reason: unknown, linesBefore: number, atMs: number, sites: CallSites): ThrownError {
  if (!(reason instanceof Error)) return { name: "thrown", message: String(reason), place: null, atMs };
  const { name, message, stack } = reason;
  const place = placeInStack(stack, linesBefore) ?? placeInStack(sites.stackOf(reason), linesBefore);
  return {
    name: String(name),
    message: readable(String(message)),
    place,
    atMs,
  };
}

/** The transpiler reaches imports through a variable of its own, which messages of the engine repeat. */
function readable(message: string): string {
  return message.replace(/\(0 , _samsa\d*\.(\w+)\)/g, "$1").replace(/\b_samsa\d*\./g, "");
}
