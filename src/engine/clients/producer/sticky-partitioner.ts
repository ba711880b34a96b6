// Where records without a key go: stay with one partition until about a batch has been written to it, then draw
// another, the emptier queues more likely (KIP-480, KIP-794). Random numbers come from outside, so that it can be replayed.
import type { TopicMetadata } from "../network/cluster.ts";

interface LoadTable {
  /** Cumulative weights; the partition of the first entry above the drawn number is taken. */
  readonly cumulative: readonly number[];
  readonly partitions: readonly number[];
}

export class StickyPartitioner {
  private current: { readonly partition: number; producedBytes: number } | null = null;
  private load: LoadTable | null = null;

  constructor(
    private readonly stickyBatchBytes: number,
    /** Any 32-bit number. */
    private readonly random: () => number,
  ) {}

  /** The partition to append to now. */
  partition(topic: TopicMetadata): number {
    this.current ??= { partition: this.draw(topic), producedBytes: 0 };
    return this.current.partition;
  }

  /** Counts what was appended; moves on after enough, best when a batch is just full, at the latest after twice as much. */
  appended(bytes: number, mayMove: boolean, topic: TopicMetadata): void {
    const { current } = this;
    if (current === null) return;
    current.producedBytes += bytes;
    const enough = current.producedBytes >= this.stickyBatchBytes && mayMove;
    if (enough || current.producedBytes >= this.stickyBatchBytes * 2)
      this.current = { partition: this.draw(topic), producedBytes: 0 };
  }

  /** Queue lengths of the partitions that have a leader, out of `partitionCount`. */
  setLoad(
    queueLengths: readonly number[] | null,
    partitions: readonly number[],
    partitionCount: number,
  ): void {
    this.load = null;
    if (queueLengths === null || queueLengths.length < 1 || partitionCount < 2) return;
    const longest = Math.max(...queueLengths);
    const allEqual = queueLengths.every((length) => length === longest);
    if (allEqual && queueLengths.length === partitionCount) return;
    const cumulative: number[] = [];
    let sum = 0;
    for (const length of queueLengths) {
      sum += longest + 1 - length;
      cumulative.push(sum);
    }
    this.load = { cumulative, partitions: [...partitions] };
  }

  private draw(topic: TopicMetadata): number {
    const random = this.random() & 0x7fff_ffff;
    const { load } = this;
    if (load !== null) {
      const drawn = random % load.cumulative.at(-1)!;
      return load.partitions[load.cumulative.findIndex((entry) => entry > drawn)]!;
    }
    const { available, partitions } = topic;
    return available.length > 0 ? available[random % available.length]! : random % partitions.length;
  }
}
