// Fetch (key 1), versions 4-18, for consumers and for followers.
//
// Behaviour: whole batches from the one that holds the offset; the first batch even if it is larger than every limit
// (KIP-74); waits until min bytes are there, at most max wait. Consumers see up to the high watermark (isolation 1: the
// last stable offset), followers up to the log end. Diverging epochs (KIP-595, v12), topic ids (KIP-516, v13), replica
// state (KIP-903, v15), leader hints (KIP-951, v16). Fetch sessions (KIP-227, v7) and preferred read replicas (KIP-392,
// v11) have files of their own.
import { toLong, toNumber } from "../../../base/long.ts";
import { andThen } from "../../../log/batch-walk.ts";
import { type ApiHandler, apiHandler, type RequestContext } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { Fetch } from "../../../protocol/schemas/01-fetch.ts";
import { type BrokerContext, currentLeaderOf, endpointsOf, findPartition } from "../../broker-context.ts";
import type { Partition } from "../../replication/partition.ts";
import { type AnsweredRow, type AskedPartition, type FetchContext, FetchSessions } from "./fetch-sessions.ts";
import { preferredReplicaSelector } from "./preferred-replica.ts";
import {
  type FetchParams,
  hasEnough,
  noteFollower,
  noteGiven,
  type ReadResult,
  readAll,
  stillHolds,
  type Wanted,
} from "./reader.ts";

type Request = RequestOf<typeof Fetch>;
type Response = ResponseInput<typeof Fetch>;
type TopicResponse = NonNullable<Response["responses"]>[number];
type PartitionResponse = NonNullable<TopicResponse["partitions"]>[number];

export function fetchHandler(broker: BrokerContext): ApiHandler {
  let sessions: FetchSessions | null = null;
  return apiHandler<typeof Fetch>({
    api: Fetch,
    handle(request, context) {
      sessions ??= new FetchSessions({ ports: broker.ports, slots: broker.config.number(SESSION_SLOTS) });
      return fetch(broker, sessions, request, context);
    },
    onError: (_request, errorCode) => ({ errorCode }),
  });
}

const FIRST_VERSION_WITH_SESSIONS = 7;
const SESSION_SLOTS = "max.incremental.fetch.session.cache.slots";

/** A promise only when something must be waited for, so that the common case stays synchronous. */
function fetch(
  broker: BrokerContext,
  sessions: FetchSessions,
  request: Request,
  context: RequestContext,
): Response | Promise<Response> {
  const { apiVersion } = context;
  const params = paramsOf(broker, request, apiVersion);
  const session = sessions.open(request, apiVersion, params.replicaId >= 0);
  if (typeof session === "number") return { errorCode: session };
  const wanted = wantedOf(broker, session.asked, apiVersion);
  const answer = (results: readonly ReadResult[]): Response => {
    noteGiven(results, params);
    return response(broker, session, results, params, apiVersion);
  };
  const read = readAll(broker.replicas, wanted, params);
  return andThen(read, (results) => {
    noteFollower(results, params, context.event);
    if (mustAnswer(request, results, params)) return answer(results);
    // A follower reads all that there is, and it was read just now.
    const isCurrent = read === results && params.replicaId >= 0 && params.minBytes <= 1;
    if (!isCurrent && hasEnough(wanted, params))
      return andThen(readAll(broker.replicas, wanted, params), answer);
    return parked(broker, request, wanted, params, context).then(() =>
      stillHolds(results, params)
        ? answer(results)
        : andThen(readAll(broker.replicas, wanted, params), answer),
    );
  });
}

function mustAnswer(request: Request, results: readonly ReadResult[], params: FetchParams): boolean {
  if (request.maxWaitMs <= 0 || results.length === 0) return true;
  let bytes = 0;
  for (const { errorCode, diverging, preferredReadReplica, records } of results) {
    if (errorCode !== ErrorCode.NONE || diverging !== null || preferredReadReplica >= 0) return true;
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
  const keys: Partition[] = [];
  for (const { partition } of wanted) if (typeof partition !== "string") keys.push(partition);
  return new Promise((resume) => {
    broker.replicas.purgatory.park({
      api: Fetch.name,
      context,
      keys,
      timeoutMs: request.maxWaitMs,
      waitsFor: `${params.minBytes} byte(s) of ${namesOf(keys)}`,
      tryComplete() {
        if (!hasEnough(wanted, params)) return false;
        resume();
        return true;
      },
      expire: resume,
    });
  });
}

function namesOf(partitions: readonly Partition[]): string {
  let names = "";
  for (const { topic, index } of partitions) names += `${names === "" ? "" : ", "}${topic}-${index}`;
  return names;
}

function paramsOf(broker: BrokerContext, request: Request, apiVersion: number): FetchParams {
  const replicaId = apiVersion >= 15 ? request.replicaState.replicaId : request.replicaId;
  const maxBytes = Math.min(request.maxBytes, broker.config.number("fetch.max.bytes"));
  return {
    replicaId,
    replicaEpoch: toNumber(request.replicaState.replicaEpoch),
    readCommitted: request.isolationLevel === 1,
    onlyFromLeader: replicaId >= 0 || apiVersion < 11,
    rackId: apiVersion >= 11 ? request.rackId : "",
    quota: broker.replicas.leaderQuota,
    preferredReplica: preferredReplicaSelector(broker),
    minBytes: Math.min(request.minBytes, maxBytes),
    maxBytes,
  };
}

function wantedOf(broker: BrokerContext, asked: readonly AskedPartition[], apiVersion: number): Wanted[] {
  const byId = apiVersion >= 13;
  const { topicsById } = broker.image();
  return asked.map((one) => {
    const { topic, topicId, row } = one;
    const name = byId ? topicsById.get(topicId)?.name : topic;
    return {
      asked: one,
      topic: { name: name ?? "", topicId },
      index: row.partition,
      partition: name === undefined ? "UNKNOWN_TOPIC_ID" : findPartition(broker, name, row.partition),
      currentLeaderEpoch: row.currentLeaderEpoch,
      fetchOffset: toNumber(row.fetchOffset),
      logStartOffset: toNumber(row.logStartOffset),
      lastFetchedEpoch: row.lastFetchedEpoch,
      maxBytes: row.partitionMaxBytes,
      byId,
    };
  });
}

function response(
  broker: BrokerContext,
  session: FetchContext,
  results: readonly ReadResult[],
  params: FetchParams,
  apiVersion: number,
): Response {
  const leaders = new Set<number>();
  const answered: AnsweredRow[] = [];
  for (const result of results) {
    const { asked, topic, index } = result.wanted;
    const row = rowOf(result, params);
    const { errorCode } = result;
    const moved =
      errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER || errorCode === ErrorCode.FENCED_LEADER_EPOCH;
    if (!moved || apiVersion < 16) {
      answered.push({ asked, row });
      continue;
    }
    const currentLeader = currentLeaderOf(broker, topic.name, index);
    leaders.add(currentLeader.leaderId);
    answered.push({ asked, row: { ...row, currentLeader } });
  }
  const { errorCode, sessionId, rows } = session.answer(answered);
  const responses = byTopic(rows);
  if (apiVersion < FIRST_VERSION_WITH_SESSIONS) return { responses };
  // Followers hear of leaders from the controller.
  if (leaders.size === 0 || params.replicaId >= 0) return { errorCode, sessionId, responses };
  return { errorCode, sessionId, responses, nodeEndpoints: endpointsOf(broker, leaders) };
}

/** Neighbours of one topic stand together. */
function byTopic(rows: readonly AnsweredRow[]): TopicResponse[] {
  const responses: { topic: string; topicId: string; partitions: PartitionResponse[] }[] = [];
  for (const { asked, row } of rows) {
    let last = responses.at(-1);
    if (last === undefined || last.topic !== asked.topic || last.topicId !== asked.topicId) {
      last = { topic: asked.topic, topicId: asked.topicId, partitions: [] };
      responses.push(last);
    }
    last.partitions.push(row);
  }
  return responses;
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
    abortedTransactions: listed
      ? (result.abortedTransactions ?? []).map(({ producerId, firstOffset }) => ({
          producerId,
          firstOffset: toLong(firstOffset),
        }))
      : null,
    preferredReadReplica: result.preferredReadReplica,
    records: result.records,
  };
  if (diverging === null) return row;
  return { ...row, divergingEpoch: { epoch: diverging.epoch, endOffset: toLong(diverging.endOffset) } };
}
