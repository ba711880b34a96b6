// The partitions that have a replica on this broker, by topic and number.
import type { Partition } from "./partition.ts";

export class HostedPartitions {
  private readonly topics = new Map<string, Map<number, Partition>>();

  get(topic: string, index: number): Partition | undefined {
    return this.topics.get(topic)?.get(index);
  }

  add(partition: Partition): void {
    const ofTopic = this.topics.get(partition.topic);
    if (ofTopic === undefined) this.topics.set(partition.topic, new Map([[partition.index, partition]]));
    else ofTopic.set(partition.index, partition);
  }

  remove({ topic, index }: Partition): void {
    const ofTopic = this.topics.get(topic);
    ofTopic?.delete(index);
    if (ofTopic?.size === 0) this.topics.delete(topic);
  }

  /** Those of one topic as they are now, whatever happens to them then. */
  ofTopic(topic: string): readonly Partition[] {
    return [...(this.topics.get(topic)?.values() ?? [])];
  }

  *byTopic(): Generator<readonly [topic: string, partitions: Iterable<Partition>]> {
    for (const [topic, partitions] of this.topics) yield [topic, partitions.values()];
  }

  *all(): Generator<Partition> {
    for (const partitions of this.topics.values()) yield* partitions.values();
  }
}
