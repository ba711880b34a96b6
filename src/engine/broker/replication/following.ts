// The partitions that one fetcher follows, found by themselves or as answers name them, and what it remembers of each.
import type { Uuid } from "../../base/uuid.ts";
import type { FetchedRow } from "./fetched-row.ts";
import type { Partition } from "./partition.ts";

export interface Followed {
  readonly partition: Partition;
  /** How it was asked for last: as long as nothing changes, so it is asked for again. */
  row: FetchedRow | null;
  /** The partition is left alone before, after an error. */
  delayedUntilMs: number;
  /** As of the last fetch it had everything that is committed: then it is not throttled. */
  isInSync: boolean;
  /** The number of the fetch that asked for it last, and what was so then. */
  askedIn: number;
  leaderEpoch: number;
  fetchOffset: number;
}

export class Following {
  private readonly byPartition = new Map<Partition, Followed>();
  private readonly byTopicId = new Map<Uuid, Map<number, Followed>>();

  get size(): number {
    return this.byPartition.size;
  }

  /** From now on, or anew from the beginning. */
  add(partition: Partition): void {
    const known = this.byPartition.get(partition);
    if (known !== undefined) {
      known.row = null;
      known.delayedUntilMs = 0;
      known.isInSync = false;
      return;
    }
    const followed: Followed = {
      partition,
      row: null,
      delayedUntilMs: 0,
      isInSync: false,
      askedIn: -1,
      leaderEpoch: -1,
      fetchOffset: -1,
    };
    this.byPartition.set(partition, followed);
    const { topicId, index } = partition;
    const ofTopic = this.byTopicId.get(topicId);
    if (ofTopic === undefined) this.byTopicId.set(topicId, new Map([[index, followed]]));
    else ofTopic.set(index, followed);
  }

  remove(partition: Partition): void {
    if (!this.byPartition.delete(partition)) return;
    const { topicId, index } = partition;
    const ofTopic = this.byTopicId.get(topicId);
    // Another partition may have come in its place.
    if (ofTopic?.get(index)?.partition !== partition) return;
    ofTopic.delete(index);
    if (ofTopic.size === 0) this.byTopicId.delete(topicId);
  }

  clear(): void {
    this.byPartition.clear();
    this.byTopicId.clear();
  }

  has(partition: Partition): boolean {
    return this.byPartition.has(partition);
  }

  at(topicId: Uuid, index: number): Followed | undefined {
    return this.byTopicId.get(topicId)?.get(index);
  }

  all(): IterableIterator<Followed> {
    return this.byPartition.values();
  }
}
