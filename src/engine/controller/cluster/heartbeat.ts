// Heartbeats of brokers: they keep a session alive, and carry a broker from fenced to active and, when it wants to go,
// through controlled shutdown. Whoever falls silent is fenced.
import type { Uuid } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { BrokerHeartbeat } from "../../protocol/schemas/63-broker-heartbeat.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";
import { hasCordonedDirs, hasDirectories } from "../features/metadata-version.ts";
import type { BrokerImage } from "../image.ts";
import { directoryOf } from "../image-partition.ts";
import { hasLeaderships, livenessRecords } from "../topics/partition-updates.ts";
import { checkBrokerEpoch, hasOnlineDirectory } from "./broker-rules.ts";
import {
  controlledShutdownRecords,
  fenceRecords,
  registrationChange,
  unfenceRecords,
} from "./broker-states.ts";

type HeartbeatRequest = RequestOf<typeof BrokerHeartbeat>;
type BrokerState = "fenced" | "unfenced" | "controlled-shutdown" | "shutdown-now";

export function heartbeat(
  state: ControllerState,
  request: HeartbeatRequest,
): Decision<ResponseInput<typeof BrokerHeartbeat>> {
  const { image, sessions } = state;
  const { brokerId, currentMetadataOffset } = request;
  if (!image.brokers.has(brokerId)) {
    throw new ControllerError(
      ErrorCode.STALE_BROKER_EPOCH,
      `Receive a heartbeat from broker ${brokerId} before registration`,
    );
  }
  const broker = checkBrokerEpoch(image, brokerId, request.brokerEpoch);
  sessions.renew(brokerId, broker.epoch);
  sessions.heardShutdown(brokerId, request.wantShutDown);
  const current = currentState(state, broker);
  const next = nextState(state, broker, current, request);
  const records: MetadataRecord[] = [];
  if (next !== current) {
    if (next === "unfenced") records.push(...unfenceRecords(state, broker));
    else if (next === "controlled-shutdown") records.push(...controlledShutdownRecords(state, broker));
    else if (next !== "fenced" || current !== "fenced") records.push(...fenceRecords(state, broker));
  }
  const fenced = next === "fenced" || next === "shutdown-now";
  sessions.touch(brokerId, fenced, Number(currentMetadataOffset));
  if (hasDirectories(image.features)) records.push(...offlineRecords(state, broker, request.offlineLogDirs));
  if (hasCordonedDirs(image.features)) records.push(...cordonedRecords(broker, request.cordonedLogDirs));
  return {
    records,
    response: {
      errorCode: ErrorCode.NONE,
      isCaughtUp: currentMetadataOffset >= BigInt(broker.epoch),
      isFenced: fenced,
      shouldShutDown: next === "shutdown-now",
    },
    ...(next === "controlled-shutdown"
      ? { onAppended: (offset: number) => sessions.beginShutdown(brokerId, offset) }
      : {}),
  };
}

function currentState({ sessions }: ControllerState, broker: BrokerImage): BrokerState {
  if (sessions.isShuttingDown(broker.id)) return "controlled-shutdown";
  return sessions.isFenced(broker.id) ? "fenced" : "unfenced";
}

function nextState(
  state: ControllerState,
  broker: BrokerImage,
  current: BrokerState,
  request: HeartbeatRequest,
): BrokerState {
  switch (current) {
    case "fenced":
      if (request.wantShutDown) return "shutdown-now";
      if (request.wantFence) return "fenced";
      return request.currentMetadataOffset >= BigInt(broker.epoch) ? "unfenced" : "fenced";
    case "unfenced":
      if (request.wantFence) return request.wantShutDown ? "shutdown-now" : "fenced";
      if (!request.wantShutDown) return "unfenced";
      return hasLeaderships(state, broker.id) ? "controlled-shutdown" : "shutdown-now";
    default:
      if (hasLeaderships(state, broker.id)) return "controlled-shutdown";
      return state.sessions.mayShutDown(broker.id) ? "shutdown-now" : "controlled-shutdown";
  }
}

/** Directories that failed: their replicas lead nothing and are in no ISR any more (KIP-858). */
function offlineRecords(
  state: ControllerState,
  broker: BrokerImage,
  offline: readonly Uuid[],
): MetadataRecord[] {
  const newly = broker.logDirs.filter((directory) => offline.includes(directory));
  if (newly.length === 0) return [];
  const remaining = broker.logDirs.filter((directory) => !newly.includes(directory));
  const after: BrokerImage = { ...broker, logDirs: remaining };
  const affected = livenessRecords(
    state,
    { brokerToRemove: broker.id },
    (partition) =>
      partition.isr.includes(broker.id) && !hasOnlineDirectory(after, directoryOf(partition, broker.id)),
  );
  return [...affected, registrationChange(broker, { logDirs: remaining })];
}

/** Directories that take no new replicas (KIP-1066). */
function cordonedRecords(broker: BrokerImage, cordoned: readonly Uuid[] | null): MetadataRecord[] {
  if (cordoned === null) return [];
  const before = broker.cordonedLogDirs;
  const same =
    before !== null && before.length === cordoned.length && cordoned.every((dir) => before.includes(dir));
  return same ? [] : [registrationChange(broker, { cordonedLogDirs: cordoned })];
}

/** Fences the broker whose session ended first. `response` is true when there may be more to do. */
export function fenceStaleBroker(state: ControllerState): Decision<boolean> {
  const expired = state.sessions.takeExpired();
  if (expired === null) return { records: [], response: false };
  const broker = state.image.brokers.get(expired.brokerId);
  if (broker === undefined || broker.epoch !== expired.brokerEpoch) return { records: [], response: true };
  state.sessions.touch(broker.id, true, -1);
  return { records: fenceRecords(state, broker), response: true };
}
