// DescribeProducers (key 61), version 0 (KIP-664): which idempotent and transactional producers a partition remembers,
// and where open transactions began. Followers answer too.
import { toLong } from "../../../base/long.ts";
import { topicNameProblem } from "../../../controller/topics/topic-name.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { DescribeProducers } from "../../../protocol/schemas/61-describe-producers.ts";
import { type BrokerContext, findPartition } from "../../broker-context.ts";

type Topics = NonNullable<ResponseInput<typeof DescribeProducers>["topics"]>;
type Row = NonNullable<Topics[number]["partitions"]>[number];

export function describeProducersHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof DescribeProducers>({
    api: DescribeProducers,
    handle: (request) => answerOf(request, (topic, index) => producersOf(broker, topic, index)),
    onError: (request, errorCode, errorMessage) => answerOf(request, () => ({ errorCode, errorMessage })),
  });
}

function answerOf(
  { topics }: RequestOf<typeof DescribeProducers>,
  rowOf: (topic: string, index: number) => Row,
): ResponseInput<typeof DescribeProducers> {
  return {
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => ({
        partitionIndex,
        ...rowOf(name, partitionIndex),
      })),
    })),
  };
}

function producersOf(broker: BrokerContext, topic: string, index: number): Row {
  if (topicNameProblem(topic) !== null) return { errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION };
  const partition = findPartition(broker, topic, index);
  if (typeof partition === "string") return { errorCode: ErrorCode[partition] };
  const activeProducers = partition.log.activeProducers().map((producer) => ({
    producerId: producer.producerId,
    producerEpoch: producer.epoch,
    lastSequence: producer.lastSequence,
    lastTimestamp: toLong(producer.lastTimestampMs),
    coordinatorEpoch: producer.coordinatorEpoch,
    currentTxnStartOffset: toLong(producer.txnStartOffset ?? -1),
  }));
  return { errorCode: ErrorCode.NONE, activeProducers };
}
