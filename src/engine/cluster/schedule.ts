// Playground time at work in one thread: a Clock over a real timer source, and one queue of what is pending. While
// time is paused, timers do not fire and what arrives is held in the same queue, so that a step can deliver the next
// pending thing, whichever it is.
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

  function nowMs(): number {
    const target = playAt(state, real.nowMs());
    const next = slipMs === null || state.paused ? null : queue.peek();
    return next === null ? target : Math.min(target, Math.max(state.playMs, next.dueMs + slipMs!));
  }

  /** Sets the real timer for the earliest pending thing. */
  function arm(): void {
    const next = queue.peek();
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
    const now = nowMs();
    const next = queue.peek();
    if (next === null || state.paused) return;
    if (next.dueMs > now) return arm();
    if (playAt(state, real.nowMs()) > now) state = anchored();
    queue.pop();
    try {
      next.fire();
    } finally {
      arm();
    }
  }

  function add(dueMs: number, fire: () => void): Timer {
    const event = queue.add(dueMs, fire);
    arm();
    return {
      cancel() {
        event.cancelled = true;
      },
    };
  }

  function change(next: TimeState): void {
    state = next;
    rearm();
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
      setTimer: (delayMs, fire) => add(nowMs() + Math.max(0, delayMs), fire),
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
  };
}
