// What the parts of the controller share. Each of them is a pure step: it looks at the state, and answers with the
// records to write and the response to give once they are committed. Only replaying records changes the image.
import type { Uuid } from "../base/uuid.ts";
import { errorInfo } from "../protocol/errors.ts";
import type { MetadataRecord } from "../raft/metadata-record.ts";
import type { BrokerSessions } from "./cluster/broker-sessions.ts";
import type { DelegationTokenImage, MetadataImage } from "./image.ts";
import type { PlacementRandom } from "./topics/replica-placer.ts";

export interface Decision<R> {
  readonly records: readonly MetadataRecord[];
  readonly response: R;
  /** What kraft.version is raised to, before the records are written. */
  readonly kraftVersion?: number;
  /** Told the last offset of the records, or of the log when there are none, before anything else is decided. */
  readonly onAppended?: (lastOffset: number) => void;
}

/** The whole request fails with one error code. */
export class ControllerError extends Error {
  override readonly name = "ControllerError";
  constructor(
    readonly code: number,
    message: string = errorInfo(code).message,
  ) {
    super(message);
  }
}

/** The outcome of one part of a request: a topic, a partition, a resource. */
export interface ApiError {
  readonly code: number;
  readonly message: string | null;
}

export const NO_ERROR: ApiError = { code: 0, message: null };

/** What properties of the node decide, with Kafka's defaults (see controller-settings.ts). */
export interface ControllerSettings {
  readonly nodeId: number;
  readonly clusterId: string;
  /** Ids of the quorum's voters. */
  readonly controllerIds: readonly number[];
  readonly numPartitions: number;
  readonly defaultReplicationFactor: number;
  readonly sessionTimeoutMs: number;
  /** server.properties: the layer under the dynamic cluster-wide configs. */
  readonly staticConfigs: ReadonlyMap<string, string>;
  /** 0: off. */
  readonly leaderImbalanceCheckMs: number;
  readonly uncleanCheckMs: number;
  /** How often a NoOpRecord shows that the log still moves; 0: never. */
  readonly maxIdleMs: number;
  readonly tokens: TokenSettings;
}

/** Delegation tokens (KIP-48). */
export interface TokenSettings {
  /** Null: there are no tokens. */
  readonly secretKey: string | null;
  readonly maxLifetimeMs: number;
  readonly renewLifetimeMs: number;
  readonly expiryCheckMs: number;
}

export interface ControllerState {
  /** With everything that was appended, committed or not. */
  readonly image: MetadataImage;
  readonly settings: ControllerSettings;
  readonly sessions: BrokerSessions;
  /** Where the next record will stand. */
  readonly nextOffset: number;
  /** kraft.version is raft's, not metadata's. */
  readonly kraftVersion: number;
  /** Why raft cannot raise it to `level`; null when it can. */
  kraftUpgradeRefusal(level: number): string | null;
  /** Of the wall. */
  readonly nowMs: number;
  /** Tokens that may be renewed: those that are committed. */
  readonly knownTokens: ReadonlyMap<string, DelegationTokenImage>;
  newUuid(): Uuid;
  readonly placement: PlacementRandom;
}
