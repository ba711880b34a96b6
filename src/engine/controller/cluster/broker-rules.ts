// Who can lead and who can hold replicas, by the image alone.
import type { Uuid } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { ControllerError, type ControllerState } from "../decision.ts";
import type { BrokerImage, MetadataImage, PartitionImage } from "../image.ts";
import { DirectoryId, directoryOf } from "../image-partition.ts";
import type { UsableBroker } from "../topics/replica-placer.ts";

/** Neither fenced nor on its way out. */
export function isActive(image: MetadataImage, brokerId: number): boolean {
  const broker = image.brokers.get(brokerId);
  return broker !== undefined && !broker.fenced && !broker.inControlledShutdown;
}

export function isReservedDirectory(directory: Uuid): boolean {
  return (
    directory === DirectoryId.MIGRATING ||
    directory === DirectoryId.UNASSIGNED ||
    directory === DirectoryId.LOST
  );
}

/** A directory that the broker has not complained about. Brokers of old versions tell of none. */
export function hasOnlineDirectory(broker: BrokerImage, directory: Uuid): boolean {
  if (directory === DirectoryId.LOST) return false;
  if (isReservedDirectory(directory) || broker.logDirs.length === 0) return true;
  return broker.logDirs.includes(directory);
}

export function isDirectoryOnline(image: MetadataImage, partition: PartitionImage, replica: number): boolean {
  const broker = image.brokers.get(replica);
  return broker !== undefined && hasOnlineDirectory(broker, directoryOf(partition, replica));
}

/** Throws ControllerError (STALE_BROKER_EPOCH) unless the broker is registered with this epoch. */
export function checkBrokerEpoch(image: MetadataImage, brokerId: number, brokerEpoch: bigint): BrokerImage {
  const broker = image.brokers.get(brokerId);
  if (broker === undefined) {
    throw new ControllerError(
      ErrorCode.STALE_BROKER_EPOCH,
      `No broker registration found for broker id ${brokerId}`,
    );
  }
  if (BigInt(broker.epoch) !== brokerEpoch) {
    throw new ControllerError(
      ErrorCode.STALE_BROKER_EPOCH,
      `Expected broker epoch ${broker.epoch}, but got broker epoch ${brokerEpoch}`,
    );
  }
  return broker;
}

function isWhollyCordoned(broker: BrokerImage): boolean {
  const cordoned = broker.cordonedLogDirs;
  if (cordoned === null || cordoned.length === 0) return false;
  return broker.logDirs.every((directory) => cordoned.includes(directory));
}

/** Whom new replicas may go to. */
export function usableBrokers({ image, sessions }: ControllerState): UsableBroker[] {
  return [...image.brokers.values()]
    .filter((broker) => !sessions.isShuttingDown(broker.id) && !isWhollyCordoned(broker))
    .map(({ id, rack, fenced }) => ({ id, rack, fenced }))
    .sort((a, b) => a.id - b.id);
}

/** Where a replica that is new on this broker will lie: its only directory, or one of its own choice. */
export function defaultDirectory(image: MetadataImage, brokerId: number): Uuid {
  const directories = image.brokers.get(brokerId)?.logDirs ?? [];
  if (directories.length === 0) return DirectoryId.MIGRATING;
  return directories.length === 1 ? directories[0]! : DirectoryId.UNASSIGNED;
}
