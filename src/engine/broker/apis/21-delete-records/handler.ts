// DeleteRecords (key 21), versions 0-2.
//
// Behaviour: the leader moves its log start up to the offset asked for (-1: its high watermark), and answers when the logs
// of all replicas on living brokers start there too (KIP-107), or after the timeout. What is not yet committed cannot be
// deleted, nor anything of a topic that is only compacted, nor of an internal one. The files go later, with retention.
import { toLong, toNumber } from "../../../base/long.ts";
import { type ApiHandler, apiHandler, type RequestContext } from "../../../net/server.ts";
import { DiskError } from "../../../ports/disk.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { DeleteRecords } from "../../../protocol/schemas/21-delete-records.ts";
import { type BrokerContext, findPartition } from "../../broker-context.ts";
import type { Partition } from "../../replication/partition.ts";
import { PartitionError } from "../../replication/partition-error.ts";

type Request = RequestOf<typeof DeleteRecords>;
type Response = ResponseInput<typeof DeleteRecords>;

const INTERNAL_TOPICS: ReadonlySet<string> = new Set([
  "__consumer_offsets",
  "__transaction_state",
  "__share_group_state",
]);
const NO_WATERMARK = -1;

interface Outcome {
  readonly topic: string;
  readonly index: number;
  errorCode: number;
  lowWatermark: number;
  /** Where the followers' logs must start. */
  waitsAt: { readonly partition: Partition; readonly offset: number } | null;
}

export function deleteRecordsHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof DeleteRecords>({
    api: DeleteRecords,
    handle: (request, context) => deleteRecords(broker, request, context),
    onError: (request, errorCode) => ({
      topics: request.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode,
          lowWatermark: toLong(NO_WATERMARK),
        })),
      })),
    }),
  });
}

function deleteRecords(
  broker: BrokerContext,
  request: Request,
  context: RequestContext,
): Response | Promise<Response> {
  const outcomes = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, offset }) => deleteOne(broker, name, partitionIndex, toNumber(offset))),
  );
  if (tryAll(outcomes)) return response(request, outcomes);
  const waits = outcomes.flatMap(({ waitsAt }) => (waitsAt === null ? [] : [waitsAt]));
  return new Promise((answer) => {
    broker.replicas.purgatory.park({
      api: DeleteRecords.name,
      context,
      keys: waits.map(({ partition }) => partition),
      timeoutMs: request.timeoutMs,
      waitsFor: waits
        .map(({ partition, offset }) => `${partition.topic}-${partition.index} from ${offset} on everywhere`)
        .join(", "),
      tryComplete() {
        if (!tryAll(outcomes)) return false;
        answer(response(request, outcomes));
        return true;
      },
      expire() {
        for (const outcome of outcomes) {
          if (outcome.waitsAt !== null) outcome.errorCode = ErrorCode.REQUEST_TIMED_OUT;
        }
        answer(response(request, outcomes));
      },
    });
  });
}

function deleteOne(broker: BrokerContext, topic: string, index: number, offset: number): Outcome {
  const outcome: Outcome = {
    topic,
    index,
    errorCode: ErrorCode.NONE,
    lowWatermark: NO_WATERMARK,
    waitsAt: null,
  };
  try {
    if (INTERNAL_TOPICS.has(topic)) throw new PartitionError("INVALID_TOPIC_EXCEPTION");
    const partition = findPartition(broker, topic, index);
    if (typeof partition === "string") throw new PartitionError(partition);
    const until = partition.deleteRecords(offset);
    outcome.waitsAt = { partition, offset: until };
    broker.replicas.changed(partition);
  } catch (error) {
    if (error instanceof DiskError) broker.replicas.diskFailed(error);
    else if (!(error instanceof PartitionError)) throw error;
    outcome.errorCode = error instanceof PartitionError ? error.code : ErrorCode.KAFKA_STORAGE_ERROR;
  }
  return outcome;
}

/** Says whether nothing is waited for any more. */
function tryAll(outcomes: readonly Outcome[]): boolean {
  let all = true;
  for (const outcome of outcomes) {
    if (outcome.waitsAt === null) continue;
    const { partition, offset } = outcome.waitsAt;
    const error = partition.deletedUpTo(offset);
    if (error === null) {
      all = false;
      continue;
    }
    outcome.errorCode = ErrorCode[error];
    if (error === "NONE") outcome.lowWatermark = partition.lowWatermark;
    outcome.waitsAt = null;
  }
  return all;
}

function response(request: Request, outcomes: readonly Outcome[]): Response {
  let at = 0;
  return {
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => {
        const { errorCode, lowWatermark } = outcomes[at++]!;
        return { partitionIndex, errorCode, lowWatermark: toLong(lowWatermark) };
      }),
    })),
  };
}
