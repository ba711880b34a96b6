// Retention as a periodic task: segments that are too old or too many go, a first time soon after the start.

import type { BrokerConfig } from "../../config/broker-config.ts";
import { DiskError } from "../../ports/disk.ts";
import type { NodePorts } from "../../ports/ports.ts";
import type { ReplicaManager } from "./replica-manager.ts";

export function startRetention(
  replicas: ReplicaManager,
  config: BrokerConfig,
  { clock }: Pick<NodePorts, "clock">,
): void {
  let first = true;
  replicas.every(
    () => {
      const name = first ? "log.initial.task.delay.ms" : "log.retention.check.interval.ms";
      first = false;
      return config.number(name);
    },
    () => deleteOldSegments(replicas, clock.wallMs()),
  );
}

/** Only what is committed may go. */
export function deleteOldSegments(replicas: ReplicaManager, nowMs: number): void {
  for (const partition of replicas.partitions()) {
    // Of compacted logs the cleaner takes care.
    if (!partition.isUsable || partition.log.config.cleanupPolicy.includes("compact")) continue;
    try {
      const deleted = partition.log.deleteOldSegments(nowMs, partition.highWatermark);
      // Fetches that wait below the new log start must hear of it.
      if (deleted > 0) replicas.changed(partition);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      replicas.diskFailed(error);
    }
  }
}
