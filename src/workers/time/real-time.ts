// Real time as all threads of one page share it: `performance.timeOrigin` differs per worker, the sum with now() does not.
import type { RealTime } from "../../engine/cluster/schedule.ts";
import type { Timer } from "../../engine/ports/clock.ts";

// Taken at once: in a program's worker these names belong to playground time afterwards.
const { performance, setTimeout, clearTimeout } = globalThis;

/** Never changes, and the clock is read for every record. */
const originMs = performance.timeOrigin;

export function sharedNowMs(): number {
  return originMs + performance.now();
}

/** Browsers take longer than this for any timeout, so a wait this short is as good as none. */
const SHORTEST_TIMEOUT_MS = 0.5;

export function workerRealTime(): RealTime {
  // A message to oneself comes at once; a nested setTimeout(0) takes 4 ms.
  const { port1, port2 } = new MessageChannel();
  const asked: { fire: (() => void) | null }[] = [];
  port1.onmessage = () => asked.shift()?.fire?.();

  function soon(fire: () => void): Timer {
    const entry: { fire: (() => void) | null } = { fire };
    asked.push(entry);
    port2.postMessage(null);
    return {
      cancel() {
        entry.fire = null;
      },
    };
  }

  return {
    nowMs: sharedNowMs,
    setTimer(delayMs, fire) {
      if (delayMs < SHORTEST_TIMEOUT_MS) return soon(fire);
      const handle = setTimeout(fire, delayMs);
      return { cancel: () => clearTimeout(handle) };
    },
  };
}
