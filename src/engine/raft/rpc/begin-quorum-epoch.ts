// BeginQuorumEpoch (KIP-595): a leader tells the voters that have not fetched from it lately that it leads.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseOf } from "../../protocol/schema.ts";
import { BeginQuorumEpoch } from "../../protocol/schemas/53-begin-quorum-epoch.ts";
import type { RequestRef } from "../effect.ts";
import type { Leader } from "../epoch-state.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import {
  isMeantForThisNode,
  isOfThisCluster,
  leaderEndpointsField,
  metadataPartition,
  voterRequestError,
} from "./checks.ts";
import { endpointsOf, handleCommon, learn } from "./leadership-news.ts";

const VERSION = 1;
/** The first version that names listeners and the node that is meant. */
const LISTENERS_SINCE = 1;

/** Returns when it has to be looked at again. */
export function sendBeginQuorumEpoch(raft: Raft, state: Leader): number {
  const periodMs = raft.settings.fetchTimeoutMs / 2;
  if (raft.nowMs < state.beginQuorumEpochAtMs) return state.beginQuorumEpochAtMs;
  for (const { key, lastFetchAtMs } of state.replicas.voters) {
    if (key.id === raft.identity.key.id) continue;
    if (lastFetchAtMs >= 0 && raft.nowMs - lastFetchAtMs < periodMs) continue;
    const to = raft.voterAddress(key.id);
    if (to !== null)
      raft.send(to, BeginQuorumEpoch, VERSION, () => beginRequest(raft, key.id), raft.stateCause);
  }
  state.beginQuorumEpochAtMs = raft.nowMs + periodMs;
  return state.beginQuorumEpochAtMs;
}

function beginRequest(raft: Raft, voterId: number) {
  const { clusterId, key, endpoints } = raft.identity;
  const partition = {
    partitionIndex: METADATA_PARTITION,
    voterDirectoryId: raft.voters.get(voterId)!.directoryId,
    leaderId: key.id,
    leaderEpoch: raft.epoch,
  };
  return {
    clusterId,
    voterId,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    leaderEndpoints: endpoints.map(({ name, host, port }) => ({ name, host, port })),
  };
}

export function handleBeginQuorumEpochRequest(
  raft: Raft,
  request: RequestOf<typeof BeginQuorumEpoch>,
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
  const meant = isMeantForThisNode(raft, request.voterId, partition.voterDirectoryId);
  respond(meant ? ErrorCode.NONE : ErrorCode.INVALID_VOTER_KEY);
}

/** The answers to BeginQuorumEpoch and EndQuorumEpoch have the same form. */
export function epochResponse(raft: Raft, version: number, errorCode: number) {
  const partition = {
    partitionIndex: METADATA_PARTITION,
    errorCode,
    leaderId: raft.state.leaderId,
    leaderEpoch: raft.epoch,
  };
  return {
    errorCode: ErrorCode.NONE,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    ...leaderEndpointsField(raft, version >= LISTENERS_SINCE),
  };
}

/** True when the answer could be used. */
export function handleBeginQuorumEpochResponse(
  raft: Raft,
  body: ResponseOf<typeof BeginQuorumEpoch>,
): boolean {
  if (body.errorCode !== ErrorCode.NONE) return false;
  const partition = metadataPartition(body.topics, ({ partitionIndex }) => partitionIndex);
  if (partition === null) return false;
  const { errorCode, leaderId, leaderEpoch: epoch } = partition;
  const endpoints = endpointsOf(raft, leaderId, body.nodeEndpoints);
  const handling = handleCommon(raft, { errorCode, leaderId, epoch, endpoints });
  if (handling !== "next") return handling === "handled";
  return errorCode === ErrorCode.NONE;
}
