// Producers that have written nothing to a partition for producer.id.expiration.ms are forgotten there, as a periodic
// task. Whoever comes back later begins with any sequence number, like one that was never known.
import type { BrokerConfig } from "../../config/broker-config.ts";
import type { NodePorts } from "../../ports/ports.ts";
import type { ReplicaManager } from "./replica-manager.ts";

export function startProducerExpiry(
  replicas: ReplicaManager,
  config: BrokerConfig,
  { clock }: Pick<NodePorts, "clock">,
): void {
  replicas.every(
    () => config.number("producer.id.expiration.check.interval.ms"),
    () => {
      const expirationMs = config.number("producer.id.expiration.ms");
      for (const { log } of replicas.partitions()) log.expireProducers(clock.wallMs(), expirationMs);
    },
  );
}
