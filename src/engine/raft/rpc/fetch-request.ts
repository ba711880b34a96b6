// Fetch at the leader (KIP-595): by what a replica asks for, the leader knows what it has. Where the logs have parted it
// is told so, where the log no longer reaches back, a snapshot is named. A fetch with nothing to bring waits for an
// append, or for a high watermark that its sender lacks (KIP-1166).
import { METADATA_TOPIC_ID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { Fetch } from "../../protocol/schemas/01-fetch.ts";
import type { Cause, RequestRef } from "../effect.ts";
import type { Leader } from "../epoch-state.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import type { Validity } from "../raft-log.ts";
import { BOOTSTRAP_SNAPSHOT, sameSnapshot } from "../snapshot-file.ts";
import { heardOfFollower, leaderHighWatermarkMoved } from "../states/leader.ts";
import { admittedPartition, isMetadataTopic, leaderEndpointsField, leaderRequestError } from "./checks.ts";

type FetchRequest = RequestOf<typeof Fetch>;
type FetchPartition = FetchRequest["topics"][number]["partitions"][number];
type FetchResponse = ResponseInput<typeof Fetch>;
type PartitionResponse = NonNullable<NonNullable<FetchResponse["responses"]>[number]["partitions"]>[number];

/** The first version whose answers tell where the leader is. */
const ENDPOINTS_SINCE = 16;

interface FetchCall {
  readonly ref: RequestRef;
  readonly version: number;
  readonly replicaId: number;
  readonly partition: FetchPartition;
  readonly maxBytes: number;
  readonly cause: Cause;
}

export interface ParkedFetch extends FetchCall {
  readonly deadlineMs: number;
}

export function handleFetchRequest(
  raft: Raft,
  request: FetchRequest,
  version: number,
  ref: RequestRef,
): void {
  const admitted = admittedPartition<FetchPartition, FetchRequest["topics"][number]>(raft, request, ref);
  if (admitted === null) return;
  const { topic, partition } = admitted;
  if (partition.partition !== METADATA_PARTITION || !isMetadataTopic(topic)) {
    return raft.answer(ref, { errorCode: ErrorCode.INVALID_REQUEST });
  }
  // Older versions have the replica's id in another place.
  const replicaId = version >= 15 ? request.replicaState.replicaId : request.replicaId;
  const call = { ref, version, replicaId, partition, maxBytes: request.maxBytes, cause: raft.cause };
  const { fetchOffset, lastFetchedEpoch, currentLeaderEpoch } = partition;
  if (
    request.maxWaitMs < 0 ||
    fetchOffset < 0n ||
    lastFetchedEpoch < 0 ||
    lastFetchedEpoch > currentLeaderEpoch
  ) {
    return answerError(raft, call, ErrorCode.INVALID_REQUEST);
  }
  tryFetch(raft, call, request.maxWaitMs);
}

function tryFetch(raft: Raft, call: FetchCall, maxWaitMs: number): void {
  const { partition, replicaId } = call;
  const errorCode = leaderRequestError(raft, partition.currentLeaderEpoch);
  if (errorCode !== ErrorCode.NONE) return answerError(raft, call, errorCode);
  const { key } = raft.identity;
  if (replicaId === key.id && raft.isVoter) return answerError(raft, call, ErrorCode.UNKNOWN_SERVER_ERROR);
  const state = raft.state as Leader;
  const fetchOffset = Number(partition.fetchOffset);
  const validity = validityOf(raft, fetchOffset, partition.lastFetchedEpoch);
  if (validity.kind !== "valid") return answerElsewhere(raft, call, state, validity);
  if (replicaId >= 0) noteProgress(raft, state, call, fetchOffset);
  const isNews =
    raft.log.endOffset > fetchOffset || BigInt(state.highWatermark ?? -1) > partition.highWatermark;
  if (isNews || maxWaitMs === 0) return answerRecords(raft, call, state, fetchOffset);
  const { ref, version, maxBytes, cause } = call;
  raft.parked.add({
    ref,
    version,
    replicaId,
    partition,
    maxBytes,
    cause,
    deadlineMs: raft.nowMs + maxWaitMs,
  });
}

function noteProgress(raft: Raft, state: Leader, call: FetchCall, fetchOffset: number): void {
  const key = { id: call.replicaId, directoryId: call.partition.replicaDirectoryId };
  const moved = state.replicas.fetched(key, fetchOffset, raft);
  heardOfFollower(raft, state, key);
  if (!moved) return;
  leaderHighWatermarkMoved(raft, state);
  completeParkedFetches(raft);
}

/** Who begins with nothing is better served with the newest snapshot than with the whole log. */
function validityOf(raft: Raft, offset: number, epoch: number): Validity {
  const latest = raft.log.snapshots.latest?.id;
  if (offset === 0 && latest !== undefined && !sameSnapshot(latest, BOOTSTRAP_SNAPSHOT)) {
    return { kind: "snapshot", id: latest };
  }
  return raft.log.validate(offset, epoch);
}

/** Fetches that wait for what there is now. */
export function completeParkedFetches(raft: Raft): void {
  if (raft.state.name !== "leader") return;
  const highWatermark = BigInt(raft.state.highWatermark ?? -1);
  for (const parked of [...raft.parked]) {
    const { fetchOffset, highWatermark: known } = parked.partition;
    if (raft.log.endOffset <= Number(fetchOffset) && highWatermark <= known) continue;
    raft.parked.delete(parked);
    tryFetch(raft, parked, 0);
  }
}

/** Fetches that have waited long enough: that they end is no sign of life. Returns when the next one has. */
export function expireParkedFetches(raft: Raft): number {
  let next = Number.POSITIVE_INFINITY;
  for (const parked of raft.parked) {
    if (parked.deadlineMs > raft.nowMs) next = Math.min(next, parked.deadlineMs);
    else {
      raft.parked.delete(parked);
      const highWatermark = BigInt(raft.state.highWatermark ?? -1);
      raft.answer(parked.ref, fetchResponse(raft, parked, { highWatermark }));
    }
  }
  return next;
}

/** This node does not lead any more. */
export function refuseParkedFetches(raft: Raft): void {
  for (const parked of [...raft.parked]) answerError(raft, parked, ErrorCode.NOT_LEADER_OR_FOLLOWER);
  raft.parked.clear();
}

function answerError(raft: Raft, call: FetchCall, errorCode: number): void {
  raft.answer(call.ref, fetchResponse(raft, call, { errorCode }));
}

function answerElsewhere(
  raft: Raft,
  call: FetchCall,
  state: Leader,
  validity: Exclude<Validity, { readonly kind: "valid" }>,
): void {
  const highWatermark = BigInt(state.highWatermark ?? -1);
  const where: PartitionResponse =
    validity.kind === "diverging"
      ? { divergingEpoch: { epoch: validity.end.epoch, endOffset: BigInt(validity.end.endOffset) } }
      : { snapshotId: { epoch: validity.id.epoch, endOffset: BigInt(validity.id.endOffset) } };
  raft.answer(call.ref, fetchResponse(raft, call, { highWatermark, ...where }));
}

function answerRecords(raft: Raft, call: FetchCall, state: Leader, fetchOffset: number): void {
  const highWatermark = BigInt(state.highWatermark ?? -1);
  const { log } = raft.log;
  const limit = log.logEndOffset;
  const maxBytes = Math.min(call.maxBytes, raft.settings.fetchMaxBytes);
  const answer = fetchResponse(raft, call, { highWatermark });
  if (fetchOffset >= limit) return raft.answer(call.ref, answer);
  const refused = (): FetchResponse =>
    fetchResponse(raft, call, { errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER });
  raft.outbox.push({
    kind: "answer-records",
    ref: call.ref,
    records: {
      read: () => (raft.state === state ? log.read(fetchOffset, limit, maxBytes, true) : NOTHING),
      // The log may have been cut while it was read.
      into: (records) =>
        raft.state === state ? fetchResponse(raft, call, { highWatermark, records }) : refused(),
    },
  });
}

const NOTHING = new Uint8Array(0);

function fetchResponse(raft: Raft, call: FetchCall, partition: PartitionResponse): FetchResponse {
  return {
    errorCode: ErrorCode.NONE,
    responses: [
      {
        topicId: METADATA_TOPIC_ID,
        topic: METADATA_TOPIC,
        partitions: [
          {
            partitionIndex: METADATA_PARTITION,
            highWatermark: -1n,
            lastStableOffset: -1n,
            logStartOffset: BigInt(raft.log.startOffset),
            currentLeader: { leaderId: raft.state.leaderId, leaderEpoch: raft.epoch },
            abortedTransactions: [],
            records: NOTHING,
            ...partition,
          },
        ],
      },
    ],
    ...endpointsField(raft, call.version),
  };
}

function endpointsField(raft: Raft, version: number) {
  const { nodeEndpoints } = leaderEndpointsField(raft, version >= ENDPOINTS_SINCE);
  return nodeEndpoints === undefined
    ? {}
    : { nodeEndpoints: nodeEndpoints.map((endpoint) => ({ ...endpoint, rack: null })) };
}
