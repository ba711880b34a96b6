// Partitioners of your own, and the one that Kafka brings along beside its default.
import type { Cluster } from "./cluster.ts";

/** Chooses the partition of a record: give an object or a class with this method as `partitioner.class`. */
export interface Partitioner {
  partition(
    topic: string,
    key: unknown,
    keyBytes: Uint8Array | null,
    value: unknown,
    valueBytes: Uint8Array | null,
    cluster: Cluster,
  ): number;
  configure?(configs: ReadonlyMap<string, unknown>): void;
  close?(): void;
}

/** One partition after the other, whatever the key, those without a leader left out. */
export class RoundRobinPartitioner implements Partitioner {
  private readonly counters = new Map<string, number>();

  partition(
    topic: string,
    _key: unknown,
    _keyBytes: Uint8Array | null,
    _value: unknown,
    _valueBytes: Uint8Array | null,
    cluster: Cluster,
  ): number {
    const turn = this.counters.get(topic) ?? 0;
    this.counters.set(topic, turn + 1);
    const available = cluster.availablePartitionsForTopic(topic);
    if (available.length > 0) return available[turn % available.length]!.partition();
    return turn % (cluster.partitionCountForTopic(topic) ?? 1);
  }
}
