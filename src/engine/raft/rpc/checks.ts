// What requests of the quorum have in common: the cluster, the topic, the epoch and the node that they are meant for.
import { METADATA_TOPIC_ID, ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";

export function isOfThisCluster(raft: Raft, clusterId: string | null): boolean {
  return clusterId === null || clusterId === raft.identity.clusterId;
}

/** The partition of a request or answer that is about the metadata log and nothing else; null for any other. */
export function metadataPartition<P>(
  topics: readonly { readonly topicName: string; readonly partitions: readonly P[] }[],
  indexOf: (partition: P) => number,
): P | null {
  const topic = topics[0];
  const partition = topic?.partitions[0];
  if (topics.length !== 1 || topic === undefined || topic.partitions.length !== 1) return null;
  if (partition === undefined || topic.topicName !== METADATA_TOPIC) return null;
  return indexOf(partition) === METADATA_PARTITION ? partition : null;
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
