// DescribeTopicPartitions (key 75), version 0 (KIP-966): topics in the order of their names, page by page, with the
// replicas that are eligible to lead beside the ISR.
import type { TopicImage } from "../../../controller/image.ts";
import { topicNameProblem } from "../../../controller/topics/topic-name.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { DescribeTopicPartitions } from "../../../protocol/schemas/75-describe-topic-partitions.ts";
import { type BrokerContext, isInternalTopic, TOPIC_OPERATIONS } from "../../broker-context.ts";
import { partitionRow } from "../03-metadata/handler.ts";

type Request = RequestOf<typeof DescribeTopicPartitions>;
type Response = ResponseInput<typeof DescribeTopicPartitions>;
type TopicRow = NonNullable<Response["topics"]>[number];

export function describeTopicPartitionsHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof DescribeTopicPartitions>({
    api: DescribeTopicPartitions,
    handle: (request) => describeTopicPartitions(broker, request),
    onError: errorResponse,
  });
}

function errorResponse(request: Request, errorCode: number): Response {
  return { topics: request.topics.map(({ name }) => ({ errorCode, name })) };
}

function describeTopicPartitions(broker: BrokerContext, request: Request): Response {
  const image = broker.image();
  const { cursor } = request;
  const asked = request.topics.map(({ name }) => name);
  if (cursor !== null) {
    const isAsked = asked.length === 0 || asked.includes(cursor.topicName);
    if (cursor.partitionIndex < 0 || !isAsked) return errorResponse(request, ErrorCode.INVALID_REQUEST);
  }
  const from = cursor?.topicName ?? "";
  const names = [...new Set(asked.length > 0 ? asked : image.topicsByName.keys())]
    .filter((name) => name >= from)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const mostRows = broker.config.number("max.request.partition.size.limit");
  // Each page has a row at least, or a client would page for ever.
  let left = Math.max(1, Math.min(request.responsePartitionLimit, mostRows));
  const topics: TopicRow[] = [];
  for (const name of names) {
    const topic = image.topicsByName.get(name);
    if (topic === undefined) {
      // A cursor may point at a topic that was deleted between two pages.
      if (asked.includes(name)) topics.push(unknownRow(name));
      continue;
    }
    if (left <= 0) return { topics, nextCursor: { topicName: name, partitionIndex: 0 } };
    const first = cursor?.topicName === name ? cursor.partitionIndex : 0;
    const indexes = [...topic.partitions.keys()].filter((index) => index >= first).sort((a, b) => a - b);
    const page = indexes.slice(0, left);
    topics.push(topicRow(broker, topic, page));
    left -= page.length;
    const next = indexes[page.length];
    if (next !== undefined) return { topics, nextCursor: { topicName: name, partitionIndex: next } };
  }
  return { topics };
}

function unknownRow(name: string): TopicRow {
  const errorCode =
    topicNameProblem(name) === null
      ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
      : ErrorCode.INVALID_TOPIC_EXCEPTION;
  return { errorCode, name, topicAuthorizedOperations: TOPIC_OPERATIONS };
}

function topicRow(broker: BrokerContext, topic: TopicImage, indexes: readonly number[]): TopicRow {
  const image = broker.image();
  return {
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic),
    partitions: indexes.map((index) => {
      const partition = topic.partitions.get(index)!;
      return {
        ...partitionRow(image, partition),
        // A partition without a leader is no error here.
        errorCode: ErrorCode.NONE,
        eligibleLeaderReplicas: partition.elr,
        lastKnownElr: partition.lastKnownElr,
      };
    }),
    topicAuthorizedOperations: TOPIC_OPERATIONS,
  };
}
