// Changes of partitions that follow from what happens to brokers and directories.
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import { defaultDirectory, isActive, isDirectoryOnline } from "../cluster/broker-rules.ts";
import { allowsUncleanElection, minIsrOf } from "../configs/effective-config.ts";
import type { ControllerState } from "../decision.ts";
import { hasElr } from "../features/metadata-version.ts";
import type { PartitionImage, TopicImage } from "../image.ts";
import { changePartition, type PartitionChange, type PartitionChangeRecord } from "./partition-change.ts";

export const NO_BROKER = -1;

type PartitionTarget = Omit<
  PartitionChange,
  "topicId" | "partition" | "features" | "elrEnabled" | "minIsr" | "isAcceptableLeader" | "defaultDirectory"
> &
  Partial<Pick<PartitionChange, "isAcceptableLeader">>;

/** changePartition() with what the state says of the topic. */
export function updatePartition(
  state: ControllerState,
  topic: TopicImage,
  partition: PartitionImage,
  target: PartitionTarget,
): PartitionChangeRecord | null {
  const { image } = state;
  return changePartition({
    topicId: topic.id,
    partition,
    features: image.features,
    elrEnabled: hasElr(image.features),
    minIsr: Math.min(minIsrOf(state, topic.name), topic.partitions.get(0)?.replicas.length ?? 1),
    isAcceptableLeader: (id) => isActive(image, id) && isDirectoryOnline(image, partition, id),
    defaultDirectory: (id) => defaultDirectory(image, id),
    ...target,
  });
}

export interface LivenessChange {
  /** Leaves every ISR and leads nothing any more. */
  readonly brokerToRemove?: number;
  /** Counts as alive already. */
  readonly brokerToAdd?: number;
  /** Came back without what it had not flushed. */
  readonly uncleanBroker?: number;
}

/** Leaders and ISRs after a broker has come or gone, for the partitions that `concerns` picks. */
export function livenessRecords(
  state: ControllerState,
  change: LivenessChange,
  concerns: (partition: PartitionImage) => boolean,
): MetadataRecord[] {
  const { brokerToRemove = NO_BROKER, brokerToAdd = NO_BROKER, uncleanBroker = NO_BROKER } = change;
  const { image } = state;
  const records: MetadataRecord[] = [];
  for (const topic of image.topicsById.values()) {
    const unclean = allowsUncleanElection(state, topic.name);
    for (const partition of topic.partitions.values()) {
      if (!concerns(partition)) continue;
      const record = updatePartition(state, topic, partition, {
        election: unclean ? "unclean" : "online",
        targetIsr: partition.isr.filter((id) => id !== brokerToRemove && id !== uncleanBroker),
        ...(uncleanBroker === NO_BROKER ? {} : { uncleanShutdownReplicas: [uncleanBroker] }),
        isAcceptableLeader: (id) =>
          id !== brokerToRemove &&
          (id === brokerToAdd || isActive(image, id)) &&
          isDirectoryOnline(image, partition, id),
      });
      if (record !== null) records.push(record);
    }
  }
  return records;
}

export const inIsr =
  (brokerId: number) =>
  (partition: PartitionImage): boolean =>
    partition.isr.includes(brokerId);

export const inElr =
  (brokerId: number) =>
  (partition: PartitionImage): boolean =>
    partition.elr.includes(brokerId) && !partition.isr.includes(brokerId);

export const isLeaderless = (partition: PartitionImage): boolean => partition.leader < 0;

export function hasLeaderships(state: ControllerState, brokerId: number): boolean {
  for (const topic of state.image.topicsById.values()) {
    for (const partition of topic.partitions.values()) if (partition.leader === brokerId) return true;
  }
  return false;
}
