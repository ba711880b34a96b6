// Questions that only the leaders of partitions can answer: where an offset is (ListOffsets), and where an epoch ended
// (OffsetForLeaderEpoch). One request to each leader, one verdict for each partition.
import { toLong, toNumber } from "../../base/long.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { ListOffsets } from "../../protocol/schemas/02-list-offsets.ts";
import { OffsetForLeaderEpoch } from "../../protocol/schemas/23-offset-for-leader-epoch.ts";
import type { TopicPartition } from "../api/topic-partition.ts";
import { topicPartition } from "../api/topic-partition.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { Connection } from "../network/connection.ts";
import type { Metadata } from "../network/metadata.ts";
import type { NetworkClient } from "../network/network-client.ts";

export interface FoundOffset {
  readonly errorCode: number;
  /** -1: there is no such record. */
  readonly offset: number;
  readonly timestamp: number;
  readonly leaderEpoch: number | null;
}

export interface EpochEnd {
  readonly errorCode: number;
  /** -1: the leader knows of no such epoch. */
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

/** READ_COMMITTED makes "latest" the last stable offset. */
export type IsolationLevel = 0 | 1;

const CONSUMER_REPLICA = -1;
const UNREACHED: FoundOffset = {
  errorCode: ErrorCode.NETWORK_EXCEPTION,
  offset: -1,
  timestamp: -1,
  leaderEpoch: null,
};

export class LeaderRequests {
  constructor(
    private readonly context: ClientContext,
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly isolation: IsolationLevel,
  ) {}

  /** Looks up timestamps (-2 earliest, -1 latest). A partition whose leader cannot be asked has NETWORK_EXCEPTION. */
  async offsets(
    wanted: ReadonlyMap<TopicPartition, number>,
    timeoutMs: number,
  ): Promise<Map<TopicPartition, FoundOffset>> {
    const found = new Map<TopicPartition, FoundOffset>();
    for (const at of wanted.keys()) found.set(at, UNREACHED);
    await this.eachLeader([...wanted.keys()], async (connection, partitions) => {
      const { body } = await this.network.request(connection, ListOffsets, (version) => ({
        replicaId: CONSUMER_REPLICA,
        isolationLevel: version >= 2 ? this.isolation : 0,
        timeoutMs,
        topics: byTopic(partitions).map(([name, indexes]) => ({
          name,
          partitions: indexes.map((partitionIndex) => ({
            partitionIndex,
            currentLeaderEpoch: this.leaderEpoch(name, partitionIndex),
            timestamp: toLong(wanted.get(topicPartition(name, partitionIndex))!),
          })),
        })),
      }));
      for (const { name, partitions: answers } of body.topics)
        for (const answer of answers) {
          found.set(topicPartition(name, answer.partitionIndex), {
            errorCode: answer.errorCode,
            offset: toNumber(answer.offset),
            timestamp: toNumber(answer.timestamp),
            leaderEpoch: answer.leaderEpoch < 0 ? null : answer.leaderEpoch,
          });
        }
    });
    return found;
  }

  /** Where the epoch of each partition ended, as its leader sees it. Null: the broker cannot tell, being too old. */
  async epochEnds(
    epochs: ReadonlyMap<TopicPartition, number>,
  ): Promise<Map<TopicPartition, EpochEnd | null>> {
    const ends = new Map<TopicPartition, EpochEnd | null>();
    const unreached = { errorCode: ErrorCode.NETWORK_EXCEPTION, leaderEpoch: -1, endOffset: -1 };
    for (const at of epochs.keys()) ends.set(at, unreached);
    await this.eachLeader([...epochs.keys()], async (connection, partitions) => {
      await connection.ready();
      if (connection.versionOrNull(OffsetForLeaderEpoch) === null) {
        for (const at of partitions) ends.set(at, null);
        return;
      }
      const { body } = await this.network.request(connection, OffsetForLeaderEpoch, () => ({
        replicaId: CONSUMER_REPLICA,
        topics: byTopic(partitions).map(([topic, indexes]) => ({
          topic,
          partitions: indexes.map((partition) => ({
            partition,
            currentLeaderEpoch: this.leaderEpoch(topic, partition),
            leaderEpoch: epochs.get(topicPartition(topic, partition))!,
          })),
        })),
      }));
      for (const { topic, partitions: answers } of body.topics)
        for (const { partition, errorCode, leaderEpoch, endOffset } of answers)
          ends.set(topicPartition(topic, partition), {
            errorCode,
            leaderEpoch,
            endOffset: toNumber(endOffset),
          });
    });
    return ends;
  }

  private leaderEpoch(topic: string, partition: number): number {
    return this.metadata.cluster.topics.get(topic)?.partitions[partition]?.leaderEpoch ?? -1;
  }

  private async eachLeader(
    partitions: readonly TopicPartition[],
    ask: (connection: Connection, partitions: readonly TopicPartition[]) => Promise<void>,
  ): Promise<void> {
    const byLeader = new Map<number, TopicPartition[]>();
    for (const at of partitions) {
      const leader = this.metadata.cluster.topics.get(at.topic())?.partitions[at.partition()]?.leader ?? -1;
      const known = byLeader.get(leader);
      if (known === undefined) byLeader.set(leader, [at]);
      else known.push(at);
    }
    const asked = [...byLeader].map(async ([leader, led]) => {
      const broker = this.metadata.broker(leader);
      if (broker === undefined) return this.metadata.requestUpdate();
      try {
        await ask(this.network.connection(broker), led);
      } catch (error) {
        this.metadata.requestUpdate();
        this.context.log("info", `Node ${leader} could not be asked: ${(error as Error).message}`);
      }
    });
    await Promise.all(asked);
  }
}

function byTopic(partitions: readonly TopicPartition[]): [topic: string, indexes: number[]][] {
  const topics = new Map<string, number[]>();
  for (const at of partitions) {
    const indexes = topics.get(at.topic());
    if (indexes === undefined) topics.set(at.topic(), [at.partition()]);
    else indexes.push(at.partition());
  }
  return [...topics];
}
