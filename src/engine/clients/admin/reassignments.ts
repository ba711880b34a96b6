// Admin's requests about reassignments: a partition moves to other brokers because somebody asked for it.
import { AlterPartitionReassignments } from "../../protocol/schemas/45-alter-partition-reassignments.ts";
import { ListPartitionReassignments } from "../../protocol/schemas/46-list-partition-reassignments.ts";
import type { Verdicts } from "../api/admin-results.ts";
import { type NewPartitionReassignment, PartitionReassignment } from "../api/admin-types.ts";
import { type TopicPartition, topicPartition } from "../api/topic-partition.ts";
import { type AdminClient, errorOf, repeatIfBusy } from "./admin-client.ts";
import { indexesByTopic } from "./topics.ts";

export function alterPartitionReassignments(
  client: AdminClient,
  wanted: ReadonlyMap<TopicPartition, NewPartitionReassignment | null>,
): Promise<Verdicts<TopicPartition, void>> {
  return client.call(
    AlterPartitionReassignments,
    () => ({
      timeoutMs: client.requestTimeoutMs,
      topics: [...indexesByTopic(wanted.keys())].map(([name, indexes]) => ({
        name,
        partitions: indexes.map((partitionIndex) => ({
          partitionIndex,
          replicas: wanted.get(topicPartition(name, partitionIndex))?.targetReplicas() ?? null,
        })),
      })),
    }),
    ({ errorCode, errorMessage, responses }) => {
      repeatIfBusy(errorCode);
      const whole = errorOf(errorCode, errorMessage);
      if (whole !== null) throw whole;
      const verdicts = new Map<TopicPartition, { value: undefined } | { error: Error }>();
      for (const { name, partitions } of responses) {
        for (const part of partitions) {
          repeatIfBusy(part.errorCode);
          const error = errorOf(part.errorCode, part.errorMessage);
          const at = topicPartition(name, part.partitionIndex);
          verdicts.set(at, error === null ? { value: undefined } : { error });
        }
      }
      return verdicts;
    },
  );
}

/** All that are under way if `partitions` is null. */
export function listPartitionReassignments(
  client: AdminClient,
  partitions: readonly TopicPartition[] | null,
): Promise<Map<TopicPartition, PartitionReassignment>> {
  return client.call(
    ListPartitionReassignments,
    () => ({
      timeoutMs: client.requestTimeoutMs,
      topics:
        partitions === null
          ? null
          : [...indexesByTopic(partitions)].map(([name, partitionIndexes]) => ({ name, partitionIndexes })),
    }),
    ({ errorCode, errorMessage, topics }) => {
      repeatIfBusy(errorCode);
      const whole = errorOf(errorCode, errorMessage);
      if (whole !== null) throw whole;
      const found = new Map<TopicPartition, PartitionReassignment>();
      for (const { name, partitions: parts } of topics) {
        for (const { partitionIndex, replicas, addingReplicas, removingReplicas } of parts) {
          const under = new PartitionReassignment(replicas, addingReplicas, removingReplicas);
          found.set(topicPartition(name, partitionIndex), under);
        }
      }
      return found;
    },
  );
}
