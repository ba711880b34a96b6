// The clock of one node, which need not agree with the world's: it may run a little fast or slow, and its wall time may
// be set to something else. Its monotonic time never goes back.
import type { Clock, Timer } from "../ports/clock.ts";

export interface DriftingClock extends Clock {
  /** From now on it runs at so many times the world's speed. */
  drift(rate: number): void;
  /** Sets its wall time so far ahead of the world's; timeouts do not notice. */
  set(aheadMs: number): void;
}

interface Waiting extends Timer {
  /** Its place in the list. */
  at: number;
  /** In its own time. */
  readonly dueMs: number;
  readonly fire: () => void;
  timer: Timer | null;
}

/** A timer that fired a rounding error too early would be set again, and again, without time passing. */
const ROUNDING_MS = 1e-6;

export function driftingClock(world: Clock): DriftingClock {
  let rate = 1;
  /** What both clocks showed when the rate began. */
  let worldSinceMs = world.monotonicMs();
  let ownSinceMs = worldSinceMs;
  let wallOffsetMs = 0;
  /** In no order. */
  const waiting: Waiting[] = [];

  function forget(one: Waiting): void {
    if (waiting[one.at] !== one) return;
    const last = waiting.pop()!;
    if (last === one) return;
    waiting[one.at] = last;
    last.at = one.at;
  }

  const monotonicMs = (): number => ownSinceMs + (world.monotonicMs() - worldSinceMs) * rate;

  function arm(one: Waiting, delayMs: number): void {
    const isTrue = rate === 1 && ownSinceMs === worldSinceMs;
    one.timer = world.setTimer(isTrue ? delayMs : delayMs / rate + ROUNDING_MS, () => {
      forget(one);
      one.fire();
    });
  }

  return {
    monotonicMs,
    wallMs: () => Math.floor(world.wallMs() + (monotonicMs() - world.monotonicMs()) + wallOffsetMs),
    setTimer(delayMs, fire) {
      const dueMs = monotonicMs() + Math.max(0, delayMs);
      const one: Waiting = {
        at: waiting.length,
        dueMs,
        fire,
        timer: null,
        cancel() {
          forget(one);
          one.timer?.cancel();
        },
      };
      waiting.push(one);
      arm(one, delayMs);
      return one;
    },
    drift(to) {
      ownSinceMs = monotonicMs();
      worldSinceMs = world.monotonicMs();
      rate = to;
      for (const one of waiting) {
        one.timer?.cancel();
        arm(one, one.dueMs - ownSinceMs);
      }
    },
    set(aheadMs) {
      wallOffsetMs = aheadMs;
    },
  };
}
