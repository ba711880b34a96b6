// DescribeQuorum (KIP-595, KIP-836, KIP-853): who votes, who observes, and how far each of them is, as the leader sees it.
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import type { RequestOf } from "../../protocol/schema.ts";
import type { DescribeQuorum } from "../../protocol/schemas/55-describe-quorum.ts";
import type { RequestRef } from "../effect.ts";
import type { Leader } from "../epoch-state.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import type { ReplicaProgress } from "../replica-progress.ts";
import { metadataPartition } from "./checks.ts";

const NODES_SINCE = 2;
const DIRECTORIES_SINCE = 2;
const MESSAGES_SINCE = 2;

export function handleDescribeQuorumRequest(
  raft: Raft,
  request: RequestOf<typeof DescribeQuorum>,
  version: number,
  ref: RequestRef,
): void {
  const message = (text: string) => (version >= MESSAGES_SINCE ? { errorMessage: text } : {});
  if (metadataPartition(request.topics) === null) {
    const errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    const text = errorInfo(errorCode).message;
    const topics = request.topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode, ...message(text) })),
    }));
    return raft.answer(ref, { topics });
  }
  const { state } = raft;
  if (state.name !== "leader") {
    const errorCode = ErrorCode.NOT_LEADER_OR_FOLLOWER;
    return raft.answer(ref, { errorCode, ...message(errorInfo(errorCode).message) });
  }
  const partition = {
    partitionIndex: METADATA_PARTITION,
    errorCode: ErrorCode.NONE,
    ...message(""),
    leaderId: state.leaderId,
    leaderEpoch: state.epoch,
    highWatermark: BigInt(state.highWatermark ?? -1),
    currentVoters: state.replicas.voters.map((replica) => replicaState(raft, replica, version)),
    observers: state.replicas.observers(raft.nowMs).map((replica) => replicaState(raft, replica, version)),
  };
  raft.answer(ref, {
    ...message(""),
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    ...(version >= NODES_SINCE ? { nodes: nodesOf(raft, state) } : {}),
  });
}

function replicaState(
  raft: Raft,
  { key, endOffset, lastFetchMs, lastCaughtUpMs }: ReplicaProgress,
  version: number,
) {
  const isLocal = key.id === raft.identity.key.id;
  return {
    replicaId: key.id,
    ...(version >= DIRECTORIES_SINCE ? { replicaDirectoryId: key.directoryId } : {}),
    logEndOffset: BigInt(endOffset ?? -1),
    lastFetchTimestamp: BigInt(isLocal ? raft.wallMs : lastFetchMs),
    lastCaughtUpTimestamp: BigInt(isLocal ? raft.wallMs : lastCaughtUpMs),
  };
}

function nodesOf(raft: Raft, state: Leader) {
  return state.replicas.voters.map(({ key }) => ({
    nodeId: key.id,
    listeners: (raft.voters.get(key.id)?.endpoints ?? []).map(({ name, host, port }) => ({
      name,
      host,
      port,
    })),
  }));
}
