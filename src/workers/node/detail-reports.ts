// Snapshots of a node leave when something changed, at most one an animation frame, and less often when looking is dear.
// After the first they tell what changed: thousands of partitions may stand still around the one that moved.
import { type Change, changesBetween, withChanges } from "../../engine/inspect/changes.ts";
import type { NodeDetail, ReplicaSnapshot } from "../../engine/inspect/snapshot.ts";

const SHORTEST_INTERVAL_MS = 16;
const LONGEST_INTERVAL_MS = 400;
/** Looking takes at most one part in so many of the node's time. */
const INTERVAL_PER_COST = 60;
/** The same while nothing comes but what comes all the time: a message, which may have changed something. */
const LONGEST_QUIET_INTERVAL_MS = 1_000;
const QUIET_INTERVAL_PER_COST = 200;
const COST_STEP_MS = 0.1;
/**
 * Followers fetch all the time, also where nothing is written. Of a few partitions that is told at once; of hundreds it
 * would keep whoever listens busy with a cluster that is idle, so it waits so long for each number that it changed.
 */
const HUM_INTERVAL_PER_CHANGE_MS = 3;
const LONGEST_HUM_INTERVAL_MS = 2_000;

export interface DetailReports {
  watch(inspect: () => NodeDetail): void;
  /** Something happened of which a snapshot tells. */
  changed(): void;
  /** Something may have. */
  stirred(): void;
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
  /** When the next look is; infinite without one. */
  let dueMs = Number.POSITIVE_INFINITY;
  let costMs = 0;
  let humToldMs = Number.NEGATIVE_INFINITY;

  /** What is to be told now. The rest differs from what was told until it is. */
  function due(changes: readonly Change[], now: NodeDetail, nowMs: number): readonly Change[] {
    const isHum = humOf(changes, told, now);
    const hum = changes.filter(isHum).length;
    const waitMs = Math.min(LONGEST_HUM_INTERVAL_MS, hum * HUM_INTERVAL_PER_CHANGE_MS);
    if (hum === 0) return changes;
    if (nowMs - humToldMs < waitMs) return changes.filter((change) => !isHum(change));
    humToldMs = nowMs;
    return changes;
  }

  function report(select: typeof due): void {
    if (inspect === null) return;
    const before = realNowMs();
    const now = inspect();
    const all = changesBetween(told, now);
    const changes = select(all, now, before);
    if (changes.length > 0) {
      told = withChanges(told, structuredClone(changes));
      send(changes);
    }
    // A single look that the machine interrupted says little of what looking costs.
    costMs = Math.min(realNowMs() - before, costMs * 2 + COST_STEP_MS);
    if (changes.length < all.length) stirred();
  }

  function lookAfter(delayMs: number): void {
    const atMs = realNowMs() + delayMs;
    if (atMs >= dueMs) return;
    dueMs = atMs;
    later(() => {
      // One that was to be sooner has looked.
      if (dueMs !== atMs) return;
      dueMs = Number.POSITIVE_INFINITY;
      report(due);
    }, delayMs);
  }

  const interval = (perCost: number, longestMs: number): number =>
    Math.min(longestMs, Math.max(SHORTEST_INTERVAL_MS, costMs * perCost));
  const changed = (): void => lookAfter(interval(INTERVAL_PER_COST, LONGEST_INTERVAL_MS));
  const stirred = (): void => lookAfter(interval(QUIET_INTERVAL_PER_COST, LONGEST_QUIET_INTERVAL_MS));
  const flush = (): void => report((changes) => changes);

  return {
    watch(given) {
      inspect = given;
      flush();
    },
    changed,
    stirred,
    flush,
  };
}

/** Of these changes, those of partitions that stand still, whose followers have everything and ask for more. */
function humOf(
  changes: readonly Change[],
  before: NodeDetail | null,
  now: NodeDetail,
): (change: Change) => boolean {
  if (before?.role !== "broker" || now.role !== "broker") return () => false;
  const stirred = new Set<unknown>();
  for (const [path] of changes) if (path[0] === "replicas" && !isOfFetches(path)) stirred.add(path[1]);
  const waitsInVain = (replica: ReplicaSnapshot | undefined): boolean =>
    replica?.parked.every(({ api }) => api === "Fetch") ?? false;
  return ([path]) => {
    const index = Number(path[1]);
    if (!isOfFetches(path) || stirred.has(path[1])) return false;
    const replica = now.replicas[index];
    return (
      waitsInVain(replica) &&
      waitsInVain(before.replicas[index]) &&
      replica!.followers.every(({ logEndOffset }) => logEndOffset === replica!.logEndOffset)
    );
  };
}

/** When a follower last fetched, and that its Fetch waits. */
function isOfFetches(path: Change[0]): boolean {
  if (path[0] !== "replicas") return false;
  const field = path.at(-1);
  return path[2] === "parked" || field === "lastFetchMs" || field === "lastCaughtUpMs";
}
