// CreatePartitions: more partitions for a topic that exists, placed by the controller or by hand.
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { CreatePartitions } from "../../protocol/schemas/37-create-partitions.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import { isActive, usableBrokers } from "../cluster/broker-rules.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";
import type { TopicImage } from "../image.ts";
import { MAX_RECORDS_PER_REQUEST } from "../record-limit.ts";
import { timelineOrder } from "./java-order.ts";
import { checkManualAssignment } from "./manual-assignment.ts";
import { newPartitionRecord } from "./new-partition.ts";
import { placeReplicas } from "./replica-placer.ts";

type PartitionsRequest = RequestOf<typeof CreatePartitions>;
type TopicRequest = PartitionsRequest["topics"][number];
type PartitionsResponse = ResponseInput<typeof CreatePartitions>;
type TopicResult = NonNullable<PartitionsResponse["results"]>[number];

export interface CreatePartitionsOptions {
  readonly countMutations?: (partitions: number) => void;
}

export function createPartitions(
  state: ControllerState,
  request: PartitionsRequest,
  options: CreatePartitionsOptions = {},
): Decision<PartitionsResponse> {
  const records: MetadataRecord[] = [];
  const results = request.topics.map((topic): TopicResult => {
    const { name } = topic;
    try {
      addPartitions(state, topic, records, options);
      return { name, errorCode: ErrorCode.NONE, errorMessage: null };
    } catch (failure) {
      if (!(failure instanceof ControllerError)) throw failure;
      const isPlain = failure.message === errorInfo(failure.code).message;
      return { name, errorCode: failure.code, errorMessage: isPlain ? null : failure.message };
    }
  });
  return { records: request.validateOnly ? [] : records, response: { results } };
}

/** Throws ControllerError; the records added before stay, as in Kafka. */
function addPartitions(
  state: ControllerState,
  { name, count, assignments }: TopicRequest,
  records: MetadataRecord[],
  { countMutations }: CreatePartitionsOptions,
): void {
  const { image } = state;
  const topic = image.topicsByName.get(name);
  if (topic === undefined) throw new ControllerError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  const existing = topic.partitions.size;
  if (count === existing) {
    throw new ControllerError(ErrorCode.INVALID_PARTITIONS, `Topic already has ${existing} partition(s).`);
  }
  if (count < existing) {
    throw new ControllerError(
      ErrorCode.INVALID_PARTITIONS,
      `The topic ${name} currently has ${existing} partition(s); ${count} would not be an increase.`,
    );
  }
  const additional = count - existing;
  if (assignments !== null && assignments.length !== additional) {
    throw new ControllerError(
      ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      `Attempted to add ${additional} additional partition(s), but only ${assignments.length} assignment(s) were specified.`,
    );
  }
  countMutations?.(additional);
  // Refused before they are placed: Kafka would run out of memory first, where the number is absurd.
  if (records.length + additional > MAX_RECORDS_PER_REQUEST)
    throw new ControllerError(ErrorCode.UNKNOWN_SERVER_ERROR);
  const factor = replicationFactorOf(topic);
  const placed =
    assignments === null
      ? placeReplicas(state.placement, usableBrokers(state), additional, factor)
      : assignments.map(({ brokerIds }) => {
          checkManualAssignment(image, brokerIds, factor);
          return brokerIds;
        });
  const isrs = placed.map((replicas, index) => {
    const isr = replicas.filter((id) => isActive(image, id));
    if (isr.length > 0) return isr;
    throw assignments === null
      ? new ControllerError(
          ErrorCode.INVALID_REPLICATION_FACTOR,
          `Unable to replicate the partition ${factor} time(s): All brokers are currently fenced or in controlled shutdown.`,
        )
      : new ControllerError(
          ErrorCode.INVALID_REPLICA_ASSIGNMENT,
          `All brokers specified in the manual partition assignment for partition ${existing + index} are fenced or in controlled shutdown.`,
        );
  });
  placed.forEach((replicas, index) => {
    if (records.length >= MAX_RECORDS_PER_REQUEST) throw new ControllerError(ErrorCode.UNKNOWN_SERVER_ERROR);
    records.push(newPartitionRecord(image, topic.id, existing + index, replicas, isrs[index]!));
  });
}

/** A reassignment may have made partitions differ: then it is that of the first one in Kafka's table. */
function replicationFactorOf({ partitions }: TopicImage): number {
  const [first] = timelineOrder([...partitions.keys()], (id) => id);
  return first === undefined ? 1 : partitions.get(first)!.replicas.length;
}
