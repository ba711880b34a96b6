// Metadata (key 3), versions 0-13: who the brokers are and who leads what.
//
// Behaviour: all topics for null (version 0: for an empty list); topics by id from version 12; unknown topics are made
// when the request and the broker allow it, and answered with error 3 meanwhile. `controllerId` is some live broker: any
// broker takes what is meant for the controller.
import { randomBelow } from "../../../base/random.ts";
import { ZERO_UUID } from "../../../base/uuid.ts";
import type { MetadataImage, PartitionImage, TopicImage } from "../../../controller/image.ts";
import { topicNameProblem } from "../../../controller/topics/topic-name.ts";
import { type ApiHandler, apiHandler, type RequestContext } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { Metadata } from "../../../protocol/schemas/03-metadata.ts";
import {
  type BrokerContext,
  CLUSTER_OPERATIONS,
  isInternalTopic,
  TOPIC_OPERATIONS,
} from "../../broker-context.ts";
import { AutoTopicCreation } from "./auto-create.ts";

type Request = RequestOf<typeof Metadata>;
type Response = ResponseInput<typeof Metadata>;
type TopicRow = NonNullable<Response["topics"]>[number];

/** "Not asked for" in a field of operations. */
const NO_OPERATIONS = -2147483648;
const FIRST_WITH_QUERY_BY_ID = 12;

export function metadataHandler(broker: BrokerContext): ApiHandler {
  const autoCreation = new AutoTopicCreation(broker);
  return apiHandler<typeof Metadata>({
    api: Metadata,
    handle: (request, context) => metadata(broker, autoCreation, request, context),
    onError: (request, errorCode) => ({
      errorCode,
      topics: (request.topics ?? []).map(({ name, topicId }) => ({ errorCode, name: name ?? "", topicId })),
    }),
  });
}

function metadata(
  broker: BrokerContext,
  autoCreation: AutoTopicCreation,
  request: Request,
  context: RequestContext,
): Response {
  const image = broker.image();
  const brokers = [...image.brokers.values()]
    .filter(({ fenced }) => !fenced)
    .sort((a, b) => a.id - b.id)
    .map(({ id, host, port, rack }) => ({ nodeId: id, host, port, rack }));
  return {
    brokers,
    clusterId: broker.clusterId,
    controllerId: anyBroker(broker, brokers),
    topics: topicRows(broker, autoCreation, request, context),
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
      ? CLUSTER_OPERATIONS
      : NO_OPERATIONS,
  };
}

/** A random live broker; -1 while there is none. */
export function anyBroker(
  broker: Pick<BrokerContext, "ports">,
  live: readonly { readonly nodeId: number }[],
): number {
  if (live.length === 0) return -1;
  return live[randomBelow(broker.ports.rng, live.length)]!.nodeId;
}

function topicRows(
  broker: BrokerContext,
  autoCreation: AutoTopicCreation,
  request: Request,
  context: RequestContext,
): TopicRow[] {
  const image = broker.image();
  const { topics } = request;
  const operations = request.includeTopicAuthorizedOperations ? TOPIC_OPERATIONS : NO_OPERATIONS;
  const all = topics === null || (context.apiVersion === 0 && topics.length === 0);
  if (all) return [...image.topicsByName.values()].map((topic) => topicRow(image, topic, operations));
  const missing: string[] = [];
  const rows = distinct(topics).map(({ name, topicId }): TopicRow => {
    if (name === null || (topicId !== ZERO_UUID && context.apiVersion >= FIRST_WITH_QUERY_BY_ID))
      return rowById(image, topicId, context.apiVersion, operations);
    const topic = image.topicsByName.get(name);
    if (topic !== undefined) return topicRow(image, topic, operations);
    if (topicNameProblem(name) !== null)
      return unknownRow(name, ErrorCode.INVALID_TOPIC_EXCEPTION, operations);
    missing.push(name);
    return unknownRow(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, operations);
  });
  if (request.allowAutoTopicCreation && broker.config.flag("auto.create.topics.enable"))
    autoCreation.create(missing, context);
  return rows;
}

/** A topic that is asked for twice is answered once. */
function distinct(topics: NonNullable<Request["topics"]>): NonNullable<Request["topics"]> {
  return [...new Map(topics.map((topic) => [`${topic.topicId} ${topic.name}`, topic])).values()];
}

function unknownRow(name: string, errorCode: number, topicAuthorizedOperations: number): TopicRow {
  return { errorCode, name, isInternal: isInternalTopic({ name }), topicAuthorizedOperations };
}

function rowById(image: MetadataImage, topicId: string, apiVersion: number, operations: number): TopicRow {
  if (apiVersion < FIRST_WITH_QUERY_BY_ID) return { errorCode: ErrorCode.INVALID_REQUEST, name: "", topicId };
  const topic = image.topicsById.get(topicId);
  if (topic === undefined) return { errorCode: ErrorCode.UNKNOWN_TOPIC_ID, name: null, topicId };
  return topicRow(image, topic, operations);
}

function topicRow(image: MetadataImage, topic: TopicImage, topicAuthorizedOperations: number): TopicRow {
  return {
    errorCode: ErrorCode.NONE,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic),
    partitions: [...topic.partitions.values()].map((partition) => partitionRow(image, partition)),
    topicAuthorizedOperations,
  };
}

/** What Metadata and DescribeTopicPartitions say alike about a partition. */
export function partitionRow(image: MetadataImage, partition: PartitionImage) {
  const { leader, leaderEpoch, replicas, isr } = partition;
  const reachable = image.brokers.has(leader);
  return {
    errorCode: reachable ? ErrorCode.NONE : ErrorCode.LEADER_NOT_AVAILABLE,
    partitionIndex: partition.partition,
    leaderId: reachable ? leader : -1,
    leaderEpoch,
    replicaNodes: [...replicas],
    isrNodes: [...isr],
    offlineReplicas: replicas.filter((id) => image.brokers.get(id)?.fenced !== false),
  };
}
