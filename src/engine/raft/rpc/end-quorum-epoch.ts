// EndQuorumEpoch (KIP-595): a leader that gives up names who should follow it. The first of them asks for pre-votes at
// once, the others a little later each, so that they do not stand against each other.
import { ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseOf } from "../../protocol/schema.ts";
import { EndQuorumEpoch } from "../../protocol/schemas/54-end-quorum-epoch.ts";
import type { RequestRef } from "../effect.ts";
import type { Resigned } from "../epoch-state.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import { matchesKey, type ReplicaKey } from "../voter-set.ts";
import { epochResponse } from "./begin-quorum-epoch.ts";
import { isOfThisCluster, metadataPartition, voterRequestError } from "./checks.ts";
import { endpointsOf, handleCommon, learn } from "./leadership-news.ts";

const VERSION = 1;

/** Returns when it has to be looked at again. */
export function sendEndQuorumEpoch(raft: Raft, state: Resigned): number {
  for (const voterId of state.unacknowledged) {
    const to = raft.voterAddress(voterId);
    if (to !== null) raft.send(to, EndQuorumEpoch, VERSION, () => endRequest(raft, state), raft.stateCause);
  }
  return raft.connections.nextChangeMs(raft.nowMs);
}

function endRequest(raft: Raft, state: Resigned) {
  const { clusterId, key } = raft.identity;
  const partition = {
    partitionIndex: METADATA_PARTITION,
    leaderId: key.id,
    leaderEpoch: state.epoch,
    preferredCandidates: state.successors.map(({ id, directoryId }) => ({
      candidateId: id,
      candidateDirectoryId: directoryId,
    })),
  };
  return {
    clusterId,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    leaderEndpoints: [],
  };
}

export function handleEndQuorumEpochRequest(
  raft: Raft,
  request: RequestOf<typeof EndQuorumEpoch>,
  version: number,
  ref: RequestRef,
): void {
  if (!isOfThisCluster(raft, request.clusterId)) {
    return raft.answer(ref, { errorCode: ErrorCode.INCONSISTENT_CLUSTER_ID });
  }
  const partition = metadataPartition(request.topics, ({ partitionIndex }) => partitionIndex);
  if (partition === null) return raft.answer(ref, { errorCode: ErrorCode.INVALID_REQUEST });
  const { leaderId, leaderEpoch: epoch } = partition;
  const respond = (errorCode: number): void => raft.answer(ref, epochResponse(raft, version, errorCode));
  const errorCode = voterRequestError(raft, leaderId, epoch);
  if (errorCode !== ErrorCode.NONE) return respond(errorCode);
  const told = request.leaderEndpoints ?? [];
  const endpoints =
    told.length > 0
      ? told.map(({ name, host, port }) => ({ name, host, port }))
      : endpointsOf(raft, leaderId, undefined);
  if (!learn(raft, { errorCode, leaderId, epoch, endpoints })) return respond(ErrorCode.INVALID_REQUEST);
  const { state } = raft;
  if (state.name === "follower" && state.leaderId === leaderId) {
    const successors = successorsOf(partition);
    const position = successors.findIndex((key) => matchesKey(key, raft.identity.key));
    const backoffMs = successorElectionBackoffMs(
      position < 0 ? successors.length : position,
      successors.length,
      raft.settings.electionBackoffMaxMs,
    );
    state.fetchDeadlineMs = raft.nowMs + backoffMs;
  }
  respond(ErrorCode.NONE);
}

type Partition = RequestOf<typeof EndQuorumEpoch>["topics"][number]["partitions"][number];

/** Version 0 knows ids only. */
function successorsOf({ preferredCandidates, preferredSuccessors }: Partition): ReplicaKey[] {
  if (preferredCandidates !== undefined && preferredCandidates.length > 0) {
    return preferredCandidates.map(({ candidateId, candidateDirectoryId }) => ({
      id: candidateId,
      directoryId: candidateDirectoryId,
    }));
  }
  return (preferredSuccessors ?? []).map((id) => ({ id, directoryId: ZERO_UUID }));
}

/** The first stands at once; each one after waits twice as long as the one before it. */
export function successorElectionBackoffMs(position: number, successors: number, maxMs: number): number {
  if (position === 0) return 0;
  if (position >= successors) return maxMs;
  const baseMs = maxMs >> (successors - 1);
  return Math.min(maxMs, baseMs << (position - 1));
}

/** True when the answer could be used. */
export function handleEndQuorumEpochResponse(
  raft: Raft,
  fromId: number,
  body: ResponseOf<typeof EndQuorumEpoch>,
): boolean {
  if (body.errorCode !== ErrorCode.NONE) return false;
  const partition = metadataPartition(body.topics, ({ partitionIndex }) => partitionIndex);
  if (partition === null) return false;
  const { errorCode, leaderId, leaderEpoch: epoch } = partition;
  const endpoints = endpointsOf(raft, leaderId, body.nodeEndpoints);
  const handling = handleCommon(raft, { errorCode, leaderId, epoch, endpoints });
  if (handling !== "next") return handling === "handled";
  if (errorCode !== ErrorCode.NONE) return false;
  if (raft.state.name === "resigned") raft.state.unacknowledged.delete(fromId);
  return true;
}
