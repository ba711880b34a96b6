// CreateTopics: names, collisions, configs, assignments; then a topic's records in this order: topic, configs,
// partitions. One topic's failure does not touch the others.
import type { Uuid } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { isActive, usableBrokers } from "../cluster/broker-rules.ts";
import { type ConfigOp, ConfigOpType, incrementalAlter } from "../configs/alter-configs.ts";
import { ResourceType } from "../configs/effective-config.ts";
import { creationConfigs } from "../configs/topic-configs.ts";
import {
  type ApiError,
  ControllerError,
  type ControllerState,
  type Decision,
  NO_ERROR,
} from "../decision.ts";
import { MAX_RECORDS_PER_REQUEST, refuseTooManyRecords } from "../record-limit.ts";
import { importOrigin, withoutOrigin } from "./import-origin.ts";
import { javaMapOrder, javaStringHash } from "./java-order.ts";
import { checkManualAssignment } from "./manual-assignment.ts";
import { newPartitionRecord } from "./new-partition.ts";
import { placeReplicas } from "./replica-placer.ts";
import { hasCollisionChars, topicNameProblem, unifiedName } from "./topic-name.ts";

type CreateRequest = RequestOf<typeof CreateTopics>;
type CreatableTopic = CreateRequest["topics"][number];
type CreateResponse = ResponseInput<typeof CreateTopics>;
type TopicResult = NonNullable<CreateResponse["topics"]>[number];

export interface CreateOptions {
  /** Topics whose configs the caller may see: all but under an authorizer. */
  readonly describable?: ReadonlySet<string>;
  /** Throws ControllerError (THROTTLING_QUOTA_EXCEEDED) when the caller's quota does not cover the partitions. */
  readonly countMutations?: (partitions: number) => void;
}

export function createTopics(
  state: ControllerState,
  request: CreateRequest,
  options: CreateOptions = {},
): Decision<CreateResponse> {
  checkSize(state, request.topics);
  const errors = new Map<string, ApiError>();
  checkNames(state, request.topics, errors);
  for (const { name } of request.topics) {
    if (state.image.topicsByName.has(name)) {
      errors.set(name, error(ErrorCode.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`));
    }
  }
  const records: MetadataRecord[] = [];
  const results = new Map<string, TopicResult>();
  for (const topic of request.topics) {
    if (errors.has(topic.name)) continue;
    try {
      results.set(topic.name, createTopic(state, topic, records, options));
    } catch (failure) {
      if (!(failure instanceof ControllerError)) throw failure;
      errors.set(topic.name, error(failure.code, failure.message));
    }
    refuseTooManyRecords(records.length);
  }
  const topics = request.topics.map(({ name }): TopicResult => {
    const failure = errors.get(name);
    if (failure === undefined) return results.get(name)!;
    return { name, errorCode: failure.code, errorMessage: failure.message };
  });
  return { records: request.validateOnly ? [] : records, response: { topics } };
}

/** Throws ControllerError for the whole request. */
function checkSize({ settings }: ControllerState, topics: readonly CreatableTopic[]): void {
  let total = 0;
  for (const { assignments, numPartitions } of topics) {
    if (assignments.length > 0) total += assignments.length;
    else total += numPartitions === -1 ? settings.numPartitions : numPartitions;
  }
  if (total > MAX_RECORDS_PER_REQUEST) {
    throw new ControllerError(
      ErrorCode.POLICY_VIOLATION,
      "Excessively large number of partitions per request.",
    );
  }
}

const error = (code: number, message: string): ApiError => ({ code, message });

function checkNames(
  { image }: ControllerState,
  topics: readonly CreatableTopic[],
  errors: Map<string, ApiError>,
): void {
  const colliding = new Map<string, string>();
  for (const name of [...image.topicsByName.keys()].sort()) {
    const unified = unifiedName(name);
    if (hasCollisionChars(name) && !colliding.has(unified)) colliding.set(unified, name);
  }
  for (const { name } of topics) {
    if (errors.has(name)) continue;
    const problem = topicNameProblem(name);
    if (problem !== null) {
      errors.set(name, error(ErrorCode.INVALID_TOPIC_EXCEPTION, problem));
      continue;
    }
    const other = hasCollisionChars(name) ? colliding.get(unifiedName(name)) : undefined;
    if (other !== undefined && other !== name) {
      const message = `Topic '${name}' collides with existing topic: ${other}`;
      errors.set(name, error(ErrorCode.INVALID_TOPIC_EXCEPTION, message));
    }
  }
}

interface NewPartition {
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** Adds the topic's records. Throws ControllerError. */
function createTopic(
  state: ControllerState,
  topic: CreatableTopic,
  records: MetadataRecord[],
  { describable, countMutations }: CreateOptions,
): TopicResult {
  const { image } = state;
  const { name } = topic;
  const origin = importOrigin(image, topic.configs);
  const asked = withoutOrigin(topic.configs);
  const named = new Map(asked.map((config) => [config.name, config.value]));
  const keys = javaMapOrder([...named.keys()], javaStringHash);
  const nulls = keys.filter((key) => named.get(key) === null);
  if (nulls.length > 0) {
    const message = `Null value not supported for topic configs: ${nulls.join()}`;
    throw new ControllerError(ErrorCode.INVALID_CONFIG, message);
  }
  const ops = keys.map(
    (key): ConfigOp => ({ name: key, type: ConfigOpType.SET, value: named.get(key) ?? null }),
  );
  const configs = incrementalAlter(state, { type: ResourceType.TOPIC, name }, ops, true);
  if (configs.error !== NO_ERROR) {
    throw new ControllerError(configs.error.code, configs.error.message ?? undefined);
  }
  const partitions =
    topic.assignments.length > 0 ? manualPartitions(state, topic) : placedPartitions(state, topic);
  countMutations?.(partitions.length);
  const topicId: Uuid = origin.topicId ?? state.newUuid();
  records.push(metadataRecord("TopicRecord", 0, { name, topicId }), ...configs.records);
  for (const { partition, replicas, isr } of partitions) {
    records.push(newPartitionRecord(image, topicId, partition, replicas, isr, origin.leaderEpoch));
  }
  const result = { name, topicId, errorCode: ErrorCode.NONE, errorMessage: null };
  if (describable !== undefined && !describable.has(name)) {
    return { ...result, topicConfigErrorCode: ErrorCode.TOPIC_AUTHORIZATION_FAILED };
  }
  return {
    ...result,
    numPartitions: partitions.length,
    replicationFactor: partitions[0]!.replicas.length,
    configs: creationConfigs(state, asked),
  };
}

function manualPartitions({ image }: ControllerState, topic: CreatableTopic): NewPartition[] {
  const { replicationFactor, numPartitions, assignments } = topic;
  const refuse = (what: string): ControllerError =>
    new ControllerError(
      ErrorCode.INVALID_REQUEST,
      `A manual partition assignment was specified, but ${what} was not set to -1.`,
    );
  if (replicationFactor !== -1) throw refuse("replication factor");
  if (numPartitions !== -1) throw refuse("numPartitions");
  const wrong = (message: string): ControllerError =>
    new ControllerError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
  const partitions = new Map<number, NewPartition>();
  let factor: number | null = null;
  for (const { partitionIndex: partition, brokerIds } of assignments) {
    if (partitions.has(partition)) {
      throw wrong(`Found multiple manual partition assignments for partition ${partition}`);
    }
    checkManualAssignment(image, brokerIds, factor);
    factor = brokerIds.length;
    const isr = brokerIds.filter((id) => isActive(image, id));
    if (isr.length === 0) {
      throw wrong(
        `All brokers specified in the manual partition assignment for partition ${partition} are fenced or in controlled shutdown.`,
      );
    }
    partitions.set(partition, { partition, replicas: brokerIds, isr });
  }
  for (let index = 0; index < partitions.size; index++) {
    if (!partitions.has(index)) throw wrong("partitions should be a consecutive 0-based integer sequence");
  }
  return [...partitions.values()].sort((a, b) => a.partition - b.partition);
}

function placedPartitions(state: ControllerState, topic: CreatableTopic): NewPartition[] {
  const { image, settings } = state;
  if (topic.replicationFactor < -1 || topic.replicationFactor === 0) {
    throw new ControllerError(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      "Replication factor must be larger than 0, or -1 to use the default value.",
    );
  }
  if (topic.numPartitions < -1 || topic.numPartitions === 0) {
    throw new ControllerError(
      ErrorCode.INVALID_PARTITIONS,
      "Number of partitions was set to an invalid non-positive value.",
    );
  }
  const count = topic.numPartitions === -1 ? settings.numPartitions : topic.numPartitions;
  const factor = topic.replicationFactor === -1 ? settings.defaultReplicationFactor : topic.replicationFactor;
  const refuse = (why: string): ControllerError =>
    new ControllerError(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      `Unable to replicate the partition ${factor} time(s): ${why}`,
    );
  let placed: number[][];
  try {
    placed = placeReplicas(state.placement, usableBrokers(state), count, factor);
  } catch (failure) {
    throw failure instanceof ControllerError ? refuse(failure.message) : failure;
  }
  return placed.map((replicas, partition) => {
    const isr = replicas.filter((id) => isActive(image, id));
    if (isr.length === 0) throw refuse("All brokers are currently fenced or in controlled shutdown.");
    return { partition, replicas, isr };
  });
}
