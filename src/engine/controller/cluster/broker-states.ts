// What moves a broker between fenced, active and shutting down, and the records of each move. Fencing writes the
// partitions first; unfencing and controlled shutdown write the broker first.
import type { Uuid } from "../../base/uuid.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import type { ControllerState } from "../decision.ts";
import { hasElr } from "../features/metadata-version.ts";
import type { BrokerImage } from "../image.ts";
import { inElr, inIsr, isLeaderless, livenessRecords } from "../topics/partition-updates.ts";

/** In a BrokerRegistrationChangeRecord: 0 leaves the field as it is. */
export interface RegistrationChange {
  readonly fenced?: 1 | -1;
  readonly inControlledShutdown?: 1;
  readonly logDirs?: readonly Uuid[];
  readonly cordonedLogDirs?: readonly Uuid[];
}

/** The version is as low as the fields allow. */
export function registrationChange(broker: BrokerImage, change: RegistrationChange): MetadataRecord {
  const version =
    change.cordonedLogDirs !== undefined
      ? 3
      : change.logDirs !== undefined
        ? 2
        : change.inControlledShutdown !== undefined
          ? 1
          : 0;
  return metadataRecord("BrokerRegistrationChangeRecord", version, {
    brokerId: broker.id,
    brokerEpoch: BigInt(broker.epoch),
    ...change,
  });
}

export function fenceRecords(state: ControllerState, broker: BrokerImage): MetadataRecord[] {
  return [
    ...livenessRecords(state, { brokerToRemove: broker.id }, inIsr(broker.id)),
    registrationChange(broker, { fenced: 1 }),
  ];
}

export function unfenceRecords(state: ControllerState, broker: BrokerImage): MetadataRecord[] {
  return [
    registrationChange(broker, { fenced: -1 }),
    ...livenessRecords(state, { brokerToAdd: broker.id }, isLeaderless),
  ];
}

export function controlledShutdownRecords(state: ControllerState, broker: BrokerImage): MetadataRecord[] {
  return [
    ...(broker.inControlledShutdown ? [] : [registrationChange(broker, { inControlledShutdown: 1 })]),
    ...livenessRecords(state, { brokerToRemove: broker.id }, inIsr(broker.id)),
  ];
}

/** A broker is gone, or another incarnation of it comes: nothing counts on it any more. */
export function goneRecords(state: ControllerState, brokerId: number, isClean: boolean): MetadataRecord[] {
  if (isClean || !hasElr(state.image.features)) {
    return livenessRecords(state, { brokerToRemove: brokerId }, inIsr(brokerId));
  }
  return [
    ...livenessRecords(state, { uncleanBroker: brokerId }, inIsr(brokerId)),
    ...livenessRecords(state, { uncleanBroker: brokerId }, inElr(brokerId)),
  ];
}
