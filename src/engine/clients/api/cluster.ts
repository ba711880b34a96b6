// What a partitioner may know of the cluster.
import type { Cluster as KnownCluster, PartitionMetadata } from "../network/cluster.ts";
import { Node, PartitionInfo } from "./topic-partition.ts";

/** The producer's picture of the cluster at this moment. */
export class Cluster {
  /** @internal */
  constructor(private readonly known: KnownCluster) {}

  nodes(): readonly Node[] {
    return [...this.known.brokers.keys()].map((id) => nodeOf(this.known, id));
  }
  topics(): ReadonlySet<string> {
    return new Set(this.known.topics.keys());
  }
  /** Null for a topic that is not known. */
  partitionCountForTopic(topic: string): number | null {
    return this.known.topics.get(topic)?.partitions.length ?? null;
  }
  partitionsForTopic(topic: string): readonly PartitionInfo[] {
    const partitions = this.known.topics.get(topic)?.partitions ?? [];
    return partitions.map((partition) => partitionInfoOf(this.known, topic, partition));
  }
  /** Those that have a leader. */
  availablePartitionsForTopic(topic: string): readonly PartitionInfo[] {
    return this.partitionsForTopic(topic).filter((partition) => partition.leader() !== null);
  }
  leaderFor(topic: string, partition: number): Node | null {
    return this.partitionsForTopic(topic)[partition]?.leader() ?? null;
  }
}

/** @internal */
export function nodeOf(cluster: KnownCluster, id: number): Node {
  const broker = cluster.brokers.get(id);
  // A replica on a broker that is down has an id and no address.
  return broker === undefined ? new Node(id, "", -1) : new Node(id, broker.host, broker.port, broker.rack);
}

/** @internal */
export function partitionInfoOf(cluster: KnownCluster, topic: string, of: PartitionMetadata): PartitionInfo {
  const nodes = (ids: readonly number[]): Node[] => ids.map((id) => nodeOf(cluster, id));
  const leader = of.leader < 0 ? null : nodeOf(cluster, of.leader);
  return new PartitionInfo(topic, of.partition, leader, nodes(of.replicas), nodes(of.isr), nodes(of.offline));
}
