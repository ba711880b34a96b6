// What requests of the quorum have in common: the cluster, the topic, the epoch and the node that they are meant for.
import { METADATA_TOPIC_ID, ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestRef } from "../effect.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";

export function isOfThisCluster(raft: Raft, clusterId: string | null): boolean {
  return clusterId === null || clusterId === raft.identity.clusterId;
}

/** The one partition of the one topic of a message; null when there are more, or none. */
function onlyPartition<P, T extends { readonly partitions: readonly P[] }>(
  topics: readonly T[],
): { readonly topic: T; readonly partition: P } | null {
  const topic = topics[0];
  const partition = topic?.partitions[0];
  if (topics.length !== 1 || topic?.partitions.length !== 1 || partition === undefined) return null;
  return { topic, partition };
}

interface NamedTopic<P> {
  readonly topicName: string;
  readonly partitions: readonly P[];
}

/** The partition of an answer that is about the metadata log and nothing else; null for any other. */
export function metadataPartition<P extends { readonly partitionIndex: number }>(
  topics: readonly NamedTopic<P>[],
): P | null {
  const only = onlyPartition<P, NamedTopic<P>>(topics);
  if (only === null || only.topic.topicName !== METADATA_TOPIC) return null;
  return only.partition.partitionIndex === METADATA_PARTITION ? only.partition : null;
}

/** What a request is about; null when it was refused, and answered: of another cluster, or of not just one partition. */
export function admittedPartition<P, T extends { readonly partitions: readonly P[] }>(
  raft: Raft,
  request: { readonly clusterId: string | null; readonly topics: readonly T[] },
  ref: RequestRef,
): { readonly topic: T; readonly partition: P } | null {
  if (!isOfThisCluster(raft, request.clusterId)) {
    raft.answer(ref, { errorCode: ErrorCode.INCONSISTENT_CLUSTER_ID });
    return null;
  }
  const only = onlyPartition<P, T>(request.topics);
  if (only === null) raft.answer(ref, { errorCode: ErrorCode.INVALID_REQUEST });
  return only;
}

/** As `admittedPartition`, of a request between voters: it is about the metadata log. */
export function admittedMetadataPartition<P extends { readonly partitionIndex: number }>(
  raft: Raft,
  request: { readonly clusterId: string | null; readonly topics: readonly NamedTopic<P>[] },
  ref: RequestRef,
): P | null {
  const admitted = admittedPartition<P, NamedTopic<P>>(raft, request, ref);
  if (admitted === null) return null;
  const partition = metadataPartition(request.topics);
  if (partition === null) raft.answer(ref, { errorCode: ErrorCode.INVALID_REQUEST });
  return partition;
}

/** A topic of Fetch goes by its id in newer versions, by its name in older ones. */
export function isMetadataTopic(topic: { readonly topicId: string; readonly topic: string }): boolean {
  return (
    topic.topicId === METADATA_TOPIC_ID || (topic.topicId === ZERO_UUID && topic.topic === METADATA_TOPIC)
  );
}

/** For requests between voters; NONE when it can be answered. */
export function voterRequestError(raft: Raft, remoteId: number, epoch: number): number {
  if (epoch < raft.epoch) return ErrorCode.FENCED_LEADER_EPOCH;
  return remoteId < 0 ? ErrorCode.INVALID_REQUEST : ErrorCode.NONE;
}

/** For requests that only the leader answers; NONE when it can. */
export function leaderRequestError(raft: Raft, epoch: number): number {
  if (epoch < raft.epoch) return ErrorCode.FENCED_LEADER_EPOCH;
  if (epoch > raft.epoch) return ErrorCode.UNKNOWN_LEADER_EPOCH;
  if (!raft.isLeader) return ErrorCode.NOT_LEADER_OR_FOLLOWER;
  return raft.shutdownDeadlineMs !== null ? ErrorCode.BROKER_NOT_AVAILABLE : ErrorCode.NONE;
}

/** Older versions do not say for whom they are. */
export function isMeantForThisNode(raft: Raft, voterId: number, voterDirectoryId: string): boolean {
  const { key } = raft.identity;
  if (voterId < 0) return true;
  return voterId === key.id && (voterDirectoryId === ZERO_UUID || voterDirectoryId === key.directoryId);
}

/** Where the leader is, in the answer of a version that can tell. */
export function leaderEndpointsField(
  raft: Raft,
  hasField: boolean,
): { readonly nodeEndpoints?: { nodeId: number; host: string; port: number }[] } {
  const leader = raft.hasLeader ? raft.leaderAddress() : null;
  if (!hasField || leader === null) return {};
  return { nodeEndpoints: [{ nodeId: leader.id, host: leader.host, port: leader.port }] };
}
