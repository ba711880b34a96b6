// Whoever has applied the metadata log to the same offset knows the same: brokers the leaders, epochs and replicas of
// partitions, the other controllers everything.
import type { ClusterSnapshot, ControllerSnapshot } from "../../inspect/snapshot.ts";
import { brokersOf, type Checker, controllerOf, InvariantViolation, nameOf } from "./checker.ts";

export function metadataImage(): Checker {
  const invariant = "metadata image";
  /** By controller: what it did not know at the last moment. It may have had to apply still what it knew of. */
  const doubts = new Map<number, string>();

  function compareControllers({ nodes }: ClusterSnapshot, active: ControllerSnapshot): void {
    const its = JSON.stringify(active.topics);
    for (const { id, status, detail } of nodes) {
      if (status !== "running" || detail?.role !== "controller" || id === active.id) continue;
      const own = JSON.stringify(detail.topics);
      if (detail.highWatermark !== active.highWatermark || own === its) {
        doubts.delete(id);
        continue;
      }
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
          const decided = controller.topics
            .find(({ topicId }) => topicId === replica.topicId)
            ?.partitions.find(({ partition }) => partition === replica.partition);
          const own = `leader ${replica.leader}, epoch ${replica.leaderEpoch}, replicas ${replica.replicas}`;
          const its = `leader ${decided?.leader}, epoch ${decided?.leaderEpoch}, replicas ${decided?.replicas}`;
          if (own === its) continue;
          throw new InvariantViolation(
            invariant,
            `${nameOf(replica)} at offset ${metadataOffset}: broker ${id} says ${own}; the controller ${its}`,
          );
        }
      }
    },
  };
}
