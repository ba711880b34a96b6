// Produce (key 0), versions 3-13. Advertised from 0: old librdkafka switches compression off otherwise (KAFKA-18659);
// versions 0-2 close the connection.
//
// Behaviour: one batch per partition, appended by the leader; acks=0 has no answer and an error closes the connection;
// acks=1 is answered after the append; acks=-1 (all) when the high watermark has passed the batch, or after the timeout.
// KIP-467 record errors (v8), KIP-951 leader hints (v10), KIP-516 topic ids (v13).
// Not here: transactions. A transactional batch without transactional id is refused as by Kafka.
import { toLong } from "../../../base/long.ts";
import { AppendError } from "../../../log/log.ts";
import { type ApiHandler, apiHandler, CLOSE_CONNECTION, type RequestContext } from "../../../net/server.ts";
import { DiskError } from "../../../ports/disk.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { Produce } from "../../../protocol/schemas/00-produce.ts";
import { CODEC_NAMES, loadCodec, loadedCodec } from "../../../records/compression.ts";
import { type BrokerContext, currentLeaderOf, endpointsOf, findPartition } from "../../broker-context.ts";
import type { Partition } from "../../replication/partition.ts";
import { PartitionError } from "../../replication/partition-error.ts";
import { checkRecords, codecOf, isTransactional } from "./records-check.ts";

type Request = RequestOf<typeof Produce>;
type Response = ResponseInput<typeof Produce>;
type Result = Response | null | typeof CLOSE_CONNECTION;
type PartitionResponse = NonNullable<
  NonNullable<Response["responses"]>[number]["partitionResponses"]
>[number];

/** How one partition of the request has fared so far. */
interface Outcome {
  readonly topic: { readonly name: string; readonly topicId: string };
  readonly index: number;
  errorCode: number;
  baseOffset: number;
  logAppendTimeMs: number;
  logStartOffset: number;
  recordErrors: AppendError["recordErrors"];
  errorMessage: string | null;
  /** With acks=all: where the high watermark must be. */
  waitsAt: { readonly partition: Partition; readonly offset: number } | null;
}

export function produceHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof Produce>({
    api: Produce,
    handle: (request, context) =>
      request.acks === 0
        ? withoutAnswer(broker, request, context)
        : produceWhenLoaded(broker, request, context),
    onError: (request, errorCode) => errorResponse(request, errorCode),
  });
}

/** Whatever goes wrong, a producer that expects no answer must not get one. */
async function withoutAnswer(
  broker: BrokerContext,
  request: Request,
  context: RequestContext,
): Promise<Result> {
  try {
    return await produceWhenLoaded(broker, request, context);
  } catch {
    return CLOSE_CONNECTION;
  }
}

function produceWhenLoaded(
  broker: BrokerContext,
  request: Request,
  context: RequestContext,
): Result | Promise<Result> {
  const loading = missingCodecs(request);
  const room = broker.replicas.room(context.sizeBytes);
  if (loading === undefined && room === undefined) return produce(broker, request, context);
  return Promise.all([loading, room]).then(() => produce(broker, request, context));
}

/** The log looks into compressed batches; a codec that was never used before must be loaded first. */
function missingCodecs(request: Request): Promise<unknown> | undefined {
  let missing: Set<number> | null = null;
  for (const { partitionData } of request.topicData)
    for (const { records } of partitionData) {
      const codec = codecOf(records);
      if (codec === 0 || CODEC_NAMES[codec] === undefined || loadedCodec(codec) !== undefined) continue;
      missing ??= new Set();
      missing.add(codec);
    }
  return missing === null ? undefined : Promise.all([...missing].map(loadCodec));
}

function produce(broker: BrokerContext, request: Request, context: RequestContext): Result | Promise<Result> {
  const { acks } = request;
  if (acks !== 0 && acks !== 1 && acks !== -1) return errorResponse(request, ErrorCode.INVALID_REQUIRED_ACKS);
  if (request.transactionalId === null && carriesTransaction(request)) {
    const response = errorResponse(request, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    return acks === 0 ? CLOSE_CONNECTION : response;
  }
  const outcomes: Outcome[] = [];
  const written = new Set<Partition>();
  for (const topic of request.topicData) {
    const byId = context.apiVersion >= 13;
    const name = byId ? broker.image().topicsById.get(topic.topicId)?.name : topic.name;
    for (const { index, records } of topic.partitionData) {
      const outcome = newOutcome({ name: name ?? "", topicId: topic.topicId }, index);
      outcomes.push(outcome);
      if (name === undefined) {
        outcome.errorCode = ErrorCode.UNKNOWN_TOPIC_ID;
        continue;
      }
      const refusal = checkRecords(records, context.apiVersion);
      if (refusal !== null) {
        outcome.errorCode = ErrorCode[refusal];
        continue;
      }
      const partition = append(broker, outcome, records!, acks, context);
      if (partition !== null) written.add(partition);
    }
  }
  let flushes: Map<Partition, Promise<void>> | null = null;
  for (const partition of written) {
    const flush = broker.replicas.written(partition);
    if (flush === undefined) continue;
    flushes ??= new Map();
    flushes.set(partition, flush);
  }
  // Followers and consumers that wait for data get all partitions of this request at once.
  for (const partition of written) broker.replicas.purgatory.check(partition);
  if (flushes === null) return acknowledge(broker, request, outcomes, context);
  return flushed(broker, flushes, outcomes).then(() => acknowledge(broker, request, outcomes, context));
}

/** Appends one batch. Null when it was refused: the outcome says why. */
function append(
  broker: BrokerContext,
  outcome: Outcome,
  records: Uint8Array,
  acks: number,
  context: RequestContext,
): Partition | null {
  const { topic, index } = outcome;
  const partition = findPartition(broker, topic.name, index);
  if (typeof partition === "string") {
    outcome.errorCode = ErrorCode[partition];
    return null;
  }
  try {
    const result = partition.appendAsLeader(records, acks, context.event);
    outcome.baseOffset = result.firstOffset;
    outcome.logAppendTimeMs = result.logAppendTimeMs;
    outcome.logStartOffset = result.logStartOffset;
    if (acks === -1) outcome.waitsAt = { partition, offset: result.lastOffset + 1 };
    return partition;
  } catch (error) {
    refuse(broker, outcome, partition, error, context);
    return null;
  }
}

/** Refused before the log was asked, or by a log whose state says nothing: then its start is not told either. */
const WITHOUT_LOG_START: ReadonlySet<number> = new Set([
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.UNKNOWN_TOPIC_ID,
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.MESSAGE_TOO_LARGE,
  ErrorCode.RECORD_LIST_TOO_LARGE,
  ErrorCode.CORRUPT_MESSAGE,
  ErrorCode.KAFKA_STORAGE_ERROR,
  ErrorCode.INVALID_PRODUCER_EPOCH,
]);

function refuse(
  broker: BrokerContext,
  outcome: Outcome,
  partition: Partition,
  error: unknown,
  context: RequestContext,
): void {
  if (error instanceof DiskError) {
    broker.replicas.diskFailed(error);
    outcome.errorCode = ErrorCode.KAFKA_STORAGE_ERROR;
  } else if (error instanceof AppendError) {
    outcome.errorCode = error.code;
    outcome.recordErrors = error.recordErrors;
    if (error.recordErrors.length > 0) outcome.errorMessage = error.message;
  } else if (error instanceof PartitionError) {
    outcome.errorCode = error.code;
  } else {
    throw error;
  }
  if (!WITHOUT_LOG_START.has(outcome.errorCode)) outcome.logStartOffset = partition.log.logStartOffset;
  const { topic, index } = partition;
  const message = (error as Error).message;
  broker.ports.trace.emit({ kind: "append-refused", topic, partition: index, error: message }, context.event);
}

async function flushed(
  broker: BrokerContext,
  flushes: ReadonlyMap<Partition, Promise<void>>,
  outcomes: readonly Outcome[],
): Promise<void> {
  await Promise.all(
    Array.from(flushes, async ([{ topic, index }, flush]) => {
      try {
        await flush;
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        broker.replicas.diskFailed(error);
        for (const outcome of outcomes) {
          if (outcome.topic.name !== topic || outcome.index !== index) continue;
          if (outcome.errorCode === ErrorCode.NONE) outcome.errorCode = ErrorCode.KAFKA_STORAGE_ERROR;
          outcome.waitsAt = null;
        }
      }
    }),
  );
}

function acknowledge(
  broker: BrokerContext,
  request: Request,
  outcomes: readonly Outcome[],
  context: RequestContext,
): Result | Promise<Result> {
  if (request.acks === 0) {
    return outcomes.some(({ errorCode }) => errorCode !== ErrorCode.NONE) ? CLOSE_CONNECTION : null;
  }
  if (tryAll(outcomes)) return response(broker, outcomes, context.apiVersion);
  const waits = outcomes.flatMap(({ waitsAt }) => (waitsAt === null ? [] : [waitsAt]));
  return new Promise((answer) => {
    broker.replicas.purgatory.park({
      api: Produce.name,
      context,
      keys: waits.map(({ partition }) => partition),
      timeoutMs: request.timeoutMs,
      waitsFor: waits
        .map(({ partition, offset }) => `${partition.topic}-${partition.index} committed up to ${offset}`)
        .join(", "),
      requiredOffset: (key) => waits.find(({ partition }) => partition === key)?.offset ?? null,
      tryComplete() {
        if (!tryAll(outcomes)) return false;
        answer(response(broker, outcomes, context.apiVersion));
        return true;
      },
      expire() {
        for (const outcome of outcomes)
          if (outcome.waitsAt !== null) outcome.errorCode = ErrorCode.REQUEST_TIMED_OUT;
        answer(response(broker, outcomes, context.apiVersion));
      },
    });
  });
}

/** Says whether nothing is waited for any more. */
function tryAll(outcomes: readonly Outcome[]): boolean {
  let all = true;
  for (const outcome of outcomes) {
    if (outcome.waitsAt === null) continue;
    const { partition, offset } = outcome.waitsAt;
    const error = partition.committedUpTo(offset);
    if (error === null) {
      all = false;
    } else {
      outcome.errorCode = ErrorCode[error];
      outcome.waitsAt = null;
    }
  }
  return all;
}

function newOutcome(topic: Outcome["topic"], index: number): Outcome {
  return {
    topic,
    index,
    errorCode: ErrorCode.NONE,
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
    recordErrors: [],
    errorMessage: null,
    waitsAt: null,
  };
}

function response(broker: BrokerContext, outcomes: readonly Outcome[], apiVersion: number): Response {
  const leaders = new Set<number>();
  const responses: {
    name: string;
    topicId: string;
    partitionResponses: PartitionResponse[];
  }[] = [];
  for (const outcome of outcomes) {
    const { topic } = outcome;
    let last = responses.at(-1);
    if (last === undefined || last.name !== topic.name || last.topicId !== topic.topicId) {
      last = { ...topic, partitionResponses: [] };
      responses.push(last);
    }
    const row = rowOf(outcome);
    if (outcome.errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER && apiVersion >= 10) {
      const currentLeader = currentLeaderOf(broker, topic.name, outcome.index);
      leaders.add(currentLeader.leaderId);
      last.partitionResponses.push({ ...row, currentLeader });
    } else {
      last.partitionResponses.push(row);
    }
  }
  return leaders.size === 0 ? { responses } : { responses, nodeEndpoints: endpointsOf(broker, leaders) };
}

function rowOf(outcome: Outcome): PartitionResponse {
  return {
    index: outcome.index,
    errorCode: outcome.errorCode,
    baseOffset: toLong(outcome.baseOffset),
    logAppendTimeMs: toLong(outcome.logAppendTimeMs),
    logStartOffset: toLong(outcome.logStartOffset),
    recordErrors: outcome.recordErrors.map(({ batchIndex, message }) => ({
      batchIndex,
      batchIndexErrorMessage: message,
    })),
    errorMessage: outcome.errorMessage,
  };
}

function errorResponse(request: Request, errorCode: number): Response {
  return {
    responses: request.topicData.map(({ name, topicId, partitionData }) => ({
      name,
      topicId,
      partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset: -1n })),
    })),
  };
}

function carriesTransaction(request: Request): boolean {
  return request.topicData.some(({ partitionData }) =>
    partitionData.some(({ records }) => isTransactional(records)),
  );
}
