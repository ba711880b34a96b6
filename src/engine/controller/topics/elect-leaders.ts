// Elections that somebody asks for (KIP-183, KIP-460), and those that the controller makes by itself: back to preferred
// leaders, and unclean ones where a topic allows them.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { ElectLeaders } from "../../protocol/schemas/43-elect-leaders.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import { isActive, isDirectoryOnline } from "../cluster/broker-rules.ts";
import { allowsUncleanElection } from "../configs/effective-config.ts";
import {
  type ApiError,
  ControllerError,
  type ControllerState,
  type Decision,
  NO_ERROR,
} from "../decision.ts";
import type { MetadataImage, PartitionImage, TopicImage } from "../image.ts";
import { NO_LEADER } from "../image-partition.ts";
import { timelineOrder } from "./java-order.ts";
import { updatePartition } from "./partition-updates.ts";

type ElectRequest = RequestOf<typeof ElectLeaders>;
type ElectResponse = ResponseInput<typeof ElectLeaders>;
type TopicResult = NonNullable<ElectResponse["replicaElectionResults"]>[number];

const ElectionType = { PREFERRED: 0, UNCLEAN: 1 } as const;

export function electLeaders(state: ControllerState, request: ElectRequest): Decision<ElectResponse> {
  const { electionType } = request;
  if (electionType !== ElectionType.PREFERRED && electionType !== ElectionType.UNCLEAN) {
    throw new ControllerError(ErrorCode.INVALID_REQUEST, `Unknown election type ${electionType}`);
  }
  const records: MetadataRecord[] = [];
  const elect = (topicName: string, partitionId: number): ApiError =>
    electLeader(state, topicName, partitionId, electionType, records);
  const results =
    request.topicPartitions === null
      ? electEverywhere(state.image, elect)
      : request.topicPartitions.map(
          ({ topic, partitions }): TopicResult => ({
            topic,
            partitionResult: partitions.map((id) => resultOf(id, elect(topic, id))),
          }),
        );
  return { records, response: { errorCode: ErrorCode.NONE, replicaElectionResults: results } };
}

const resultOf = (
  partitionId: number,
  { code, message }: ApiError,
): NonNullable<TopicResult["partitionResult"]>[number] => ({
  partitionId,
  errorCode: code,
  errorMessage: message,
});

/** Of all partitions, those that need no election are not named. */
function electEverywhere(
  image: MetadataImage,
  elect: (topic: string, partition: number) => ApiError,
): TopicResult[] {
  const results: TopicResult[] = [];
  for (const topic of image.topicsById.values()) {
    const partitionResult: NonNullable<TopicResult["partitionResult"]>[number][] = [];
    for (const id of timelineOrder([...topic.partitions.keys()], (key) => key)) {
      const outcome = elect(topic.name, id);
      if (outcome.code !== ErrorCode.ELECTION_NOT_NEEDED) partitionResult.push(resultOf(id, outcome));
    }
    results.push({ topic: topic.name, partitionResult });
  }
  return results;
}

function electLeader(
  state: ControllerState,
  topicName: string,
  partitionId: number,
  electionType: number,
  records: MetadataRecord[],
): ApiError {
  const topic = state.image.topicsByName.get(topicName);
  const unknown = (message: string): ApiError => ({ code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message });
  if (topic === undefined) return unknown(`No such topic as ${topicName}`);
  const partition = topic.partitions.get(partitionId);
  if (partition === undefined) return unknown(`No such partition as ${topicName}-${partitionId}`);
  const notNeeded: ApiError = {
    code: ErrorCode.ELECTION_NOT_NEEDED,
    message: "Leader election not needed for topic partition.",
  };
  if (electionType === ElectionType.PREFERRED) {
    if (partition.leader === partition.replicas[0]) return notNeeded;
  } else if (partition.leader !== NO_LEADER) return notNeeded;
  const election = electionType === ElectionType.PREFERRED ? "preferred" : "unclean";
  const record = updatePartition(state, topic, partition, { election });
  if (record === null) {
    return electionType === ElectionType.PREFERRED
      ? {
          code: ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE,
          message: "The preferred leader was not available.",
        }
      : {
          code: ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE,
          message: "Eligible topic partition leaders are not available.",
        };
  }
  records.push(record);
  return NO_ERROR;
}

/** What one periodic look may write. */
const MAX_ELECTIONS_PER_LOOK = 1000;

function* allPartitions(image: MetadataImage): Generator<readonly [TopicImage, PartitionImage]> {
  for (const topic of image.topicsById.values()) {
    for (const partition of topic.partitions.values()) yield [topic, partition];
  }
}

/** Leaders back to the first replicas, where those are in sync. `response` is true when there is more to do. */
export function balanceLeaders(state: ControllerState): Decision<boolean> {
  const { image } = state;
  const imbalanced = [...allPartitions(image)].filter(
    ([, partition]) => partition.leader !== partition.replicas[0],
  );
  const records: MetadataRecord[] = [];
  for (const [topic, partition] of imbalanced) {
    if (records.length >= MAX_ELECTIONS_PER_LOOK) return { records, response: true };
    const record = updatePartition(state, topic, partition, { election: "preferred" });
    if (record !== null) records.push(record);
  }
  return { records, response: false };
}

/** Partitions without a leader whose topics allow an unclean one. `response` is true when there is more to do. */
export function electUncleanLeaders(state: ControllerState): Decision<boolean> {
  const { image } = state;
  const records: MetadataRecord[] = [];
  for (const [topic, partition] of allPartitions(image)) {
    if (partition.leader !== NO_LEADER || !allowsUncleanElection(state, topic.name)) continue;
    if (records.length >= MAX_ELECTIONS_PER_LOOK) return { records, response: true };
    const record = updatePartition(state, topic, partition, {
      election: "unclean",
      isAcceptableLeader: (id) => isActive(image, id) && isDirectoryOnline(image, partition, id),
    });
    if (record !== null) records.push(record);
  }
  return { records, response: false };
}
