// Snapshots of a node leave when something changed, at most one an animation frame, and less often when looking is dear.
// After the first they tell what changed: thousands of partitions may stand still around the one that moved.
import { type Change, changesBetween, withChanges } from "../../engine/inspect/changes.ts";
import type { NodeDetail } from "../../engine/inspect/snapshot.ts";

const SHORTEST_INTERVAL_MS = 16;
const LONGEST_INTERVAL_MS = 400;
/** Looking takes at most one part in so many of the node's time. */
const INTERVAL_PER_COST = 60;

export interface DetailReports {
  watch(inspect: () => NodeDetail): void;
  changed(): void;
  flush(): void;
}

export function createDetailReports(
  later: (fire: () => void, delayMs: number) => void,
  realNowMs: () => number,
  send: (changes: readonly Change[]) => void,
): DetailReports {
  let inspect: (() => NodeDetail) | null = null;
  /** As it was told: shares nothing with the node, which may change its own lists in place. */
  let told: NodeDetail | null = null;
  let waiting = false;
  let intervalMs = SHORTEST_INTERVAL_MS;

  function flush(): void {
    if (inspect === null) return;
    const before = realNowMs();
    const changes = changesBetween(told, inspect());
    if (changes.length > 0) {
      told = withChanges(told, structuredClone(changes));
      send(changes);
    }
    const costMs = realNowMs() - before;
    intervalMs = Math.min(LONGEST_INTERVAL_MS, Math.max(SHORTEST_INTERVAL_MS, costMs * INTERVAL_PER_COST));
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
