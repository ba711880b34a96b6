// Answers Fetch for the metadata log at its leader (KIP-595): observers read up to the end of the log and learn the
// high watermark. A fetch with nothing to bring waits for an append, or for a high watermark that its sender lacks
// (KIP-1166).
import { METADATA_TOPIC_ID } from "../base/uuid.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import { ErrorCode } from "../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../protocol/schema.ts";
import type { Fetch } from "../protocol/schemas/01-fetch.ts";
import { METADATA_TOPIC } from "./metadata-topic.ts";
import type { ServedMetadataLog } from "./single-voter-log.ts";

type FetchRequest = RequestOf<typeof Fetch>;
type FetchResponse = ResponseInput<typeof Fetch>;
type PartitionResponse = NonNullable<NonNullable<FetchResponse["responses"]>[number]["partitions"]>[number];
type FetchPartition = FetchRequest["topics"][number]["partitions"][number];

/** What is known of a replica by its fetches, for DescribeQuorum. */
export interface ReplicaProgress {
  readonly replicaId: number;
  readonly directoryId: string;
  readonly logEndOffset: number;
  /** Wall time, -1 for never. */
  readonly lastFetchMs: number;
  readonly lastCaughtUpMs: number;
}

export interface FetchService {
  fetch(request: FetchRequest): Promise<FetchResponse>;
  /** Replicas other than voters that have fetched lately. */
  readonly observers: readonly ReplicaProgress[];
  /** Answers all that wait, with what there is. */
  close(): void;
}

/** Whoever has not fetched for so long is no observer any more. */
const OBSERVER_TIMEOUT_MS = 300_000;
const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;

interface Waiting {
  readonly isReady: () => boolean;
  readonly wake: () => void;
}

export function createFetchService(quorum: ServedMetadataLog, clusterId: string, clock: Clock): FetchService {
  const { log } = quorum;
  const waiting = new Set<Waiting>();
  const progress = new Map<number, ReplicaProgress>();
  let closed = false;

  quorum.onProgress = () => {
    for (const entry of [...waiting]) if (entry.isReady()) entry.wake();
  };

  function wait(isReady: () => boolean, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: Timer = clock.setTimer(timeoutMs, wake);
      const entry: Waiting = { isReady, wake };
      function wake(): void {
        timer.cancel();
        waiting.delete(entry);
        resolve();
      }
      waiting.add(entry);
    });
  }

  function respond(partition: PartitionResponse): FetchResponse {
    const { leader } = quorum;
    const voter = quorum.voters.find(({ id }) => id === leader.leaderId);
    return {
      responses: [
        {
          topicId: METADATA_TOPIC_ID,
          topic: METADATA_TOPIC,
          partitions: [
            {
              partitionIndex: 0,
              highWatermark: -1n,
              lastStableOffset: -1n,
              logStartOffset: BigInt(log.logStartOffset),
              currentLeader: { leaderId: leader.leaderId, leaderEpoch: leader.epoch },
              abortedTransactions: [],
              ...partition,
            },
          ],
        },
      ],
      nodeEndpoints:
        voter === undefined ? [] : [{ nodeId: voter.id, host: voter.host, port: voter.port, rack: null }],
    };
  }

  function epochError(partition: FetchPartition): number {
    if (closed || !quorum.isLeader) return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    const { currentLeaderEpoch, fetchOffset, lastFetchedEpoch } = partition;
    if (fetchOffset < 0n || lastFetchedEpoch < 0 || currentLeaderEpoch < 0) return ErrorCode.INVALID_REQUEST;
    const { epoch } = quorum.leader;
    if (currentLeaderEpoch < epoch) return ErrorCode.FENCED_LEADER_EPOCH;
    if (currentLeaderEpoch > epoch) return ErrorCode.UNKNOWN_LEADER_EPOCH;
    return lastFetchedEpoch > epoch ? ErrorCode.INVALID_REQUEST : ErrorCode.NONE;
  }

  /** Where the sender's log parts from this one, null when it does not. */
  function divergence(
    partition: FetchPartition,
  ): { readonly epoch: number; readonly endOffset: bigint } | null {
    const { lastFetchedEpoch, fetchOffset } = partition;
    const end = log.endOffsetForEpoch(lastFetchedEpoch);
    if (end.epoch === lastFetchedEpoch && BigInt(end.endOffset) >= fetchOffset) return null;
    return { epoch: end.epoch, endOffset: BigInt(end.endOffset) };
  }

  function note(request: FetchRequest, partition: FetchPartition): void {
    const { replicaId } = request.replicaState;
    if (replicaId < 0 || quorum.voters.some(({ id }) => id === replicaId)) return;
    const nowMs = clock.wallMs();
    const logEndOffset = Number(partition.fetchOffset);
    const caughtUp = logEndOffset >= log.logEndOffset;
    const lastCaughtUpMs = caughtUp ? nowMs : (progress.get(replicaId)?.lastCaughtUpMs ?? -1);
    const directoryId = partition.replicaDirectoryId;
    progress.set(replicaId, { replicaId, directoryId, logEndOffset, lastFetchMs: nowMs, lastCaughtUpMs });
  }

  async function fetch(request: FetchRequest): Promise<FetchResponse> {
    if (request.clusterId !== null && request.clusterId !== clusterId) {
      return { errorCode: ErrorCode.INCONSISTENT_CLUSTER_ID };
    }
    const topic = request.topics[0];
    const partition = topic?.partitions[0];
    const isMetadata = topic?.topicId === METADATA_TOPIC_ID || topic?.topic === METADATA_TOPIC;
    if (
      request.topics.length !== 1 ||
      topic?.partitions.length !== 1 ||
      !isMetadata ||
      partition === undefined
    ) {
      return { errorCode: ErrorCode.INVALID_REQUEST };
    }
    const errorCode = epochError(partition);
    if (errorCode !== ErrorCode.NONE) return respond({ errorCode });
    const diverging = divergence(partition);
    if (diverging !== null) {
      return respond({ divergingEpoch: diverging, highWatermark: BigInt(quorum.highWatermark) });
    }
    note(request, partition);
    const fetchOffset = Number(partition.fetchOffset);
    const isReady = (): boolean =>
      log.logEndOffset > fetchOffset || BigInt(quorum.highWatermark) > partition.highWatermark;
    if (!isReady() && request.maxWaitMs > 0) {
      await wait(isReady, request.maxWaitMs);
      const errorAfter = epochError(partition);
      if (errorAfter !== ErrorCode.NONE) return respond({ errorCode: errorAfter });
    }
    const maxBytes = Math.min(request.maxBytes, DEFAULT_MAX_BYTES);
    const records = await log.read(fetchOffset, log.logEndOffset, maxBytes, true);
    return respond({ highWatermark: BigInt(quorum.highWatermark), records });
  }

  return {
    fetch,
    get observers() {
      const oldestMs = clock.wallMs() - OBSERVER_TIMEOUT_MS;
      return [...progress.values()].filter(({ lastFetchMs }) => lastFetchMs >= oldestMs);
    },
    close() {
      closed = true;
      for (const { wake } of [...waiting]) wake();
    },
  };
}
