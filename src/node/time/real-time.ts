// Node's timers as the source of playground time.
import type { RealTime } from "../../engine/cluster/schedule.ts";

/** setTimeout cannot wait for less than a millisecond; setImmediate lets sockets have their turn and comes back. */
const SHORTEST_TIMEOUT_MS = 1;

export function nodeRealTime(): RealTime {
  return {
    nowMs: () => performance.now(),
    setTimer(delayMs, fire) {
      if (delayMs < SHORTEST_TIMEOUT_MS) {
        const handle = setImmediate(fire);
        return { cancel: () => clearImmediate(handle) };
      }
      const handle = setTimeout(fire, delayMs);
      return { cancel: () => clearTimeout(handle) };
    },
  };
}
