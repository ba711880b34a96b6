// Admin's requests about topics and partitions.
import { ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { Metadata } from "../../protocol/schemas/03-metadata.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../../protocol/schemas/20-delete-topics.ts";
import { CreatePartitions } from "../../protocol/schemas/37-create-partitions.ts";
import { ElectLeaders } from "../../protocol/schemas/43-elect-leaders.ts";
import { DescribeTopicPartitions } from "../../protocol/schemas/75-describe-topic-partitions.ts";
import type { Verdicts } from "../api/admin-results.ts";
import {
  type CreateTopicsOptions,
  type NewPartitions,
  type NewTopic,
  TopicDescription,
  TopicListing,
  TopicPartitionInfo,
} from "../api/admin-types.ts";
import { nodeOf } from "../api/cluster.ts";
import { exceptionOf } from "../api/exceptions.ts";
import { type TopicPartition, topicPartition } from "../api/topic-partition.ts";
import { NO_CLUSTER, withMetadata } from "../network/cluster.ts";
import { type AdminClient, errorOf, repeatIfBusy } from "./admin-client.ts";

interface NamedAnswer {
  readonly name: string | null;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

/** One verdict for each name; an answer that asks for patience repeats the whole request. */
function verdictsOf(answers: readonly NamedAnswer[]): Verdicts<string, void> {
  for (const { errorCode } of answers) repeatIfBusy(errorCode);
  return new Map(
    answers.map(({ name, errorCode, errorMessage }) => {
      const error = errorOf(errorCode, errorMessage);
      return [name ?? "", error === null ? { value: undefined } : { error }];
    }),
  );
}

export function createTopics(
  client: AdminClient,
  topics: readonly NewTopic[],
  options: CreateTopicsOptions | null,
): Promise<Verdicts<string, void>> {
  return client.call(
    CreateTopics,
    () => ({
      timeoutMs: options?.timeoutMs() ?? client.requestTimeoutMs,
      validateOnly: options?.shouldValidateOnly() ?? false,
      topics: topics.map((topic) => ({
        name: topic.name(),
        numPartitions: topic.numPartitions(),
        replicationFactor: topic.replicationFactor(),
        assignments: [...(topic.replicasAssignments() ?? [])].map(([partitionIndex, brokerIds]) => ({
          partitionIndex,
          brokerIds,
        })),
        configs: [...topic.configs()].map(([name, value]) => ({ name, value: String(value) })),
      })),
    }),
    (answer) => verdictsOf(answer.topics),
    options?.timeoutMs() ?? undefined,
  );
}

const FIRST_VERSION_WITH_IDS = 6;

export function deleteTopics(client: AdminClient, names: readonly string[]): Promise<Verdicts<string, void>> {
  return client.call(
    DeleteTopics,
    (version) => ({
      timeoutMs: client.requestTimeoutMs,
      ...(version >= FIRST_VERSION_WITH_IDS
        ? { topics: names.map((name) => ({ name, topicId: ZERO_UUID })) }
        : { topicNames: names }),
    }),
    (answer) => verdictsOf(answer.responses),
  );
}

export function createPartitions(
  client: AdminClient,
  wanted: ReadonlyMap<string, NewPartitions>,
): Promise<Verdicts<string, void>> {
  return client.call(
    CreatePartitions,
    () => ({
      timeoutMs: client.requestTimeoutMs,
      validateOnly: false,
      topics: [...wanted].map(([name, partitions]) => ({
        name,
        count: partitions.totalCount(),
        assignments: partitions.assignments()?.map((brokerIds) => ({ brokerIds })) ?? null,
      })),
    }),
    (answer) => verdictsOf(answer.results),
  );
}

export function listTopics(client: AdminClient, internal: boolean): Promise<Map<string, TopicListing>> {
  return client.call(
    Metadata,
    () => ({ topics: null, allowAutoTopicCreation: true }),
    (answer) => {
      const shown = answer.topics.filter((topic) => internal || !topic.isInternal);
      return new Map(
        shown.map(({ name, topicId, isInternal }) => [
          name ?? "",
          new TopicListing(name ?? "", topicId, isInternal),
        ]),
      );
    },
  );
}

/** Where the next part of a long answer begins. */
interface Cursor {
  readonly topicName: string;
  readonly partitionIndex: number;
}

export async function describeTopics(
  client: AdminClient,
  names: readonly string[],
): Promise<Verdicts<string, TopicDescription>> {
  if (!(await client.offers(DescribeTopicPartitions))) return describeByMetadata(client, names);
  await client.brokers();
  const found = new Map<string, { value: TopicDescription } | { error: Error }>();
  const parts = new Map<string, TopicPartitionInfo[]>();
  let cursor: Cursor | null = null;
  do {
    const from: Cursor | null = cursor;
    cursor = await client.call<typeof DescribeTopicPartitions, Cursor | null>(
      DescribeTopicPartitions,
      () => ({ topics: [...names].sort().map((name) => ({ name })), cursor: from }),
      (answer) => {
        for (const topic of answer.topics) {
          const name = topic.name ?? "";
          const error = errorOf(topic.errorCode);
          if (error !== null) {
            found.set(name, { error });
            continue;
          }
          const infos = parts.get(name) ?? [];
          parts.set(name, infos);
          const nodes = (ids: readonly number[]) => ids.map((id) => nodeOf(client.cluster, id));
          for (const partition of topic.partitions)
            infos.push(
              new TopicPartitionInfo(
                partition.partitionIndex,
                partition.leaderId < 0 ? null : nodeOf(client.cluster, partition.leaderId),
                nodes(partition.replicaNodes),
                nodes(partition.isrNodes),
                partition.eligibleLeaderReplicas === null ? null : nodes(partition.eligibleLeaderReplicas),
                partition.lastKnownElr === null ? null : nodes(partition.lastKnownElr),
              ),
            );
          found.set(name, { value: new TopicDescription(name, topic.topicId, topic.isInternal, infos) });
        }
        return answer.nextCursor;
      },
    );
  } while (cursor !== null);
  return found;
}

/** For brokers without DescribeTopicPartitions. */
function describeByMetadata(
  client: AdminClient,
  names: readonly string[],
): Promise<Verdicts<string, TopicDescription>> {
  return client.call(
    Metadata,
    () => ({ topics: names.map((name) => ({ name })), allowAutoTopicCreation: false }),
    (answer) => {
      const cluster = withMetadata(NO_CLUSTER, answer, false);
      const found = new Map<string, { value: TopicDescription } | { error: Error }>();
      for (const { name, id, internal, errorCode, partitions } of cluster.topics.values()) {
        if (errorCode !== ErrorCode.NONE) {
          found.set(name, { error: exceptionOf(errorCode) });
          continue;
        }
        const nodes = (ids: readonly number[]) => ids.map((node) => nodeOf(cluster, node));
        const infos = partitions.map(
          ({ partition, leader, replicas, isr }) =>
            new TopicPartitionInfo(
              partition,
              leader < 0 ? null : nodeOf(cluster, leader),
              nodes(replicas),
              nodes(isr),
              null,
              null,
            ),
        );
        found.set(name, { value: new TopicDescription(name, id ?? ZERO_UUID, internal, infos) });
      }
      return found;
    },
  );
}

export function indexesByTopic(partitions: Iterable<TopicPartition>): Map<string, number[]> {
  const byTopic = new Map<string, number[]>();
  for (const at of partitions) {
    const indexes = byTopic.get(at.topic());
    if (indexes === undefined) byTopic.set(at.topic(), [at.partition()]);
    else indexes.push(at.partition());
  }
  return byTopic;
}

const PREFERRED = 0;
const UNCLEAN = 1;

export function electLeaders(
  client: AdminClient,
  type: "PREFERRED" | "UNCLEAN",
  partitions: readonly TopicPartition[] | null,
): Promise<Map<TopicPartition, Error | null>> {
  return client.call(
    ElectLeaders,
    () => ({
      electionType: type === "PREFERRED" ? PREFERRED : UNCLEAN,
      timeoutMs: client.requestTimeoutMs,
      topicPartitions:
        partitions === null
          ? null
          : [...indexesByTopic(partitions)].map(([topic, indexes]) => ({ topic, partitions: indexes })),
    }),
    (answer) => {
      repeatIfBusy(answer.errorCode);
      const whole = errorOf(answer.errorCode);
      if (whole !== null) throw whole;
      const outcome = new Map<TopicPartition, Error | null>();
      for (const { topic, partitionResult } of answer.replicaElectionResults)
        for (const { partitionId, errorCode, errorMessage } of partitionResult)
          outcome.set(topicPartition(topic, partitionId), errorOf(errorCode, errorMessage));
      return outcome;
    },
  );
}
