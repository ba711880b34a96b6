// DescribeQuorum (key 55), versions 0-2: who votes, who observes, and how far each of them is (KIP-595, KIP-836).
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode, errorInfo } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { DescribeQuorum } from "../../../protocol/schemas/55-describe-quorum.ts";
import { CONTROLLER_LISTENER } from "../../../raft/metadata-batch.ts";
import { METADATA_TOPIC } from "../../../raft/metadata-topic.ts";
import type { ControllerContext } from "../controller-context.ts";

type QuorumResponse = ResponseInput<typeof DescribeQuorum>;

export function describeQuorumHandler(context: ControllerContext): ApiHandler {
  return apiHandler<typeof DescribeQuorum>({
    api: DescribeQuorum,
    handle: (request) => quorumOf(context, request),
    onError: (_request, errorCode, errorMessage) => ({ errorCode, errorMessage, topics: [], nodes: [] }),
  });
}

function quorumOf(
  { quorum, fetches, clock, nodeId }: ControllerContext,
  request: RequestOf<typeof DescribeQuorum>,
): QuorumResponse {
  const [topic] = request.topics;
  const isMetadata =
    request.topics.length === 1 &&
    topic?.topicName === METADATA_TOPIC &&
    topic.partitions.length === 1 &&
    topic.partitions[0]?.partitionIndex === 0;
  if (!isMetadata) {
    const errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    const { message: errorMessage } = errorInfo(errorCode);
    return {
      topics: request.topics.map(({ topicName, partitions }) => ({
        topicName,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode, errorMessage })),
      })),
    };
  }
  if (!quorum.isLeader) {
    const errorCode = ErrorCode.NOT_LEADER_OR_FOLLOWER;
    return { errorCode, errorMessage: errorInfo(errorCode).message };
  }
  const nowMs = BigInt(clock.wallMs());
  const { leader, highWatermark, logEndOffset } = quorum;
  const partition = {
    partitionIndex: 0,
    errorCode: ErrorCode.NONE,
    leaderId: leader.leaderId,
    leaderEpoch: leader.epoch,
    highWatermark: BigInt(highWatermark),
    currentVoters: quorum.voters.map(({ id, directoryId }) => ({
      replicaId: id,
      replicaDirectoryId: directoryId,
      logEndOffset: BigInt(id === nodeId ? logEndOffset : -1),
      lastFetchTimestamp: id === nodeId ? nowMs : -1n,
      lastCaughtUpTimestamp: id === nodeId ? nowMs : -1n,
    })),
    observers: fetches.observers.map((observer) => ({
      replicaId: observer.replicaId,
      replicaDirectoryId: observer.directoryId,
      logEndOffset: BigInt(observer.logEndOffset),
      lastFetchTimestamp: BigInt(observer.lastFetchMs),
      lastCaughtUpTimestamp: BigInt(observer.lastCaughtUpMs),
    })),
  };
  return {
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    nodes: quorum.voters.map(({ id, host, port }) => ({
      nodeId: id,
      listeners: [{ name: CONTROLLER_LISTENER, host, port }],
    })),
  };
}
