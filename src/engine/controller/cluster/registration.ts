// Brokers and controllers tell the controller that they exist (KIP-631, KIP-919).
import { type Uuid, ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { BrokerRegistration } from "../../protocol/schemas/62-broker-registration.ts";
import type { UnregisterBroker } from "../../protocol/schemas/64-unregister-broker.ts";
import type { ControllerRegistration } from "../../protocol/schemas/70-controller-registration.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";
import {
  hasControllerRegistration,
  hasDirectories,
  KRAFT_VERSION,
  METADATA_VERSION,
  registerBrokerRecordVersion,
} from "../features/metadata-version.ts";
import { isReservedDirectory } from "./broker-rules.ts";
import { goneRecords } from "./broker-states.ts";

type RegistrationRequest = RequestOf<typeof BrokerRegistration>;

const invalid = (message: string): ControllerError =>
  new ControllerError(ErrorCode.INVALID_REGISTRATION, message);

/** The broker's epoch is the end of the log when its request is handled. */
export function registerBroker(
  state: ControllerState,
  request: RegistrationRequest,
): Decision<ResponseInput<typeof BrokerRegistration>> {
  const { image, settings, sessions } = state;
  const { brokerId, incarnationId } = request;
  if (request.clusterId !== settings.clusterId) {
    throw new ControllerError(
      ErrorCode.INCONSISTENT_CLUSTER_ID,
      `Expected cluster ID ${settings.clusterId}, but got cluster ID ${request.clusterId}`,
    );
  }
  const existing = image.brokers.get(brokerId);
  const sameIncarnation = existing?.incarnationId === incarnationId;
  if (existing !== undefined && !sameIncarnation && sessions.hasValidSession(brokerId, existing.epoch)) {
    throw new ControllerError(
      ErrorCode.DUPLICATE_BROKER_REGISTRATION,
      "Another broker is registered with that broker id. If the broker was recently restarted this should self-resolve once the heartbeat manager expires the broker's session.",
    );
  }
  if (request.isMigratingZkBroker) {
    throw new ControllerError(
      ErrorCode.BROKER_ID_NOT_REGISTERED,
      "Controller does not support registering ZK brokers.",
    );
  }
  if (hasDirectories(image.features)) checkDirectories(state, request);
  checkFeatures(state, request);

  const records: MetadataRecord[] = [];
  let brokerEpoch = BigInt(state.nextOffset);
  if (sameIncarnation) brokerEpoch = BigInt(existing.epoch);
  else {
    const isClean = existing !== undefined && BigInt(existing.epoch) === request.previousBrokerEpoch;
    records.push(...goneRecords(state, brokerId, isClean));
  }
  const version = registerBrokerRecordVersion(image.features);
  const fenced = sameIncarnation ? existing.fenced : true;
  records.push(
    metadataRecord("RegisterBrokerRecord", version, {
      brokerId,
      incarnationId,
      brokerEpoch,
      endPoints: request.listeners,
      features: request.features,
      rack: request.rack,
      fenced,
      inControlledShutdown: sameIncarnation ? existing.inControlledShutdown : false,
      logDirs: version >= 3 ? request.logDirs : [],
    }),
  );
  sessions.register(brokerId, fenced);
  return { records, response: { errorCode: ErrorCode.NONE, brokerEpoch } };
}

function checkDirectories({ image }: ControllerState, { brokerId, logDirs }: RegistrationRequest): void {
  if (logDirs.length === 0) throw invalid("No directories specified in request");
  if (logDirs.some(isReservedDirectory)) throw invalid("Reserved directory ID in request");
  if (new Set(logDirs).size !== logDirs.length) throw invalid("Duplicate directory ID in request");
  const owners = new Map<Uuid, number>();
  for (const { id, logDirs: own } of image.brokers.values()) for (const dir of own) owners.set(dir, id);
  for (const directory of logDirs) {
    const owner = owners.get(directory);
    if (owner !== undefined && owner !== brokerId) {
      throw invalid(`Broker ${owner} is already registered with directory ${directory}`);
    }
  }
}

function checkFeatures(state: ControllerState, { features }: RegistrationRequest): void {
  if (!features.some(({ name }) => name === METADATA_VERSION)) {
    throw invalid("Request features do not contain 'metadata.version'");
  }
  const finalized = new Map(state.image.features);
  if (state.kraftVersion > 0) finalized.set(KRAFT_VERSION, state.kraftVersion);
  for (const { name, minSupportedVersion: min, maxSupportedVersion: max } of features) {
    const level = finalized.get(name) ?? 0;
    finalized.delete(name);
    if (level !== 0 && (level < min || level > max)) throw unsupported(name, level, min, max);
  }
  for (const [name, level] of finalized) throw unsupported(name, level, 0, 0);
}

function unsupported(name: string, level: number, min: number, max: number): ControllerError {
  return new ControllerError(
    ErrorCode.UNSUPPORTED_VERSION,
    `Unable to register because the broker does not support finalized version ${level} of ${name}. The broker wants a version between ${min} and ${max}, inclusive.`,
  );
}

export function unregisterBroker(
  state: ControllerState,
  { brokerId }: RequestOf<typeof UnregisterBroker>,
): Decision<ResponseInput<typeof UnregisterBroker>> {
  const broker = state.image.brokers.get(brokerId);
  if (broker === undefined) {
    throw new ControllerError(
      ErrorCode.BROKER_ID_NOT_REGISTERED,
      `Broker ID ${brokerId} is not currently registered`,
    );
  }
  state.sessions.unregister(brokerId);
  const records = [
    ...goneRecords(state, brokerId, true),
    metadataRecord("UnregisterBrokerRecord", 0, { brokerId, brokerEpoch: BigInt(broker.epoch) }),
  ];
  return { records, response: {} };
}

export function registerController(
  state: ControllerState,
  request: RequestOf<typeof ControllerRegistration>,
): Decision<ResponseInput<typeof ControllerRegistration>> {
  if (!hasControllerRegistration(state.image.features)) {
    throw new ControllerError(
      ErrorCode.UNSUPPORTED_VERSION,
      "The current MetadataVersion is too old to support controller registrations.",
    );
  }
  const record = metadataRecord("RegisterControllerRecord", 0, {
    controllerId: request.controllerId,
    incarnationId: request.incarnationId ?? ZERO_UUID,
    zkMigrationReady: request.zkMigrationReady,
    endPoints: request.listeners,
    features: request.features,
  });
  return { records: [record], response: {} };
}
