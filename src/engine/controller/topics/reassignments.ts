// Reassignment of replicas (KIP-455): the partition first has the target replicas and the old ones; when all targets are
// in sync, the old ones go. An empty target cancels.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { AlterPartitionReassignments } from "../../protocol/schemas/45-alter-partition-reassignments.ts";
import type { ListPartitionReassignments } from "../../protocol/schemas/46-list-partition-reassignments.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import { allowsUncleanElection } from "../configs/effective-config.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";
import type { PartitionImage, TopicImage } from "../image.ts";
import { checkManualAssignment } from "./manual-assignment.ts";
import { updatePartition } from "./partition-updates.ts";

type AlterRequest = RequestOf<typeof AlterPartitionReassignments>;
type AlterResponse = ResponseInput<typeof AlterPartitionReassignments>;
type ListResponse = ResponseInput<typeof ListPartitionReassignments>;

export function alterPartitionReassignments(
  state: ControllerState,
  request: AlterRequest,
): Decision<AlterResponse> {
  const { allowReplicationFactorChange } = request;
  const records: MetadataRecord[] = [];
  const responses = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, replicas }) => {
      try {
        const record = reassign(state, name, partitionIndex, replicas, allowReplicationFactorChange);
        if (record !== null) records.push(record);
        return { partitionIndex, errorCode: ErrorCode.NONE, errorMessage: null };
      } catch (failure) {
        if (!(failure instanceof ControllerError)) throw failure;
        const isPlain = failure.code === ErrorCode.NO_REASSIGNMENT_IN_PROGRESS;
        return {
          partitionIndex,
          errorCode: failure.code,
          errorMessage: isPlain ? null : failure.message,
        };
      }
    }),
  }));
  // Kafka does not decide when there is nothing to decide, and says "" of that.
  const errorMessage = responses.length === 0 ? "" : null;
  return { records, response: { allowReplicationFactorChange, errorMessage, responses } };
}

function reassign(
  state: ControllerState,
  topicName: string,
  partitionId: number,
  target: readonly number[] | null,
  mayChangeFactor: boolean,
): MetadataRecord | null {
  const topic = state.image.topicsByName.get(topicName);
  const unknown = (message: string): ControllerError =>
    new ControllerError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message);
  if (topic === undefined) throw unknown(`Unable to find a topic named ${topicName}.`);
  const partition = topic.partitions.get(partitionId);
  if (partition === undefined) throw unknown(`Unable to find partition ${topicName}:${partitionId}.`);
  return target === null
    ? cancel(state, topic, partition)
    : begin(state, topic, partition, target, mayChangeFactor);
}

const isReassigned = (partition: PartitionImage): boolean =>
  partition.addingReplicas.length > 0 || partition.removingReplicas.length > 0;

/** What the partition had before, and what of that is in sync. */
function revert(partition: PartitionImage): {
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
} {
  const isOld = (id: number): boolean => !partition.addingReplicas.includes(id);
  return { replicas: partition.replicas.filter(isOld), isr: partition.isr.filter(isOld) };
}

function cancel(state: ControllerState, topic: TopicImage, partition: PartitionImage): MetadataRecord | null {
  if (!isReassigned(partition)) throw new ControllerError(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
  const { replicas, isr } = revert(partition);
  const unclean = allowsUncleanElection(state, topic.name);
  if (isr.length === 0 && !unclean) {
    throw new ControllerError(
      ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      `Unable to revert partition assignment for ${topic.name}:${partition.partition} because it would require an unclean leader election.`,
    );
  }
  return updatePartition(state, topic, partition, {
    election: unclean ? "unclean" : "online",
    targetIsr: isr,
    targetReplicas: replicas,
    targetRemoving: [],
    targetAdding: [],
  });
}

function begin(
  state: ControllerState,
  topic: TopicImage,
  partition: PartitionImage,
  target: readonly number[],
  mayChangeFactor: boolean,
): MetadataRecord | null {
  checkManualAssignment(state.image, target, null);
  // For the size, a reassignment that runs already counts as not begun; whoever it added is a replica now.
  const current = partition.replicas;
  const factor = revert(partition).replicas.length;
  if (!mayChangeFactor && target.length !== factor) {
    throw new ControllerError(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      `The replication factor is changed from ${factor} to ${target.length}`,
    );
  }
  const sorted = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);
  const removing = sorted(current.filter((id) => !target.includes(id)));
  const adding = sorted(target.filter((id) => !current.includes(id)));
  return updatePartition(state, topic, partition, {
    targetReplicas: [...target, ...removing],
    ...(removing.length > 0 ? { targetRemoving: removing } : {}),
    ...(adding.length > 0 ? { targetAdding: adding } : {}),
  });
}

export function listPartitionReassignments(
  { image }: Pick<ControllerState, "image">,
  request: RequestOf<typeof ListPartitionReassignments>,
): ListResponse {
  const asked =
    request.topics ??
    [...image.topicsByName.values()].map(({ name, partitions }) => ({
      name,
      partitionIndexes: [...partitions.keys()],
    }));
  const topics = asked.flatMap(({ name, partitionIndexes }) => {
    const topic = image.topicsByName.get(name);
    const partitions = partitionIndexes.flatMap((partitionIndex) => {
      const partition = topic?.partitions.get(partitionIndex);
      if (partition === undefined || !isReassigned(partition)) return [];
      const { replicas, addingReplicas, removingReplicas } = partition;
      return [{ partitionIndex, replicas, addingReplicas, removingReplicas }];
    });
    return partitions.length === 0 ? [] : [{ name, partitions }];
  });
  return { errorCode: ErrorCode.NONE, errorMessage: null, topics };
}
