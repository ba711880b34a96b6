// A whole world in one thread: virtual time, wires and disks, all driven by one seed, so that the same seed tells the
// same story, event for event. Nothing happens unless a test calls run(), runUntil() or settle().
import { assert } from "../base/assert.ts";
import { createEventQueue } from "../base/event-queue.ts";
import { randomFraction, seededRandom } from "../base/random.ts";
import { contain } from "../cluster/containment.ts";
import type { Walls } from "../cluster/thread-host.ts";
import { createTraceLog, type TraceLog } from "../cluster/trace-log.ts";
import type { DiskStore } from "../disk/store.ts";
import { NOTHING_TORN } from "../disk/torn-writes.ts";
import type { Clock } from "../ports/clock.ts";
import type { Disk } from "../ports/disk.ts";
import type { Network } from "../ports/network.ts";
import type { NodePorts } from "../ports/ports.ts";
import type { Rng } from "../ports/rng.ts";
import type { Trace } from "../ports/trace.ts";
import type { EngineEvent } from "../trace/event.ts";

import { type DiskChanges, watchDisk } from "./disk-changes.ts";
import { type DriftingClock, driftingClock } from "./drifting-clock.ts";
import { createWires, type Latency } from "./network.ts";
import { createPlatter, type Platter } from "./platter.ts";
import { type Drain, type Turns, turnsBy } from "./turns.ts";

export interface WorldOptions {
  readonly seed: number;
  /** Lets every promise that can settle do so: in tests `() => new Promise((done) => setImmediate(done))`. */
  readonly drain: Drain;
  /** A quicker way to the same, where the host has one. */
  readonly turns?: Turns;
  readonly latency?: Latency;
  readonly flushLatency?: Latency;
  readonly startWallMs?: number;
}

/** One incarnation of a node or a client. Its ports do nothing any more once it is killed. */
export interface Process extends Walls {
  readonly name: string;
  readonly isAlive: boolean;
  readonly changes: DiskChanges;
}

export interface World {
  readonly rng: Rng;
  /** All that was told, in order, unless keepOnly() says otherwise. */
  readonly events: readonly EngineEvent[];
  /** From now on only such events are kept in `events`: a long run tells more than anybody reads. */
  keepOnly(isKept: (event: EngineEvent) => boolean): void;
  nowMs(): number;
  wallMs(): number;
  readonly traceLog: TraceLog;
  /**
   * A new incarnation of `name`; the one before must be dead. Its disk holds what was flushed. `decorate` may put
   * something (the fault plane) between its walls and the wires.
   */
  spawn(name: string, decorate?: (raw: NodePorts) => NodePorts): Process;
  /** The ports of the living incarnation of `name`, which is spawned if there is none. */
  ports(name: string): NodePorts;
  clock(name: string): Clock;
  network(name: string): Network;
  disk(name: string): Disk;
  isAlive(name: string): boolean;
  /** What is done to its disk in this incarnation. */
  changes(name: string): DiskChanges;
  /** What is durable of it: to be changed only while nobody of that name lives. */
  store(name: string): DiskStore;
  trace(name: string): Trace;
  kill(name: string): void;
  /** Empties the disk of a name that has no living incarnation. */
  wipeDisk(name: string): void;
  /** Moves wall time, not timeouts. */
  jump(byMs: number): void;
  /** The clock of `name` alone, which outlives its incarnations. */
  clockOf(name: string): DriftingClock;
  /** Something that the test itself wants to happen. */
  after(delayMs: number, happening: () => void): void;
  /** Lets `ms` of virtual time pass. */
  run(ms: number): Promise<void>;
  /** Plays event after event until `holds`; throws when it does not within `limitMs`. */
  runUntil(holds: () => boolean, limitMs: number): Promise<void>;
  /** Lets happen what is due now, without moving time. */
  settle(): Promise<void>;
}

const DEFAULT_LATENCY: Latency = { minMs: 0.05, maxMs: 0.5 };
const DEFAULT_FLUSH_LATENCY: Latency = { minMs: 0.2, maxMs: 2 };
/** 2026-01-01T00:00:00Z */
const DEFAULT_START_WALL_MS = 1_767_225_600_000;
/** The trace log itself is for whoever asks for it bit by bit; nobody does here. */
const NEWEST_EVENTS = 100;
/** More in one go, without time passing, is a loop that never ends. */
const MOST_EVENTS_AT_ONE_TIME = 100_000;

export function createWorld(options: WorldOptions): World {
  const turns = options.turns ?? turnsBy(options.drain);
  const queue = createEventQueue();
  const rng = seededRandom(options.seed);
  const platters = new Map<string, Platter>();
  const living = new Map<string, Process>();
  const clocks = new Map<string, DriftingClock>();
  const events: EngineEvent[] = [];
  const traceLog = createTraceLog(NEWEST_EVENTS);
  let isKept = (_event: EngineEvent): boolean => true;
  traceLog.onEvent((event) => {
    if (isKept(event)) events.push(event);
  });
  let nowMs = 0;
  let wallStartMs = options.startWallMs ?? DEFAULT_START_WALL_MS;
  let running = false;

  const clock: Clock = {
    monotonicMs: () => nowMs,
    wallMs: () => Math.floor(wallStartMs + nowMs),
    setTimer: (delayMs, fire) => queue.add(nowMs + Math.max(0, delayMs), fire),
  };
  const wires = createWires(
    { nowMs: () => nowMs, at: (dueMs, happening) => queue.add(dueMs, happening) },
    seededRandom(rng.nextUint32()),
    options.latency ?? DEFAULT_LATENCY,
  );

  function clockOf(name: string): DriftingClock {
    const own = clocks.get(name) ?? driftingClock(clock);
    clocks.set(name, own);
    return own;
  }

  function platterOf(name: string): Platter {
    const platter = platters.get(name) ?? createPlatter();
    platters.set(name, platter);
    return platter;
  }

  function spawn(name: string, decorate = (raw: NodePorts): NodePorts => raw): Process {
    assert(!living.has(name), `${name} is alive`);
    let isAlive = true;
    const { minMs, maxMs } = options.flushLatency ?? DEFAULT_FLUSH_LATENCY;
    const seek = (done: () => void): void => {
      const takesMs = minMs + randomFraction(rng) * (maxMs - minMs);
      queue.add(nowMs + takesMs, () => {
        if (isAlive) done();
      });
    };
    const { disk, changes } = watchDisk(platterOf(name).mount(seek));
    const raw: NodePorts = {
      clock: clockOf(name),
      rng: seededRandom(rng.nextUint32()),
      network: wires.networkOf(name),
      disk,
      trace: traceLog.traceOf(name, clock.monotonicMs),
    };
    const walls = contain(decorate(raw));
    const process: Process = {
      name,
      ports: walls.ports,
      changes,
      get isAlive() {
        return isAlive;
      },
      kill() {
        if (!isAlive) return;
        isAlive = false;
        living.delete(name);
        walls.kill();
        // The dead code may still run to the end of its promises; only then its cache is given up.
        queue.add(nowMs, () => disk.kill());
      },
      async tear() {
        if (!isAlive) return NOTHING_TORN;
        const { ops, torn } = disk.planTear(rng);
        process.kill();
        await platterOf(name).store.commit(ops);
        return torn;
      },
      freeze: walls.freeze,
      thaw: walls.thaw,
    };
    living.set(name, process);
    return process;
  }

  const processOf = (name: string): Process => living.get(name) ?? spawn(name);
  const ports = (name: string): NodePorts => processOf(name).ports;

  /** Plays what is due up to `untilMs`, one event at a time, until `holds`. */
  async function play(untilMs: number, holds: () => boolean): Promise<boolean> {
    assert(!running, "the world runs already");
    running = true;
    let held = false;
    let atThisTime = 0;
    try {
      await turns(() => {
        held = holds();
        const next = held ? null : queue.peek();
        if (next === null || next.dueMs > untilMs) return false;
        queue.pop();
        atThisTime = next.dueMs > nowMs ? 0 : atThisTime + 1;
        if (atThisTime >= MOST_EVENTS_AT_ONE_TIME)
          throw new Error(`time stands still at ${nowMs} ms: an endless loop`);
        nowMs = Math.max(nowMs, next.dueMs);
        next.fire();
        return true;
      });
      return held;
    } finally {
      running = false;
    }
  }

  const never = (): boolean => false;
  return {
    rng,
    events,
    keepOnly(only) {
      isKept = only;
    },
    traceLog,
    nowMs: () => nowMs,
    wallMs: clock.wallMs,
    spawn,
    ports,
    clock: (name) => ports(name).clock,
    network: (name) => ports(name).network,
    disk: (name) => ports(name).disk,
    isAlive: (name) => living.has(name),
    changes: (name) => processOf(name).changes,
    store: (name) => platterOf(name).store,
    trace: (name) => ports(name).trace,
    kill: (name) => living.get(name)?.kill(),
    wipeDisk(name) {
      assert(!living.has(name), `${name} is alive`);
      platters.delete(name);
    },
    clockOf,
    jump(byMs) {
      wallStartMs += byMs;
    },
    after(delayMs, happening) {
      clock.setTimer(delayMs, happening);
    },
    async run(ms) {
      const untilMs = nowMs + ms;
      await play(untilMs, never);
      nowMs = untilMs;
    },
    async runUntil(holds, limitMs) {
      const startMs = nowMs;
      if (await play(nowMs + limitMs, holds)) return;
      const last = events.slice(-5).map((event) => JSON.stringify(event));
      throw new Error(
        `not so within ${limitMs} ms (from ${startMs} ms, seed ${options.seed}); last told:\n${last.join("\n")}`,
      );
    },
    async settle() {
      await play(nowMs, never);
    },
  };
}
