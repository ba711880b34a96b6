// AlterPartition: the leader of a partition proposes a new ISR (KIP-497). The controller checks that it still leads, in
// the newest epochs, and that nobody in the new ISR is fenced, shutting down or another incarnation (KIP-903).
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { AlterPartition } from "../../protocol/schemas/56-alter-partition.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import { checkBrokerEpoch } from "../cluster/broker-rules.ts";
import { allowsUncleanElection } from "../configs/effective-config.ts";
import type { ControllerState, Decision } from "../decision.ts";
import type { MetadataImage, PartitionImage, TopicImage } from "../image.ts";
import { changedPartition, LeaderRecoveryState, NO_LEADER_CHANGE } from "../image-partition.ts";
import { updatePartition } from "./partition-updates.ts";

type AlterRequest = RequestOf<typeof AlterPartition>;
type PartitionRequest = AlterRequest["topics"][number]["partitions"][number];
type AlterResponse = ResponseInput<typeof AlterPartition>;
type TopicResult = NonNullable<AlterResponse["topics"]>[number];
type PartitionResult = NonNullable<TopicResult["partitions"]>[number];

interface IsrMember {
  readonly brokerId: number;
  /** -1: not told. */
  readonly brokerEpoch: bigint;
}

export function alterPartition(
  state: ControllerState,
  request: AlterRequest,
  apiVersion: number,
): Decision<AlterResponse> {
  const { image } = state;
  checkBrokerEpoch(image, request.brokerId, request.brokerEpoch);
  const records: MetadataRecord[] = [];
  const topics = request.topics.map(({ topicId, partitions }): TopicResult => {
    const topic = image.topicsById.get(topicId);
    return {
      topicId,
      partitions: partitions.map((asked) =>
        topic === undefined
          ? { partitionIndex: asked.partitionIndex, errorCode: ErrorCode.UNKNOWN_TOPIC_ID }
          : alterOne(state, topic, request.brokerId, asked, apiVersion, records),
      ),
    };
  });
  return { records, response: { errorCode: ErrorCode.NONE, topics } };
}

function alterOne(
  state: ControllerState,
  topic: TopicImage,
  brokerId: number,
  asked: PartitionRequest,
  apiVersion: number,
  records: MetadataRecord[],
): PartitionResult {
  const { partitionIndex } = asked;
  const members: readonly IsrMember[] =
    apiVersion >= 3 ? asked.newIsrWithEpochs : asked.newIsr.map((id) => ({ brokerId: id, brokerEpoch: -1n }));
  let partition = topic.partitions.get(partitionIndex);
  const errorCode = validate(state.image, partition, brokerId, asked, members);
  if (partition === undefined || errorCode !== ErrorCode.NONE) return { partitionIndex, errorCode };
  const record = updatePartition(state, topic, partition, {
    election: allowsUncleanElection(state, topic.name) ? "unclean" : "online",
    targetIsr: members.map((member) => member.brokerId),
    targetRecoveryState: asked.leaderRecoveryState,
  });
  if (record !== null) {
    records.push(record);
    partition = changedPartition(partition, record.data);
    const { leader } = record.data;
    // The end of a reassignment may take the leadership from the one who proposed the ISR that ended it.
    if (leader !== NO_LEADER_CHANGE && leader !== brokerId) {
      return { partitionIndex, errorCode: ErrorCode.NEW_LEADER_ELECTED };
    }
  }
  return {
    partitionIndex,
    errorCode: ErrorCode.NONE,
    leaderId: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    isr: partition.isr,
    leaderRecoveryState: partition.leaderRecoveryState,
    partitionEpoch: partition.partitionEpoch,
  };
}

function validate(
  image: MetadataImage,
  partition: PartitionImage | undefined,
  brokerId: number,
  asked: PartitionRequest,
  members: readonly IsrMember[],
): number {
  if (partition === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  // A leader that is ahead of this controller has heard of a newer one.
  if (asked.leaderEpoch > partition.leaderEpoch || asked.partitionEpoch > partition.partitionEpoch) {
    return ErrorCode.NOT_CONTROLLER;
  }
  if (asked.leaderEpoch < partition.leaderEpoch) return ErrorCode.FENCED_LEADER_EPOCH;
  if (brokerId !== partition.leader) return ErrorCode.INVALID_REQUEST;
  if (asked.partitionEpoch < partition.partitionEpoch) return ErrorCode.INVALID_UPDATE_VERSION;
  const isr = members.map((member) => member.brokerId);
  const isValidIsr =
    isr.length > 0 && new Set(isr).size === isr.length && isr.every((id) => partition.replicas.includes(id));
  if (!isValidIsr || !isr.includes(partition.leader)) return ErrorCode.INVALID_REQUEST;
  const { RECOVERED, RECOVERING } = LeaderRecoveryState;
  if (asked.leaderRecoveryState === RECOVERING) {
    if (isr.length > 1 || partition.leaderRecoveryState === RECOVERED) return ErrorCode.INVALID_REQUEST;
  }
  return members.every((member) => isEligible(image, member)) ? ErrorCode.NONE : ErrorCode.INELIGIBLE_REPLICA;
}

function isEligible(image: MetadataImage, { brokerId, brokerEpoch }: IsrMember): boolean {
  const broker = image.brokers.get(brokerId);
  if (broker === undefined || broker.fenced || broker.inControlledShutdown) return false;
  return brokerEpoch === -1n || BigInt(broker.epoch) === brokerEpoch;
}
