// Moments ahead that are worth going to: when a waiting request runs out of time, when a late replica leaves the ISR.
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { ClusterView } from "../cluster/model.ts";
import type { PartitionView, ReplicaView } from "../cluster/partition-views.ts";

export type Goal =
  | { readonly kind: "request"; readonly atMs: number }
  | { readonly kind: "lag"; readonly broker: number; readonly atMs: number };

const REPLICA_LAG_DEFAULT_MS = 30_000;
const SILENT_MS = 2_000;

/** Looked through once for each list, which stays the same while nothing moves: there may be thousands. */
const waiting = new WeakMap<readonly PartitionView[], readonly ReplicaView[]>();

function waitingReplicas(partitions: readonly PartitionView[]): readonly ReplicaView[] {
  const known = waiting.get(partitions);
  if (known !== undefined) return known;
  const found: ReplicaView[] = [];
  for (const { replicas } of partitions) {
    for (const replica of replicas) {
      if (replica.late || replica.parked.some(({ api }) => api === "Produce")) found.push(replica);
    }
  }
  waiting.set(partitions, found);
  return found;
}

/** The nearest moment ahead, null when nothing is pending. */
export function nextGoal(
  snapshot: ClusterSnapshot,
  view: ClusterView,
  properties: Readonly<Record<string, string>>,
): Goal | null {
  const { nowMs } = snapshot.time;
  const lagMs = Number(properties["replica.lag.time.max.ms"] ?? REPLICA_LAG_DEFAULT_MS);
  const goals: Goal[] = [];
  for (const replica of waitingReplicas(view.partitions)) {
    for (const parked of replica.parked) {
      if (parked.api === "Produce") goals.push({ kind: "request", atMs: parked.deadlineMs });
    }
    const silentMs = replica.lastFetchMs === null ? nowMs : nowMs - replica.lastFetchMs;
    // One that still fetches, only slowly, will catch up: it goes towards no limit.
    if (replica.late && silentMs > SILENT_MS && replica.lastCaughtUpMs !== null) {
      goals.push({ kind: "lag", broker: replica.broker, atMs: replica.lastCaughtUpMs + lagMs });
    }
  }
  const ahead = goals.filter(({ atMs }) => atMs > nowMs);
  return ahead.reduce<Goal | null>(
    (best, goal) => (best === null || goal.atMs < best.atMs ? goal : best),
    null,
  );
}

/** How fast to run towards a goal so that it takes about a second and a half, and no overshoot at the end. */
export function approachSpeed(remainingMs: number): number {
  return Math.min(10_000, Math.max(1, remainingMs / 1_500));
}
