// Snapshots of a node leave when something changed, at most one an animation frame, and less often when looking is dear.
import type { NodeDetail } from "../../engine/inspect/snapshot.ts";

const SHORTEST_INTERVAL_MS = 16;
/** Looking takes at most one part in so many of the node's time. */
const INTERVAL_PER_COST = 20;

export interface DetailReports {
  watch(inspect: () => NodeDetail): void;
  changed(): void;
  flush(): void;
}

export function createDetailReports(
  later: (fire: () => void, delayMs: number) => void,
  realNowMs: () => number,
  send: (detail: NodeDetail) => void,
): DetailReports {
  let inspect: (() => NodeDetail) | null = null;
  let waiting = false;
  let intervalMs = SHORTEST_INTERVAL_MS;

  function flush(): void {
    if (inspect === null) return;
    const before = realNowMs();
    send(inspect());
    intervalMs = Math.max(SHORTEST_INTERVAL_MS, (realNowMs() - before) * INTERVAL_PER_COST);
  }

  return {
    watch(given) {
      inspect = given;
      flush();
    },
    changed() {
      if (waiting) return;
      waiting = true;
      later(() => {
        waiting = false;
        flush();
      }, intervalMs);
    },
    flush,
  };
}
