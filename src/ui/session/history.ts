// Snapshots of the last minutes, so that the playhead can be dragged back. Thinned: one for each tenth of a second of
// playground time at the most, and the oldest go first. Of a large cluster there are fewer, over the same time: each holds
// what changed since the one before, which grows with the number of replicas.
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";

const SPAN_MS = 60_000;
const APART_MS = 100;
/** Up to so many replicas the snapshots are as close as they may be. */
const REPLICAS = 500;

export interface History {
  add(snapshot: ClusterSnapshot): void;
  /** What was known at that moment; the oldest kept if it lies before all. */
  at(ms: number): ClusterSnapshot | null;
  clear(): void;
}

function replicasOf({ nodes }: ClusterSnapshot): number {
  return nodes.reduce((sum, { detail }) => sum + (detail?.role === "broker" ? detail.replicas.length : 0), 0);
}

export function createHistory(): History {
  let kept: ClusterSnapshot[] = [];
  return {
    add(snapshot) {
      const last = kept.at(-1);
      const apartMs = APART_MS * Math.max(1, replicasOf(snapshot) / REPLICAS);
      if (last !== undefined && snapshot.time.nowMs - last.time.nowMs < apartMs) return;
      kept.push(snapshot);
      const keptMax = SPAN_MS / apartMs;
      if (kept.length > keptMax * 1.25) kept = kept.slice(-Math.ceil(keptMax));
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
