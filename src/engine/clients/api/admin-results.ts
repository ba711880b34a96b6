// What Admin's methods return: at once, with a future for each part and one for all of them.
import type {
  Config,
  ConfigResource,
  PartitionReassignment,
  TopicDescription,
  TopicListing,
} from "./admin-types.ts";
import type { OffsetAndTimestamp } from "./consumer-record.ts";
import { IllegalArgumentException } from "./exceptions.ts";
import type { Future } from "./future.ts";
import { futureOf } from "./promise-future.ts";
import type { Node, TopicPartition } from "./topic-partition.ts";

/** @internal What became of each part: its value, or why there is none. */
export type Verdicts<K, T> = ReadonlyMap<K, { readonly value: T } | { readonly error: Error }>;

/** The outcome for each of the things asked for. */
export class KeyedResult<K, T> {
  private readonly futures: ReadonlyMap<K, Future<T>>;

  /** @internal */
  constructor(keys: Iterable<K>, verdicts: Promise<Verdicts<K, T>>) {
    const one = async (key: K): Promise<T> => {
      const verdict = (await verdicts).get(key);
      if (verdict === undefined)
        throw new IllegalArgumentException(`The answer says nothing of ${String(key)}`);
      if ("error" in verdict) throw verdict.error;
      return verdict.value;
    };
    this.futures = new Map([...keys].map((key) => [key, futureOf(one(key))]));
  }

  /** A future for each. */
  values(): ReadonlyMap<K, Future<T>> {
    return this.futures;
  }
  /** Fails with the first failure. */
  all(): Future<Map<K, T>> {
    const entries = [...this.futures].map(async ([key, future]) => [key, await future] as const);
    return futureOf(Promise.all(entries).then((list) => new Map(list)));
  }
}

export type CreateTopicsResult = KeyedResult<string, void>;
export type DeleteTopicsResult = KeyedResult<string, void>;
export type CreatePartitionsResult = KeyedResult<string, void>;
export type AlterPartitionReassignmentsResult = KeyedResult<TopicPartition, void>;
export type AlterConfigsResult = KeyedResult<ConfigResource, void>;
export type DescribeConfigsResult = KeyedResult<ConfigResource, Config>;

/** The topics that were asked about. */
export class DescribeTopicsResult extends KeyedResult<string, TopicDescription> {
  topicNameValues(): ReadonlyMap<string, Future<TopicDescription>> {
    return this.values();
  }
  allTopicNames(): Future<Map<string, TopicDescription>> {
    return this.all();
  }
}

/** All topics. */
export class ListTopicsResult {
  /** @internal */
  constructor(private readonly found: Promise<ReadonlyMap<string, TopicListing>>) {}
  names(): Future<ReadonlySet<string>> {
    return futureOf(this.found.then((topics) => new Set(topics.keys())));
  }
  listings(): Future<readonly TopicListing[]> {
    return futureOf(this.found.then((topics) => [...topics.values()]));
  }
  namesToListings(): Future<ReadonlyMap<string, TopicListing>> {
    return futureOf(this.found);
  }
}

/** @internal */
export interface ClusterFacts {
  readonly clusterId: string;
  readonly nodes: readonly Node[];
  readonly controller: Node | null;
}

/** The cluster itself. */
export class DescribeClusterResult {
  /** @internal */
  constructor(private readonly facts: Promise<ClusterFacts>) {}
  nodes(): Future<readonly Node[]> {
    return futureOf(this.facts.then(({ nodes }) => nodes));
  }
  /** The broker to send administration to: with KRaft any one, not the controller itself. */
  controller(): Future<Node | null> {
    return futureOf(this.facts.then(({ controller }) => controller));
  }
  clusterId(): Future<string> {
    return futureOf(this.facts.then(({ clusterId }) => clusterId));
  }
}

/** What an election brought: null for a partition that has its new leader. */
export class ElectLeadersResult {
  /** @internal */
  constructor(private readonly outcome: Promise<ReadonlyMap<TopicPartition, Error | null>>) {}
  partitions(): Future<ReadonlyMap<TopicPartition, Error | null>> {
    return futureOf(this.outcome);
  }
  all(): Future<void> {
    return futureOf(
      this.outcome.then((partitions) => {
        for (const error of partitions.values()) if (error !== null) throw error;
      }),
    );
  }
}

/** The moves that are under way. */
export class ListPartitionReassignmentsResult {
  /** @internal */
  constructor(private readonly found: Promise<ReadonlyMap<TopicPartition, PartitionReassignment>>) {}
  reassignments(): Future<ReadonlyMap<TopicPartition, PartitionReassignment>> {
    return futureOf(this.found);
  }
}

/** The offsets that were asked for. */
export class ListOffsetsResult extends KeyedResult<TopicPartition, OffsetAndTimestamp> {
  partitionResult(partition: TopicPartition): Future<OffsetAndTimestamp> {
    const future = this.values().get(partition);
    if (future === undefined)
      throw new IllegalArgumentException(`List Offsets for partition "${partition}" was not attempted`);
    return future;
  }
}
