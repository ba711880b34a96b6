// One replica of a quorum of three, moved by hand: a test is its clock, its network and the other two.

import { utf8Decode } from "../../base/utf8.ts";
import { METADATA_TOPIC_ID, ZERO_UUID } from "../../base/uuid.ts";
import { createMemoryStore, type MemoryStore } from "../../disk/memory-store.ts";
import { mountDisk } from "../../disk/page-cache.ts";
import { openLogManager } from "../../log/log-manager.ts";
import type { Clock } from "../../ports/clock.ts";
import { decodeMessage, encodeMessage } from "../../protocol/codec.ts";
import type { ApiSchema, RequestInput, ResponseInput, ResponseOf } from "../../protocol/schema.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { Vote } from "../../protocol/schemas/52-vote.ts";
import { BeginQuorumEpoch } from "../../protocol/schemas/53-begin-quorum-epoch.ts";
import { EndQuorumEpoch } from "../../protocol/schemas/54-end-quorum-epoch.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { Connections } from "../connections.ts";
import type { Effect, RaftRequest } from "../effect.ts";
import { createRaftMachine, type Now } from "../machine.ts";
import { decodeMetadataRecord, metadataRecord } from "../metadata-record.ts";
import { METADATA_PARTITION, METADATA_TOPIC, openMetadataLog } from "../metadata-topic.ts";
import {
  QUORUM_STATE_FILE,
  type QuorumState,
  quorumStateText,
  readQuorumState,
  writeQuorumState,
} from "../quorum-state.ts";
import { RaftLog } from "../raft-log.ts";
import { readBatches } from "../read-log.ts";
import { DEFAULT_RAFT_SETTINGS } from "../settings.ts";
import { newestSnapshot } from "../snapshot-reader.ts";
import { Snapshots } from "../snapshots.ts";
import { VoterHistory } from "../voter-history.ts";
import { staticVoters } from "../voter-set.ts";

export const CLUSTER_ID = "qUORUMqUORUMqUORUMqUOg";
export const DIRECTORY_ID = "AAAAAAAAAAEAAAAAAAAAAQ";
const LISTENER = "CONTROLLER";
const VOTERS = [1, 2, 3];
const START_WALL_MS = 1_700_000_000_000;
const METADATA_DIRECTORY = "__cluster_metadata-0";

export const addressOf = (id: number) => ({ id, host: `controller${id}`, port: 9093 });

export interface ReplicaSetup {
  /** Of this replica; 4 is an observer. */
  readonly id?: number;
  readonly store?: MemoryStore;
  /** Of quorum-state, when the file is not there yet. */
  readonly stored?: Partial<QuorumState>;
  /** The epochs of the records in the log, when there are none yet. */
  readonly epochs?: readonly number[];
}

export type TestReplica = Awaited<ReturnType<typeof startReplica>>;

/** Chance always says 0: an election timeout is 1000 ms. */
export async function startReplica({
  id = 1,
  store = createMemoryStore(),
  stored,
  epochs,
}: ReplicaSetup = {}) {
  const disk = await mountDisk(store);
  let nowMs = 0;
  const now = (): Now => ({ nowMs, wallMs: START_WALL_MS + nowMs });
  const clock: Clock = {
    monotonicMs: () => nowMs,
    wallMs: () => START_WALL_MS + nowMs,
    setTimer: () => ({ cancel() {} }),
  };
  const ports = { clock, disk, rng: { nextUint32: () => 0 }, trace: { emit: () => "0:0" } };
  const log = openMetadataLog(await openLogManager({ nodeId: id, clusterId: CLUSTER_ID, ports }));
  if (log.logEndOffset === 0) {
    epochs?.forEach((epoch, offset) => void log.appendAsFollower(recordBatch(offset, epoch)));
  }
  if (stored !== undefined && !disk.exists(QUORUM_STATE_FILE)) {
    const nothing = { leaderId: -1, leaderEpoch: 0, votedId: -1, votedDirectoryId: ZERO_UUID };
    writeQuorumState(disk, quorumStateText({ ...nothing, ...stored }, 0, VOTERS));
  }
  const raftLog = new RaftLog(log, new Snapshots(ports, METADATA_DIRECTORY, () => {}));
  const nextInt = (): number => 0;
  const settings = { ...DEFAULT_RAFT_SETTINGS, leaderlessPauseMs: 0 };
  const history = new VoterHistory(staticVoters(VOTERS.map(addressOf), LISTENER));
  const others = VOTERS.filter((voter) => voter !== id).map(addressOf);
  const machine = createRaftMachine({
    identity: {
      clusterId: CLUSTER_ID,
      key: { id, directoryId: DIRECTORY_ID },
      endpoints: [{ name: LISTENER, ...addressOf(id) }],
      canBecomeVoter: true,
      listener: LISTENER,
    },
    settings,
    log: raftLog,
    history,
    connections: new Connections(others, settings, nextInt),
    nextInt,
    decode: decodeMetadataRecord,
    storeQuorumState: (text) => writeQuorumState(disk, text),
  });

  /** All that it has wanted done. */
  const effects: Effect[] = [];
  let nextRef = 0;
  let nextMs = 0;

  function settle(): Effect[] {
    do nextMs = machine.tick(now());
    while (nextMs <= nowMs);
    const fresh = machine.takeEffects();
    effects.push(...fresh);
    return fresh;
  }

  const snapshot = await newestSnapshot(raftLog);
  const batches = await readBatches(log, log.logStartOffset, undefined, (bytes) => history.loadLog(bytes));
  machine.begin(await readQuorumState(disk), batches, snapshot?.content ?? null, now());
  settle();

  const replica = {
    machine,
    log,
    store,
    disk,
    effects,
    get state() {
      return machine.raft.state;
    },
    get highWatermark() {
      return machine.raft.highWatermark;
    },
    quorumState(): QuorumState {
      const file = disk.open(QUORUM_STATE_FILE);
      const { leaderId, leaderEpoch, votedId } = JSON.parse(
        utf8Decode(file.read(0, file.sizeBytes) as Uint8Array),
      );
      return { leaderId, leaderEpoch, votedId } as QuorumState;
    },
    /** Time passes, with all that is due by the way. Returns what it wanted done. */
    pass(ms: number): Effect[] {
      const untilMs = nowMs + ms;
      const all: Effect[] = [];
      while (nextMs <= untilMs) {
        nowMs = Math.max(nowMs, nextMs);
        all.push(...settle());
      }
      nowMs = untilMs;
      all.push(...settle());
      return all;
    },
    /** The answer at once; null when it waits. */
    ask<A extends ApiSchema>(api: A, version: number, body: RequestInput<A>): ResponseOf<A> | null {
      const ref = nextRef++;
      const request = decodeMessage(api.request, version, encodeMessage(api.request, version, body));
      machine.request(api, version, request, ref, null, now());
      for (const effect of settle()) {
        if (effect.kind === "answer" && effect.ref === ref) return decoded(api, version, effect.body);
        if (effect.kind === "answer-records" && effect.ref === ref) {
          const bytes = effect.records.read() as Uint8Array;
          return decoded(api, version, effect.records.into(bytes));
        }
      }
      return null;
    },
    /** Answers its newest request of that kind to that node. */
    reply<A extends ApiSchema>(from: number, api: A, body: ResponseInput<A> | null): Effect[] {
      const request = replica.sent(from, api).at(-1);
      if (request === undefined) throw new Error(`nothing was asked of ${from}`);
      const { correlationId, version } = request;
      const read = body === null ? null : decoded(api, version, body);
      machine.response({ from: addressOf(from), correlationId, api, body: read, event: null }, now());
      return settle();
    },
    sent(to: number, api: ApiSchema): RaftRequest[] {
      return effects
        .flatMap((effect) => (effect.kind === "send" ? [effect.request] : []))
        .filter((request) => request.to.id === to && request.api.key === api.key);
    },
    /** So many records, in one batch. */
    append(count: number): void {
      const records = Array.from({ length: count }, noOp);
      machine.append(machine.raft.epoch, records, now());
      replica.pass(settings.appendLingerMs);
    },
  };
  return replica;
}

function decoded<A extends ApiSchema>(api: A, version: number, body: object): ResponseOf<A> {
  const bytes = encodeMessage(api.response, version, body as ResponseInput<A>);
  return decodeMessage(api.response, version, bytes) as ResponseOf<A>;
}

const noOp = () => metadataRecord("NoOpRecord", 0, {});

export function recordBatch(baseOffset: number, partitionLeaderEpoch: number): Uint8Array {
  const builder = new BatchBuilder({ baseOffset, partitionLeaderEpoch });
  builder.append(START_WALL_MS, null, noOp().value);
  return builder.build().slice();
}

// ---- what the others say ----

export interface Candidacy {
  readonly id?: number;
  readonly epoch: number;
  readonly preVote?: boolean;
  readonly lastEpoch?: number;
  readonly lastOffset?: number;
}

/** Another voter stands for election. Returns whether it got the vote, and the epoch that it was told. */
export function standAgainst(
  replica: TestReplica,
  { id = 2, epoch, preVote = false, lastEpoch = 0, lastOffset = 0 }: Candidacy,
) {
  const partition = {
    partitionIndex: METADATA_PARTITION,
    replicaEpoch: epoch,
    replicaId: id,
    lastOffsetEpoch: lastEpoch,
    lastOffset: BigInt(lastOffset),
    preVote,
  };
  const topics = [{ topicName: METADATA_TOPIC, partitions: [partition] }];
  const answer = replica.ask(Vote, 2, {
    clusterId: CLUSTER_ID,
    voterId: replica.machine.raft.identity.key.id,
    topics,
  });
  const { errorCode, voteGranted, leaderId, leaderEpoch } = answer!.topics[0]!.partitions[0]!;
  return { errorCode, voteGranted, leaderId, leaderEpoch };
}

/** Answers the request for a vote. */
export function castVote(
  replica: TestReplica,
  from: number,
  voteGranted: boolean,
  leader: { epoch?: number; id?: number } = {},
): void {
  const { epoch: leaderEpoch = replica.state.epoch, id: leaderId = -1 } = leader;
  const partition = { partitionIndex: METADATA_PARTITION, errorCode: 0, leaderId, leaderEpoch, voteGranted };
  const nodeEndpoints =
    leaderId < 0 ? [] : [{ nodeId: leaderId, host: addressOf(leaderId).host, port: 9093 }];
  replica.reply(from, Vote, {
    errorCode: 0,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    nodeEndpoints,
  });
}

export function hearLeader(replica: TestReplica, leaderId: number, leaderEpoch: number): number {
  const partition = { partitionIndex: METADATA_PARTITION, leaderId, leaderEpoch };
  const answer = replica.ask(BeginQuorumEpoch, 1, {
    clusterId: CLUSTER_ID,
    voterId: replica.machine.raft.identity.key.id,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    leaderEndpoints: [{ name: LISTENER, host: addressOf(leaderId).host, port: 9093 }],
  });
  return answer!.topics[0]!.partitions[0]!.errorCode;
}

export function hearLeaderEnds(
  replica: TestReplica,
  leaderId: number,
  leaderEpoch: number,
  successors: readonly number[],
): number {
  const preferredCandidates = successors.map((candidateId) => ({
    candidateId,
    candidateDirectoryId: ZERO_UUID,
  }));
  const partition = { partitionIndex: METADATA_PARTITION, leaderId, leaderEpoch, preferredCandidates };
  const answer = replica.ask(EndQuorumEpoch, 1, {
    clusterId: CLUSTER_ID,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
  });
  return answer!.topics[0]!.partitions[0]!.errorCode;
}

/** Another replica fetches. Null: it waits for more. */
export function fetchFrom(
  replica: TestReplica,
  id: number,
  offset: number,
  lastEpoch: number,
  maxWaitMs = 0,
  directoryId = ZERO_UUID,
) {
  const partition = {
    partition: METADATA_PARTITION,
    currentLeaderEpoch: replica.state.epoch,
    fetchOffset: BigInt(offset),
    lastFetchedEpoch: lastEpoch,
    partitionMaxBytes: 0,
    replicaDirectoryId: directoryId,
  };
  const answer = replica.ask(Fetch, 17, {
    clusterId: CLUSTER_ID,
    replicaState: { replicaId: id, replicaEpoch: -1n },
    maxWaitMs,
    minBytes: 0,
    maxBytes: 1_000_000,
    topics: [{ topicId: METADATA_TOPIC_ID, partitions: [partition] }],
  });
  return answer === null ? null : answer.responses[0]!.partitions[0]!;
}

type FetchedPartition = NonNullable<
  NonNullable<NonNullable<ResponseInput<typeof Fetch>["responses"]>[number]>["partitions"]
>[number];

/** The leader answers its fetch. */
export function answerFetch(
  replica: TestReplica,
  leaderId: number,
  epoch: number,
  fields: Partial<FetchedPartition>,
): void {
  const partition = {
    partitionIndex: METADATA_PARTITION,
    errorCode: 0,
    highWatermark: 0n,
    lastStableOffset: 0n,
    logStartOffset: 0n,
    currentLeader: { leaderId, leaderEpoch: epoch },
    records: null,
    ...fields,
  };
  replica.reply(leaderId, Fetch, {
    responses: [{ topicId: METADATA_TOPIC_ID, partitions: [partition as FetchedPartition] }],
    nodeEndpoints: [{ nodeId: leaderId, host: addressOf(leaderId).host, port: 9093 }],
  });
}

// ---- on the way to a state ----

/** Waits for its turn, and gets the votes of `granting`. */
export function elect(replica: TestReplica, granting = 2): void {
  replica.pass(1000);
  castVote(replica, granting, true);
  castVote(replica, granting, true);
}
