// Fetch (key 1), versions 4-18, for consumers and for followers.
//
// Behaviour: whole batches from the one that holds the offset; the first batch even if it is larger than every limit
// (KIP-74); waits until min bytes are there, at most max wait. Consumers see up to the high watermark (isolation 1: the
// last stable offset), followers up to the log end. Diverging epochs (KIP-595, v12), topic ids (KIP-516, v13), replica
// state (KIP-903, v15), leader hints (KIP-951, v16).
// Not here: fetch sessions (KIP-227): every answer has session id 0, which clients take as "none". Preferred read
// replicas are never named.
import { toLong, toNumber } from "../../../base/long.ts";
import { type ApiHandler, apiHandler, type RequestContext } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { Fetch } from "../../../protocol/schemas/01-fetch.ts";
import { type BrokerContext, currentLeaderOf, endpointsOf, findPartition } from "../../broker-context.ts";
import type { Partition } from "../../replication/partition.ts";
import {
  type FetchParams,
  hasEnough,
  noteFollower,
  type ReadResult,
  readAll,
  type Wanted,
} from "./reader.ts";

type Request = RequestOf<typeof Fetch>;
type Response = ResponseInput<typeof Fetch>;
type TopicResponse = NonNullable<Response["responses"]>[number];
type PartitionResponse = NonNullable<TopicResponse["partitions"]>[number];

export function fetchHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof Fetch>({
    api: Fetch,
    handle: (request, context) => fetch(broker, request, context),
    onError: (_request, errorCode) => ({ errorCode }),
  });
}

const FINAL_EPOCH = -1;
const INITIAL_EPOCH = 0;

async function fetch(broker: BrokerContext, request: Request, context: RequestContext): Promise<Response> {
  const { sessionEpoch } = request;
  if (sessionEpoch !== FINAL_EPOCH && sessionEpoch !== INITIAL_EPOCH)
    return { errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND };
  const params = paramsOf(broker, request, context.apiVersion);
  const wanted = wantedOf(broker, request, context.apiVersion);
  const results = await readAll(broker.replicas, wanted, params);
  noteFollower(results, params, context.event);
  if (mustAnswer(request, results, params)) return response(broker, results, params, context.apiVersion);
  if (!hasEnough(wanted, params)) await parked(broker, request, wanted, params, context);
  return response(broker, await readAll(broker.replicas, wanted, params), params, context.apiVersion);
}

function mustAnswer(request: Request, results: readonly ReadResult[], params: FetchParams): boolean {
  if (request.maxWaitMs <= 0 || results.length === 0) return true;
  let bytes = 0;
  for (const { errorCode, diverging, records } of results) {
    if (errorCode !== ErrorCode.NONE || diverging !== null) return true;
    bytes += records.length;
  }
  return bytes >= params.minBytes;
}

/** Resolves when there is enough, or the time is up. */
function parked(
  broker: BrokerContext,
  request: Request,
  wanted: readonly Wanted[],
  params: FetchParams,
  context: RequestContext,
): Promise<void> {
  const keys = wanted.flatMap(({ partition }): Partition[] =>
    typeof partition === "string" ? [] : [partition],
  );
  return new Promise((resume) => {
    broker.replicas.purgatory.park({
      api: Fetch.name,
      context,
      keys,
      timeoutMs: request.maxWaitMs,
      waitsFor: `${params.minBytes} byte(s) of ${keys.map(({ topic, index }) => `${topic}-${index}`).join(", ")}`,
      tryComplete() {
        if (!hasEnough(wanted, params)) return false;
        resume();
        return true;
      },
      expire: resume,
    });
  });
}

function paramsOf(broker: BrokerContext, request: Request, apiVersion: number): FetchParams {
  const replicaId = apiVersion >= 15 ? request.replicaState.replicaId : request.replicaId;
  const maxBytes = Math.min(request.maxBytes, broker.config.number("fetch.max.bytes"));
  return {
    replicaId,
    replicaEpoch: toNumber(request.replicaState.replicaEpoch),
    readCommitted: request.isolationLevel === 1,
    onlyFromLeader: replicaId >= 0 || apiVersion < 11,
    minBytes: Math.min(request.minBytes, maxBytes),
    maxBytes,
  };
}

function wantedOf(broker: BrokerContext, request: Request, apiVersion: number): Wanted[] {
  const byId = apiVersion >= 13;
  const { topicsById } = broker.image();
  return request.topics.flatMap(({ topic, topicId, partitions }) => {
    const name = byId ? topicsById.get(topicId)?.name : topic;
    const named = { name: name ?? "", topicId };
    return partitions.map((row) => ({
      topic: named,
      index: row.partition,
      partition: name === undefined ? "UNKNOWN_TOPIC_ID" : findPartition(broker, name, row.partition),
      currentLeaderEpoch: row.currentLeaderEpoch,
      fetchOffset: toNumber(row.fetchOffset),
      lastFetchedEpoch: row.lastFetchedEpoch,
      maxBytes: row.partitionMaxBytes,
      byId,
    }));
  });
}

function response(
  broker: BrokerContext,
  results: readonly ReadResult[],
  params: FetchParams,
  apiVersion: number,
): Response {
  const leaders = new Set<number>();
  const responses: { topic: string; topicId: string; partitions: PartitionResponse[] }[] = [];
  for (const result of results) {
    const { topic, index } = result.wanted;
    let last = responses.at(-1);
    if (last === undefined || last.topic !== topic.name || last.topicId !== topic.topicId) {
      last = { topic: topic.name, topicId: topic.topicId, partitions: [] };
      responses.push(last);
    }
    const row = rowOf(result, params);
    const { errorCode } = result;
    const moved =
      errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER || errorCode === ErrorCode.FENCED_LEADER_EPOCH;
    if (moved && apiVersion >= 16) {
      const currentLeader = currentLeaderOf(broker, topic.name, index);
      leaders.add(currentLeader.leaderId);
      last.partitions.push({ ...row, currentLeader });
    } else {
      last.partitions.push(row);
    }
  }
  return leaders.size === 0 ? { responses } : { responses, nodeEndpoints: endpointsOf(broker, leaders) };
}

function rowOf(result: ReadResult, params: FetchParams): PartitionResponse {
  const { wanted, errorCode, diverging } = result;
  // Kafka tells of no aborted transactions in two ways: an empty list for a topic that nobody knows, else null unless
  // the caller reads committed records only.
  const unknown = typeof wanted.partition === "string" && wanted.partition !== "NOT_LEADER_OR_FOLLOWER";
  const listed = unknown || (params.readCommitted && errorCode === ErrorCode.NONE);
  const row: PartitionResponse = {
    partitionIndex: wanted.index,
    errorCode,
    highWatermark: toLong(result.highWatermark),
    lastStableOffset: toLong(result.lastStableOffset),
    logStartOffset: toLong(result.logStartOffset),
    abortedTransactions: listed ? [] : null,
    records: result.records,
  };
  if (diverging === null) return row;
  return { ...row, divergingEpoch: { epoch: diverging.epoch, endOffset: toLong(diverging.endOffset) } };
}
