// ListOffsets (key 2), versions 1-11.
//
// Behaviour: -1 latest (what the caller may read), -2 earliest, -3 the record with the largest timestamp (v7), -4
// earliest local (v8), -5 latest tiered (v9), -6 earliest pending upload (v11); any other timestamp finds the first
// record at or after it. A leader that does not yet know what is committed answers OFFSET_NOT_AVAILABLE (KIP-207, v5).
// Nothing is tiered here, so -5 and -6 find nothing.
import { toLong, toNumber } from "../../../base/long.ts";
import type { TimestampOffset } from "../../../log/log.ts";
import { type ApiHandler, apiHandler, type RequestContext } from "../../../net/server.ts";
import { DiskError } from "../../../ports/disk.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { ListOffsets } from "../../../protocol/schemas/02-list-offsets.ts";
import { type BrokerContext, findPartition } from "../../broker-context.ts";
import type { Partition } from "../../replication/partition.ts";
import { PartitionError } from "../../replication/partition-error.ts";

type Request = RequestOf<typeof ListOffsets>;
type Response = ResponseInput<typeof ListOffsets>;
type PartitionRequest = Request["topics"][number]["partitions"][number];

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;
const EARLIEST_PENDING_UPLOAD = -6;

/** The first version that knows each special timestamp. */
const SINCE_VERSION: ReadonlyMap<number, number> = new Map([
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
  [EARLIEST_PENDING_UPLOAD, 11],
]);

const EPOCH_SINCE_VERSION = 4;

const NOTHING: TimestampOffset = { timestamp: -1, offset: -1, leaderEpoch: -1 };

export function listOffsetsHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof ListOffsets>({
    api: ListOffsets,
    handle: (request, context) => listOffsets(broker, request, context),
    onError: (request, errorCode) => ({
      topics: request.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
      })),
    }),
  });
}

async function listOffsets(
  broker: BrokerContext,
  request: Request,
  context: RequestContext,
): Promise<Response> {
  const topics = [];
  for (const { name, partitions } of request.topics) {
    const rows = [];
    for (const asked of partitions) {
      const { partitionIndex } = asked;
      try {
        const found = await answerOne(broker, request, name, asked, context.apiVersion);
        const { timestamp, offset } = found;
        // Older answers have no place for an epoch.
        const leaderEpoch = context.apiVersion >= EPOCH_SINCE_VERSION ? found.leaderEpoch : -1;
        rows.push({ partitionIndex, timestamp: toLong(timestamp), offset: toLong(offset), leaderEpoch });
      } catch (error) {
        rows.push({ partitionIndex, errorCode: codeOf(broker, error, context.apiVersion) });
      }
    }
    topics.push({ name, partitions: rows });
  }
  return { topics };
}

function codeOf(broker: BrokerContext, error: unknown, apiVersion: number): number {
  if (error instanceof DiskError) {
    broker.replicas.diskFailed(error);
    return ErrorCode.KAFKA_STORAGE_ERROR;
  }
  if (!(error instanceof PartitionError)) throw error;
  const old = error.code === ErrorCode.OFFSET_NOT_AVAILABLE && apiVersion < 5;
  return old ? ErrorCode.LEADER_NOT_AVAILABLE : error.code;
}

async function answerOne(
  broker: BrokerContext,
  request: Request,
  topic: string,
  asked: PartitionRequest,
  apiVersion: number,
): Promise<TimestampOffset> {
  const timestamp = toNumber(asked.timestamp);
  const since = SINCE_VERSION.get(timestamp);
  if (since !== undefined && apiVersion < since) throw new PartitionError("UNSUPPORTED_VERSION");
  const partition = findPartition(broker, topic, asked.partitionIndex);
  if (typeof partition === "string") throw new PartitionError(partition);
  // -2 is a debugging consumer, which may read from any replica.
  if (request.replicaId === -2) partition.checkEpoch(asked.currentLeaderEpoch);
  else partition.checkLeader(asked.currentLeaderEpoch);
  const isFollower = request.replicaId >= 0;
  const limit = readLimit(partition, request);
  // Right after an election the leader may not know yet what the one before had committed.
  const mayLag = !isFollower && partition.isLeader && partition.epochStartOffset > partition.highWatermark;
  const { log, leaderEpoch } = partition;
  switch (timestamp) {
    case LATEST:
      if (mayLag) throw new PartitionError("OFFSET_NOT_AVAILABLE");
      return { timestamp: -1, offset: limit, leaderEpoch };
    case EARLIEST:
    case EARLIEST_LOCAL: {
      const offset = log.logStartOffset;
      return { timestamp: -1, offset, leaderEpoch: log.epochForOffset(offset) };
    }
    case LATEST_TIERED:
    case EARLIEST_PENDING_UPLOAD:
      return NOTHING;
    default: {
      const found = await log.offsetForTimestamp(timestamp);
      if (found !== null && found.offset < limit) return found;
      if (found !== null && mayLag) throw new PartitionError("OFFSET_NOT_AVAILABLE");
      return NOTHING;
    }
  }
}

function readLimit(partition: Partition, request: Request): number {
  if (request.replicaId >= 0) return partition.log.logEndOffset;
  return request.isolationLevel === 1 ? partition.lastStableOffset : partition.highWatermark;
}
