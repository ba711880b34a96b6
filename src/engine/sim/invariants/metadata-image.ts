// Whoever has applied the metadata log to the same offset knows the same: brokers the leaders, epochs and replicas of
// partitions, and whether their topic is compacted, the other controllers everything.
import type {
  ClusterSnapshot,
  ControllerSnapshot,
  PartitionSnapshot,
  ReplicaSnapshot,
} from "../../inspect/snapshot.ts";
import { brokersOf, type Checker, controllerOf, InvariantViolation, nameOf } from "./checker.ts";

export function metadataImage(): Checker {
  const invariant = "metadata image";
  /** By controller: what it did not know at the last moment. It may have had to apply still what it knew of. */
  const doubts = new Map<number, string>();
  /** By what one controller says, what another says that was found to be the same: both are told again and again. */
  const agreed = new WeakMap<object, object>();

  function agree(a: ControllerSnapshot["topics"], b: ControllerSnapshot["topics"]): boolean {
    if (agreed.get(a) === b) return true;
    if (!isSame(a, b)) return false;
    agreed.set(a, b);
    return true;
  }

  function compareControllers({ nodes }: ClusterSnapshot, active: ControllerSnapshot): void {
    for (const { id, status, detail } of nodes) {
      if (status !== "running" || detail?.role !== "controller" || id === active.id) continue;
      if (detail.highWatermark !== active.highWatermark || agree(detail.topics, active.topics)) {
        doubts.delete(id);
        continue;
      }
      const own = JSON.stringify(detail.topics);
      const its = JSON.stringify(active.topics);
      const doubt = `up to offset ${active.highWatermark} controller ${id} says ${own}; ${active.id} ${its}`;
      if (doubts.get(id) === doubt) throw new InvariantViolation(invariant, doubt);
      doubts.set(id, doubt);
    }
  }

  return {
    invariant,
    onMoment({ snapshot }) {
      const controller = controllerOf(snapshot);
      // While the controller decides, its image may be ahead of what is committed.
      if (controller === null || controller.highWatermark !== controller.logEndOffset) return;
      compareControllers(snapshot, controller);
      for (const { id, metadataOffset, replicas, offlineLogDir } of brokersOf(snapshot)) {
        if (metadataOffset !== controller.highWatermark - 1 || offlineLogDir !== null) continue;
        for (const replica of replicas) {
          const topic = controller.topics.find(({ topicId }) => topicId === replica.topicId);
          const isCompacted = topic?.configs["cleanup.policy"]?.includes("compact") ?? false;
          if (topic !== undefined && replica.role !== "offline" && isCompacted !== (replica.cleaner !== null))
            throw new InvariantViolation(
              invariant,
              `${nameOf(replica)} at offset ${metadataOffset}: broker ${id} ${isCompacted ? "does not compact it" : "compacts it"}`,
            );
          const decided = topic?.partitions.find(({ partition }) => partition === replica.partition);
          if (decided !== undefined && isSamePartition(replica, decided)) continue;
          const own = partitionText(replica);
          const its = decided === undefined ? "knows nothing of it" : partitionText(decided);
          throw new InvariantViolation(
            invariant,
            `${nameOf(replica)} at offset ${metadataOffset}: broker ${id} says ${own}; the controller: ${its}`,
          );
        }
      }
    },
  };
}

/** Of plain values. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => isSame(one, b[i]))
    );
  }
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) =>
    isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]),
  );
}

type Known = Pick<ReplicaSnapshot & PartitionSnapshot, "leader" | "leaderEpoch" | "replicas">;

function isSamePartition(a: Known, b: Known): boolean {
  return a.leader === b.leader && a.leaderEpoch === b.leaderEpoch && isSameList(a.replicas, b.replicas);
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function partitionText({ leader, leaderEpoch, replicas }: Known): string {
  return `leader ${leader}, epoch ${leaderEpoch}, replicas ${replicas}`;
}
