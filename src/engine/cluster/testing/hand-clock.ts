// A real clock that a test moves by hand.
import { createEventQueue } from "../../base/event-queue.ts";
import type { RealTime } from "../schedule.ts";

export interface HandClock extends RealTime {
  advance(ms: number): void;
  /** As advance, but between two timers all promises have their turn. */
  run(ms: number): Promise<void>;
}

/** More than any chain of promises in the tests is long. */
const TURNS_OF_PROMISES = 30;

/** `lateMs` makes its timers fire late. */
export function handClock(lateMs = 0): HandClock {
  const queue = createEventQueue();
  let now = 1_000_000;

  function fireNext(untilMs: number): boolean {
    const next = queue.peek();
    if (next === null || next.dueMs > untilMs) return false;
    queue.pop();
    now = Math.max(now, next.dueMs);
    next.fire();
    return true;
  }
  async function promisesSettle(): Promise<void> {
    for (let turn = 0; turn < TURNS_OF_PROMISES; turn++) await null;
  }

  return {
    nowMs: () => now,
    setTimer(delayMs, fire) {
      // In whole microseconds, and never early: else rounding could ask for the same moment for ever.
      return queue.add(now + Math.ceil(delayMs * 1_000) / 1_000 + lateMs, fire);
    },
    advance(ms) {
      const untilMs = now + ms;
      while (fireNext(untilMs));
      now = untilMs;
    },
    async run(ms) {
      const untilMs = now + ms;
      do await promisesSettle();
      while (fireNext(untilMs));
      now = untilMs;
    },
  };
}
