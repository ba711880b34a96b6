// Playground time inside one worker: the Clock port, and one queue for all that is to happen: timers, and messages that
// arrived. While time is paused everything waits in the queue; a step takes the first out.
import { createEventQueue } from "../../engine/base/event-queue.ts";
import { playAt, realDelayUntil, type TimeState, wallAt } from "../../engine/cluster/playground-time.ts";
import type { Clock } from "../../engine/ports/clock.ts";

export interface Timeline {
  readonly clock: Clock;
  /** Something arrived from another worker: it happens at once, unless time is paused or something else is due. */
  deliver(happening: () => void): void;
  setTime(state: TimeState): void;
  /** When the first thing in the queue is due, in playground time; null when nothing is. */
  nextDueMs(): number | null;
  /** Lets the first thing in the queue happen, due or not. */
  happenNext(): void;
}

/** What the host's worker gives: real time that all workers of the page share, and its two ways to call back. */
export interface RealTime {
  nowMs(): number;
  setTimeout(fire: () => void, delayMs: number): number;
  clearTimeout(handle: number): void;
  /** As soon as possible, in a task of its own. */
  soon(fire: () => void): void;
}

/** Browsers take longer than this for any timeout, so a wait this short is as good as none. */
const SHORTEST_TIMEOUT_MS = 0.5;
/** setTimeout cannot wait longer; it is set again then. */
const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

export function createTimeline(real: RealTime, start: TimeState): Timeline {
  const queue = createEventQueue();
  let state = start;
  let soonAsked = false;
  let timeout: number | null = null;
  let timeoutDueMs = Number.POSITIVE_INFINITY;

  const nowMs = (): number => playAt(state, real.nowMs());

  /** Makes sure that play() is called when the first thing is due. */
  function arm(): void {
    const first = queue.peek();
    if (first === null || soonAsked) return;
    if (timeout !== null && timeoutDueMs <= first.dueMs) return;
    disarm();
    const delayMs = realDelayUntil(state, real.nowMs(), first.dueMs);
    if (delayMs === null || state.paused) return;
    if (delayMs < SHORTEST_TIMEOUT_MS) {
      soonAsked = true;
      real.soon(() => {
        soonAsked = false;
        play();
      });
      return;
    }
    timeoutDueMs = first.dueMs;
    timeout = real.setTimeout(
      () => {
        timeout = null;
        play();
      },
      Math.min(delayMs, LONGEST_TIMEOUT_MS),
    );
  }

  function disarm(): void {
    if (timeout !== null) real.clearTimeout(timeout);
    timeout = null;
    timeoutDueMs = Number.POSITIVE_INFINITY;
  }

  /** One thing per task, so that promises settle in between. */
  function play(): void {
    if (state.paused) return;
    const first = queue.peek();
    if (first === null || first.dueMs > nowMs()) return arm();
    queue.pop();
    try {
      first.fire();
    } finally {
      arm();
    }
  }

  return {
    clock: {
      monotonicMs: nowMs,
      wallMs: () => wallAt(state, real.nowMs()),
      setTimer(delayMs, fire) {
        const event = queue.add(nowMs() + Math.max(0, delayMs), fire);
        arm();
        return {
          cancel() {
            event.cancelled = true;
          },
        };
      },
    },
    deliver(happening) {
      const first = queue.peek();
      const now = nowMs();
      if (!state.paused && (first === null || first.dueMs > now)) return happening();
      queue.add(now, happening);
      arm();
    },
    setTime(next) {
      state = next;
      disarm();
      arm();
    },
    nextDueMs: () => queue.peek()?.dueMs ?? null,
    happenNext() {
      queue.pop()?.fire();
    },
  };
}
