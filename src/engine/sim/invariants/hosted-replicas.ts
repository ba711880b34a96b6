// A broker has the replicas that the controllers assigned to it, and no others: neither in what it says nor on its disk,
// where the log of a topic that was deleted would come back to life under a topic of the same name.
import type { BrokerSnapshot, ControllerSnapshot } from "../../inspect/snapshot.ts";
import { brokersOf, type Checker, controllerOf, InvariantViolation, nameOf } from "./checker.ts";

export function hostedReplicas(): Checker {
  const invariant = "hosted replicas";

  function compare(
    what: string,
    broker: number,
    found: ReadonlySet<string>,
    wanted: ReadonlySet<string>,
  ): void {
    const missing = [...wanted].filter((name) => !found.has(name));
    const left = [...found].filter((name) => !wanted.has(name));
    if (missing.length + left.length === 0) return;
    throw new InvariantViolation(
      invariant,
      `${what} of broker ${broker}: [${missing}] missing, [${left}] not assigned to it`,
    );
  }

  return {
    invariant,
    onMoment({ snapshot, folders }) {
      const controller = controllerOf(snapshot);
      // While the controller decides, its image may be ahead of what is committed.
      if (controller === null || controller.highWatermark !== controller.logEndOffset) return;
      for (const broker of brokersOf(snapshot)) {
        const { id, metadataOffset, replicas, offlineLogDir } = broker;
        if (metadataOffset !== controller.highWatermark - 1 || offlineLogDir !== null) continue;
        const wanted = assignedTo(broker, controller);
        compare("replicas", id, new Set(replicas.map(nameOf)), wanted);
        const onDisk = folders.get(id);
        if (onDisk !== undefined) compare("disk", id, new Set(onDisk), wanted);
      }
    },
  };
}

function assignedTo({ id }: BrokerSnapshot, { topics }: ControllerSnapshot): Set<string> {
  const names = topics.flatMap(({ name: topic, partitions }) =>
    partitions
      .filter(({ replicas }) => replicas.includes(id))
      .map(({ partition }) => nameOf({ topic, partition })),
  );
  return new Set(names);
}
