// Names of places in a cluster: TopicPartition, Node, PartitionInfo.
import { interned } from "./interned.ts";

/**
 * A partition of a topic. The same topic and partition always give the same object, so that it can be compared with
 * `===` and be a key of a Map, as in Java.
 */
export class TopicPartition {
  constructor(
    private readonly topicName: string,
    private readonly partitionIndex: number,
  ) {}

  topic(): string {
    return this.topicName;
  }
  partition(): number {
    return this.partitionIndex;
  }
  equals(other: unknown): boolean {
    return other === this;
  }
  /** `orders-0` */
  toString(): string {
    return `${this.topicName}-${this.partitionIndex}`;
  }
}

/** A broker. */
export class Node {
  constructor(
    private readonly nodeId: number,
    private readonly nodeHost: string,
    private readonly nodePort: number,
    private readonly nodeRack: string | null = null,
    private readonly fenced: boolean = false,
  ) {}

  id(): number {
    return this.nodeId;
  }
  idString(): string {
    return String(this.nodeId);
  }
  host(): string {
    return this.nodeHost;
  }
  port(): number {
    return this.nodePort;
  }
  rack(): string | null {
    return this.nodeRack;
  }
  hasRack(): boolean {
    return this.nodeRack !== null;
  }
  isFenced(): boolean {
    return this.fenced;
  }
  isEmpty(): boolean {
    return this.nodeHost === "" || this.nodePort < 0;
  }
  toString(): string {
    const { nodeHost: host, nodePort: port, nodeId: id, nodeRack: rack } = this;
    return `${host}:${port} (id: ${id} rack: ${rack} isFenced: ${this.fenced})`;
  }
}

/** What the cluster's metadata say of a partition. */
export class PartitionInfo {
  constructor(
    private readonly topicName: string,
    private readonly partitionIndex: number,
    private readonly leaderNode: Node | null,
    private readonly replicaNodes: readonly Node[],
    private readonly inSyncNodes: readonly Node[],
    private readonly offlineNodes: readonly Node[] = [],
  ) {}

  topic(): string {
    return this.topicName;
  }
  partition(): number {
    return this.partitionIndex;
  }
  /** Null while no broker leads it. */
  leader(): Node | null {
    return this.leaderNode;
  }
  replicas(): readonly Node[] {
    return this.replicaNodes;
  }
  inSyncReplicas(): readonly Node[] {
    return this.inSyncNodes;
  }
  offlineReplicas(): readonly Node[] {
    return this.offlineNodes;
  }
  toString(): string {
    const ids = (nodes: readonly Node[]): string => `[${nodes.map((node) => node.idString()).join(",")}]`;
    const leader = this.leaderNode === null ? "none" : this.leaderNode.idString();
    return (
      `Partition(topic = ${this.topicName}, partition = ${this.partitionIndex}, leader = ${leader}, replicas = ` +
      `${ids(this.replicaNodes)}, isr = ${ids(this.inSyncNodes)}, offlineReplicas = ${ids(this.offlineNodes)})`
    );
  }
}

/** @internal Gives the one object of a topic and partition; `new` on it does the same. */
export const topicPartitions = interned(TopicPartition);
/** @internal */
export const topicPartition = (topic: string, partition: number): TopicPartition =>
  new topicPartitions(topic, partition);
