// Playground time at work in one thread: a Clock over a real timer source, and one queue of what is pending. While
// time is paused, timers do not fire and what arrives is held in the same queue, so that a step can deliver the next
// pending thing, whichever it is.
//
// While time is granted (playground-time.ts) it leaps: a whole grant may pass between two turns of the thread. The
// thread then lives through it timer by timer, each at the time when it was due, before it says that it caught up.
import { createEventQueue } from "../base/event-queue.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import {
  jumped,
  paused,
  playAt,
  realDelayUntil,
  resumed,
  startOfTime,
  steppedTo,
  type TimeState,
  withSpeed,
} from "./playground-time.ts";

/** The real timer source of a host. A timer of 0 ms fires as soon as other work had its turn. */
export interface RealTime {
  nowMs(): number;
  setTimer(delayMs: number, fire: () => void): Timer;
}

export interface Schedule {
  readonly clock: Clock;
  state(): TimeState;
  /** Follows a state that another thread decided. */
  apply(state: TimeState): void;
  /** Lets something from outside happen: now, or when time goes on. */
  arrive(happening: () => void): void;
  pause(): void;
  resume(): void;
  setSpeed(factor: number): void;
  jump(byMs: number): void;
  /** When the next pending thing is due; null when nothing is pending. */
  nextDueMs(): number | null;
  /** While paused: moves time to the next pending thing and lets it happen. False when nothing is pending. */
  step(): boolean;
  /** Calls back, at once or later, when nothing that is due by then is left. */
  whenCaughtUp(listener: () => void): void;
}

export interface ScheduleOptions {
  /**
   * When the machine cannot keep up (a high speed, a computer that slept), time slips: it goes no further than this
   * behind a timer that is due, so that nothing expires only because nobody had time to prevent it. Only timeouts live
   * on the time that slips: wall time jumps on, as if nothing had been. Null when several threads share the time, and
   * none may slip alone.
   */
  readonly slipMs: number | null;
}

export const DEFAULT_SLIP_MS = 100;
/** Of granted time: else whoever asks again and again for a timer of 0 ms would hold it up for ever. */
const SHORTEST_GRANTED_TIMER_MS = 1;
/** Longer than this no timer source can count. */
const LONGEST_REAL_TIMER_MS = 0x7fff_ffff;

export function createSchedule(
  real: RealTime,
  wallMs: number,
  { slipMs }: ScheduleOptions = { slipMs: DEFAULT_SLIP_MS },
): Schedule {
  const queue = createEventQueue();
  let state = startOfTime(real.nowMs(), wallMs);
  let armed: { readonly timer: Timer; readonly dueMs: number } | null = null;
  let heldArrivals = 0;
  /** Time as this thread lives it, when it is behind: it never goes back. */
  let livedMs = 0;
  /** A timer of granted time had its turn, which is not over yet. */
  let inTurn = false;
  const waitingToCatchUp: (() => void)[] = [];

  const isGranted = (): boolean => state.horizonMs !== null && !state.paused;

  function nowMs(): number {
    const target = playAt(state, real.nowMs());
    if (isGranted()) {
      if (!inTurn) livedMs = Math.max(livedMs, Math.min(target, queue.peek()?.dueMs ?? target));
      return livedMs;
    }
    const next = slipMs === null || state.paused ? null : queue.peek();
    const playMs = next === null ? target : Math.min(target, Math.max(state.playMs, next.dueMs + slipMs!));
    livedMs = Math.max(livedMs, playMs);
    return livedMs;
  }

  /** Sets the real timer for the earliest pending thing. */
  function arm(): void {
    const next = queue.peek();
    if (inTurn) {
      // The turn ends when everything that it set off at once is done, promises included.
      armed ??= { timer: real.setTimer(0, tick), dueMs: Number.NEGATIVE_INFINITY };
      return;
    }
    if (next !== null && armed !== null && armed.dueMs <= next.dueMs) return;
    armed?.timer.cancel();
    armed = null;
    if (next === null) return;
    const delayMs = realDelayUntil(state, real.nowMs(), next.dueMs);
    if (delayMs === null) return;
    const timer = real.setTimer(Math.min(delayMs, LONGEST_REAL_TIMER_MS), tick);
    armed = { timer, dueMs: next.dueMs };
  }

  function rearm(): void {
    armed?.timer.cancel();
    armed = null;
    arm();
  }

  /** One thing per turn, so that promises and arrivals come between. */
  function tick(): void {
    armed = null;
    inTurn = false;
    const now = nowMs();
    const next = queue.peek();
    if (next === null || state.paused || next.dueMs > now) {
      arm();
      return tellCaughtUp();
    }
    if (isGranted()) inTurn = true;
    else if (playAt(state, real.nowMs()) > now) state = anchored();
    queue.pop();
    try {
      next.fire();
    } finally {
      arm();
    }
  }

  function isBehind(): boolean {
    const next = queue.peek();
    return !state.paused && (inTurn || (next !== null && next.dueMs <= playAt(state, real.nowMs())));
  }

  function tellCaughtUp(): void {
    if (waitingToCatchUp.length === 0 || isBehind()) return;
    for (const listener of waitingToCatchUp.splice(0)) listener();
  }

  function add(dueMs: number, fire: () => void): Timer {
    const event = queue.add(dueMs, fire);
    arm();
    return event;
  }

  function change(next: TimeState): void {
    state = next;
    inTurn &&= isGranted();
    rearm();
    tellCaughtUp();
  }

  /** The present as the base of the next state, slips included. */
  function anchored(): TimeState {
    const realMs = real.nowMs();
    const playMs = nowMs();
    const slippedMs = Math.max(0, playAt(state, realMs) - playMs);
    return { ...state, realMs, playMs, wallOffsetMs: state.wallOffsetMs + slippedMs };
  }

  return {
    clock: {
      monotonicMs: nowMs,
      wallMs: () => Math.floor(state.wallOffsetMs + nowMs()),
      setTimer: (delayMs, fire) =>
        add(nowMs() + Math.max(isGranted() ? SHORTEST_GRANTED_TIMER_MS : 0, delayMs), fire),
    },
    state: () => state,
    apply: change,
    arrive(happening) {
      if (!state.paused && heldArrivals === 0) return happening();
      heldArrivals++;
      add(nowMs(), () => {
        heldArrivals--;
        happening();
      });
    },
    pause: () => change(paused(anchored(), real.nowMs())),
    resume: () => change(resumed(anchored(), real.nowMs())),
    setSpeed: (factor) => change(withSpeed(anchored(), real.nowMs(), factor)),
    jump: (byMs) => change(jumped(state, byMs)),
    nextDueMs: () => queue.peek()?.dueMs ?? null,
    step() {
      const next = queue.pop();
      if (next === null) return false;
      state = steppedTo(state, next.dueMs);
      next.fire();
      return true;
    },
    whenCaughtUp(listener) {
      waitingToCatchUp.push(listener);
      tellCaughtUp();
    },
  };
}
