// Whoever has applied the metadata log to the same offset knows the same: leaders, epochs and replicas of partitions.
import { brokersOf, type Checker, controllerOf, InvariantViolation, nameOf } from "./checker.ts";

export function metadataImage(): Checker {
  const invariant = "metadata image";
  return {
    invariant,
    onMoment({ snapshot }) {
      const controller = controllerOf(snapshot);
      // While the controller decides, its image may be ahead of what is committed.
      if (controller === null || controller.highWatermark !== controller.logEndOffset) return;
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
