// Which replica a consumer should read from (KIP-392): with Kafka's rack-aware selector one in the consumer's own rack,
// if it is in sync and has what is asked for.
import type { BrokerContext } from "../../broker-context.ts";
import type { FollowerState } from "../../replication/follower-state.ts";
import type { Partition } from "../../replication/partition.ts";

/** The broker to ask instead of this one; null: this one will do. */
export type PreferredReplica = (partition: Partition, rackId: string, fetchOffset: number) => number | null;

const SELECTOR_PROPERTY = "replica.selector.class";
const RACK_AWARE_SELECTOR = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

/** Null where the leader serves everybody, as it does by default. */
export function preferredReplicaSelector(broker: BrokerContext): PreferredReplica | null {
  if (broker.config.value(SELECTOR_PROPERTY) !== RACK_AWARE_SELECTOR) return null;
  return (partition, rackId, fetchOffset) => {
    if (!partition.isLeader || rackId === "") return null;
    const { brokers } = broker.image();
    const isNear = (id: number): boolean => {
      const known = brokers.get(id);
      return known !== undefined && !known.fenced && known.rack === rackId;
    };
    if (isNear(broker.brokerId)) return null;
    let best: FollowerState | null = null;
    for (const follower of partition.followers.values()) {
      const { brokerId, logStartOffset, logEndOffset } = follower;
      if (!partition.isr.includes(brokerId) || !isNear(brokerId)) continue;
      if (logEndOffset === null || logEndOffset < fetchOffset || logStartOffset > fetchOffset) continue;
      if (best === null || isBehind(best, follower)) best = follower;
    }
    return best?.brokerId ?? null;
  };
}

/** By how far they are, then by when they had everything, then by id. */
function isBehind(a: FollowerState, b: FollowerState): boolean {
  const [aEnd, bEnd] = [a.logEndOffset ?? -1, b.logEndOffset ?? -1];
  if (aEnd !== bEnd) return aEnd < bEnd;
  const [aMs, bMs] = [a.lastCaughtUpMs ?? 0, b.lastCaughtUpMs ?? 0];
  return aMs === bMs ? a.brokerId < b.brokerId : aMs < bMs;
}
