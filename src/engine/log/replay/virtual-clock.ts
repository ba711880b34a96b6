// The clock of a replayed case: it stands still until a step moves it; timers that are due then fire in their order.
import type { Clock } from "../../ports/clock.ts";

interface WaitingTimer {
  atMs: number;
  readonly periodMs: number | null;
  readonly fire: () => void;
}

export interface VirtualClock extends Clock {
  every(periodMs: number, fire: () => void): void;
  /** How often timers fired. */
  moveTo(nowMs: number): number;
  /** What waited is forgotten: the node is gone. */
  forgetTimers(): void;
}

export function virtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  let timers: WaitingTimer[] = [];
  return {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs,
    setTimer(delayMs, fire) {
      // Without a delay the recorded scheduler did it at once.
      if (delayMs <= 0) {
        fire();
        return { cancel: () => {} };
      }
      const timer = { atMs: nowMs + delayMs, periodMs: null, fire };
      timers.push(timer);
      return {
        cancel: () => {
          timers = timers.filter((other) => other !== timer);
        },
      };
    },
    every(periodMs, fire) {
      timers.push({ atMs: nowMs + periodMs, periodMs, fire });
    },
    moveTo(toMs) {
      nowMs = toMs;
      for (let fired = 0; ; fired++) {
        const next = timers.toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined || next.atMs > toMs) return fired;
        if (next.periodMs === null) timers = timers.filter((timer) => timer !== next);
        else next.atMs += next.periodMs;
        next.fire();
      }
    },
    forgetTimers() {
      timers = [];
    },
  };
}
