// Snapshots of the last minutes, so that the playhead can be dragged back. Thinned: one for each tenth of a second of
// playground time at the most, and the oldest go first.
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";

const KEPT_MAX = 600;
const APART_MS = 100;

export interface History {
  add(snapshot: ClusterSnapshot): void;
  /** What was known at that moment; the oldest kept if it lies before all. */
  at(ms: number): ClusterSnapshot | null;
  clear(): void;
}

export function createHistory(): History {
  let kept: ClusterSnapshot[] = [];
  return {
    add(snapshot) {
      const last = kept.at(-1);
      if (last !== undefined && snapshot.time.nowMs - last.time.nowMs < APART_MS) return;
      kept.push(snapshot);
      if (kept.length > KEPT_MAX * 1.25) kept = kept.slice(-KEPT_MAX);
    },
    at(ms) {
      let found = kept[0] ?? null;
      for (const snapshot of kept) {
        if (snapshot.time.nowMs > ms) break;
        found = snapshot;
      }
      return found;
    },
    clear() {
      kept = [];
    },
  };
}
