// What changed between two images of which one was not made out of the other: a node that comes back to a snapshot has
// to hear of everything that happened meanwhile.
import type { MetadataDelta, MetadataImage, PartitionImage, TopicImage } from "../image.ts";
import { configResourceOf } from "../image-draft.ts";

export function differenceOf(before: MetadataImage, after: MetadataImage): MetadataDelta {
  const deletedTopics = [...before.topicsById.values()].filter(({ id }) => !after.topicsById.has(id));
  const changedTopics = new Set(deletedTopics.map(({ id }) => id));
  for (const topic of after.topicsById.values()) {
    const was = before.topicsById.get(topic.id);
    if (was === undefined || !sameTopic(was, topic)) changedTopics.add(topic.id);
  }
  return {
    changedTopics,
    deletedTopics,
    changedBrokers: new Set(changedKeys(before.brokers, after.brokers)),
    changedConfigs: changedKeys(before.configsByResource, after.configsByResource).map(configResourceOf),
  };
}

function sameTopic(a: TopicImage, b: TopicImage): boolean {
  if (a === b) return true;
  if (a.partitions.size !== b.partitions.size) return false;
  return [...a.partitions].every(([index, partition]) => samePartition(partition, b.partitions.get(index)));
}

/** Every change of a partition counts its epoch. */
function samePartition(a: PartitionImage, b: PartitionImage | undefined): boolean {
  return b !== undefined && a.partitionEpoch === b.partitionEpoch && a.leaderEpoch === b.leaderEpoch;
}

function changedKeys<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>): K[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => plain(before.get(key)) !== plain(after.get(key)));
}

/** Maps have no text of their own; their order means nothing. */
function plain(value: unknown): string {
  return JSON.stringify(value ?? null, (_name, inner: unknown) =>
    inner instanceof Map ? Object.fromEntries([...inner].sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
