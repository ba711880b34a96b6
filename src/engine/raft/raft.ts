// What all parts of a replica's raft machine share: who it is, its log, the state of its epoch, and the list of what it
// wants done. Deterministic: time comes in with each call, chance through one function.
//
//   states/     what a replica does by itself in each state, when time passes
//   rpc/        what it does with each request and answer
//   transitions.ts   the moves between the states
//   machine.ts  ties them together
import { assert } from "../base/assert.ts";
import type { ApiSchema, RequestInput } from "../protocol/schema.ts";
import type { TraceEvent } from "../trace/event.ts";
import type { Connections, RaftNodeAddress } from "./connections.ts";
import type { Cause, Effect, RequestRef, TraceEffect } from "./effect.ts";
import type { EpochState, EpochStateName } from "./epoch-state.ts";
import type { CommittedBatch, LeaderAndEpoch } from "./metadata-log.ts";
import type { MetadataRecord } from "./metadata-record.ts";
import type { RaftLog } from "./raft-log.ts";
import type { ParkedFetch } from "./rpc/fetch-request.ts";
import type { RaftSettings } from "./settings.ts";
import type { ReadSnapshot } from "./snapshot-file.ts";
import type { VoterHistory } from "./voter-history.ts";
import {
  type Endpoint,
  isOnlyVoter,
  isVoter,
  type ReplicaKey,
  type VoterNode,
  type VoterSet,
} from "./voter-set.ts";

export interface RaftIdentity {
  readonly clusterId: string;
  readonly key: ReplicaKey;
  /** Where it listens; empty for a broker. */
  readonly endpoints: readonly Endpoint[];
  /** A controller: it may be a voter, now or later. */
  readonly canBecomeVoter: boolean;
  /** The listener of the quorum. */
  readonly listener: string;
}

/** Versions of kraft.version that this replica can follow. */
export const MIN_KRAFT_VERSION = 0;
export const MAX_KRAFT_VERSION = 1;

export interface RaftParts {
  readonly identity: RaftIdentity;
  readonly settings: RaftSettings;
  readonly log: RaftLog;
  readonly history: VoterHistory;
  readonly connections: Connections;
  readonly nextInt: (bound: number) => number;
  readonly decode: (value: Uint8Array) => MetadataRecord;
  /** Writes the file quorum-state. */
  readonly storeQuorumState: (text: string) => void;
}

export class Raft {
  readonly identity: RaftIdentity;
  readonly settings: RaftSettings;
  readonly log: RaftLog;
  readonly history: VoterHistory;
  readonly connections: Connections;
  readonly parts: RaftParts;
  /** In order; the host takes them away. */
  outbox: Effect[] = [];
  nowMs = 0;
  wallMs = 0;
  /** Of what is being handled now. */
  cause: Cause = null;
  /** What brought this node into its state. */
  stateCause: Cause = null;
  /** Set when the node stops: it hands over, and gives up when this time has come. */
  shutdownDeadlineMs: number | null = null;
  readonly parked = new Set<ParkedFetch>();
  /** In the log, not told to the listener yet. */
  undelivered: CommittedBatch[] = [];
  /** The snapshot that the listener has to load before it can be told of more. */
  snapshotToLoad: ReadSnapshot | null = null;
  /** The listener knows all below. */
  deliveredOffset = 0;
  lastToldLeader: LeaderAndEpoch = { leaderId: -1, epoch: 0 };
  /** Of the log: it never goes back, whatever the state knows. */
  highWatermark = -1;
  private current: EpochState | null = null;
  private nextCorrelationId = 0;

  constructor(parts: RaftParts) {
    this.parts = parts;
    this.identity = parts.identity;
    this.settings = parts.settings;
    this.log = parts.log;
    this.history = parts.history;
    this.connections = parts.connections;
  }

  get state(): EpochState {
    assert(this.current !== null, "the machine has begun");
    return this.current;
  }
  set state(next: EpochState) {
    this.current = next;
  }
  get hasBegun(): boolean {
    return this.current !== null;
  }
  is(name: EpochStateName): boolean {
    return this.state.name === name;
  }

  get voters(): VoterSet {
    return this.history.voters;
  }
  get isVoter(): boolean {
    return isVoter(this.voters, this.identity.key);
  }
  get isOnlyVoter(): boolean {
    return isOnlyVoter(this.voters, this.identity.key);
  }
  get epoch(): number {
    return this.state.epoch;
  }
  get hasLeader(): boolean {
    return this.state.leaderId >= 0;
  }
  get isLeader(): boolean {
    return this.state.name === "leader";
  }
  get localNode(): VoterNode {
    const { key, endpoints } = this.identity;
    return { ...key, endpoints, minKraftVersion: MIN_KRAFT_VERSION, maxKraftVersion: MAX_KRAFT_VERSION };
  }

  randomElectionTimeoutMs(): number {
    const { electionTimeoutMs } = this.settings;
    return electionTimeoutMs === 0 ? 0 : electionTimeoutMs + this.parts.nextInt(electionTimeoutMs);
  }

  /** Where a node of the quorum is found; null when its listener is not known. */
  addressOf(id: number, endpoints: readonly Endpoint[]): RaftNodeAddress | null {
    const endpoint = endpoints.find(({ name }) => name === this.identity.listener);
    return endpoint === undefined ? null : { id, host: endpoint.host, port: endpoint.port };
  }

  voterAddress(id: number): RaftNodeAddress | null {
    return this.addressOf(id, this.voters.get(id)?.endpoints ?? []);
  }

  leaderAddress(): RaftNodeAddress | null {
    return this.addressOf(this.state.leaderId, this.state.leaderEndpoints);
  }

  /** Sends when nothing else is under way to the node and it is not given a rest. True when it was sent. */
  send<A extends ApiSchema>(
    to: RaftNodeAddress,
    api: A,
    version: number,
    body: () => RequestInput<A>,
    cause: Cause = null,
  ): boolean {
    if (!this.connections.isReady(to, this.nowMs)) return false;
    const correlationId = this.nextCorrelationId++;
    this.connections.sent(to, correlationId, this.nowMs);
    const request = { to, correlationId, api, version, body: body(), cause };
    this.outbox.push({ kind: "send", request });
    return true;
  }

  /** Sends to each of the voters, as soon as that can be. Returns when it has to be looked at again. */
  sendToVoters<A extends ApiSchema>(
    voterIds: Iterable<number>,
    api: A,
    version: number,
    body: (voterId: number) => RequestInput<A>,
  ): number {
    for (const voterId of voterIds) {
      const to = this.voterAddress(voterId);
      if (to !== null) this.send(to, api, version, () => body(voterId), this.stateCause);
    }
    return this.connections.nextChangeMs(this.nowMs);
  }

  answer(ref: RequestRef, body: object): void {
    this.outbox.push({ kind: "answer", ref, body });
  }

  tell(event: TraceEvent, cause: Cause = this.cause): TraceEffect {
    const effect: TraceEffect = { kind: "trace", event, cause, id: null };
    this.outbox.push(effect);
    return effect;
  }
}
