// One node of a story: our raft machine over a real log in memory, driven as the recorded one was. A turn lets it do what
// is due, then gives it one message.
import { utf8Decode } from "../../../../src/engine/base/utf8.ts";
import { METADATA_TOPIC_ID } from "../../../../src/engine/base/uuid.ts";
import { createMemoryStore, type MemoryStore } from "../../../../src/engine/disk/memory-store.ts";
import { type MountedDisk, mountDisk } from "../../../../src/engine/disk/page-cache.ts";
import { openLogManager } from "../../../../src/engine/log/log-manager.ts";
import type { Clock } from "../../../../src/engine/ports/clock.ts";
import type { ApiSchema } from "../../../../src/engine/protocol/schema.ts";
import { Connections } from "../../../../src/engine/raft/connections.ts";
import type { Effect, RaftResponse } from "../../../../src/engine/raft/effect.ts";
import { createRaftMachine, type RaftMachine } from "../../../../src/engine/raft/machine.ts";
import type { MetadataRecord } from "../../../../src/engine/raft/metadata-record.ts";
import { openMetadataLog } from "../../../../src/engine/raft/metadata-topic.ts";
import {
  QUORUM_STATE_FILE,
  readQuorumState,
  writeQuorumState,
} from "../../../../src/engine/raft/quorum-state.ts";
import { RaftLog } from "../../../../src/engine/raft/raft-log.ts";
import { readBatches } from "../../../../src/engine/raft/read-log.ts";
import { DEFAULT_RAFT_SETTINGS, type RaftSettings } from "../../../../src/engine/raft/settings.ts";
import { encodeSnapshot } from "../../../../src/engine/raft/snapshot-file.ts";
import { newestSnapshot } from "../../../../src/engine/raft/snapshot-reader.ts";
import { Snapshots } from "../../../../src/engine/raft/snapshots.ts";
import { VoterHistory } from "../../../../src/engine/raft/voter-history.ts";
import { NO_VOTERS, staticVoters, voterSet } from "../../../../src/engine/raft/voter-set.ts";
import { javaRandom } from "../java-random.ts";
import type { RaftStory, RecordedState } from "./story.ts";

export const CLUSTER_ID = "cluster-0000000000000w";
export const START_WALL_MS = 1_700_000_000_000;
export const LISTENER = "CONTROLLER";
const FIRST_PORT = 9000;
const DIRECTORY = "__cluster_metadata-0";

export type Message =
  | {
      readonly kind: "request";
      readonly from: number;
      readonly id: number;
      readonly api: ApiSchema;
      readonly version: number;
      readonly body: unknown;
    }
  | ({ readonly kind: "response" } & RaftResponse);

/** A record of the stories is a bare text. */
function textRecord(value: Uint8Array): MetadataRecord {
  return { type: "NoOpRecord", version: 0, data: {}, value } as unknown as MetadataRecord;
}

export const recordText = ({ value }: MetadataRecord): string => utf8Decode(value);

export interface NodeSetup {
  readonly story: RaftStory;
  readonly id: number;
  readonly observer: boolean;
  readonly directoryId: string;
  /** Starts of any node before: part of the seed. */
  readonly starts: number;
  readonly store: MemoryStore;
  readonly nowMs: () => number;
}

export interface StoryNode {
  readonly id: number;
  readonly machine: RaftMachine;
  readonly disk: MountedDisk;
  readonly snapshots: Snapshots;
  readonly queue: Message[];
  readonly applied: string[];
  paused: boolean;
  lastState: string;
}

export const addressOf = (id: number) => ({ id, host: "localhost", port: FIRST_PORT + id });

export function settingsOf({ config }: RaftStory): RaftSettings {
  return {
    ...DEFAULT_RAFT_SETTINGS,
    electionTimeoutMs: config.electionTimeoutMs ?? 1000,
    fetchTimeoutMs: config.fetchTimeoutMs ?? 2000,
    requestTimeoutMs: config.requestTimeoutMs ?? 2000,
    electionBackoffMaxMs: config.electionBackoffMaxMs ?? 1000,
    appendLingerMs: config.appendLingerMs ?? 25,
    autoJoin: config.autoJoin ?? false,
    leaderlessPauseMs: 0,
  };
}

/** What a dynamic quorum is formatted with. */
function bootstrapSnapshot(voters: readonly number[], directoryOf: (id: number) => string): Uint8Array {
  const content = {
    id: { endOffset: 0, epoch: 0 },
    lastContainedMs: 0,
    kraftVersion: 1,
    voters: voterSet(
      voters.map((id) => {
        const { host, port } = addressOf(id);
        const endpoints = [{ name: LISTENER, host, port }];
        return { id, directoryId: directoryOf(id), endpoints, minKraftVersion: 0, maxKraftVersion: 1 };
      }),
    ),
    records: [],
  };
  return encodeSnapshot(content, START_WALL_MS);
}

export async function startStoryNode(
  setup: NodeSetup,
  directoryOf: (id: number) => string,
): Promise<StoryNode> {
  const { story, id, observer, directoryId, nowMs, store } = setup;
  const { config } = story;
  const disk = await mountDisk(store);
  const clock: Clock = {
    monotonicMs: nowMs,
    wallMs: () => START_WALL_MS + nowMs(),
    setTimer: () => ({ cancel() {} }),
  };
  const random = javaRandom(config.seed * 1000 + id * 10 + setup.starts);
  const ports = {
    clock,
    disk,
    rng: { nextUint32: () => 7 },
    trace: { emit: () => "0:0" },
  };
  const name = `${DIRECTORY}/00000000000000000000-0000000000.checkpoint`;
  if (config.dynamic === true && config.voters.includes(id) && !disk.exists(name)) {
    disk.open(name).append(bootstrapSnapshot(config.voters, directoryOf));
  }
  const logs = await openLogManager({ nodeId: id, clusterId: CLUSTER_ID, ports });
  const log = openMetadataLog(logs);
  if (log.topicId !== METADATA_TOPIC_ID) throw new Error("the metadata log has another topic id");
  const snapshots = new Snapshots(ports, DIRECTORY, () => {});
  const raftLog = new RaftLog(log, snapshots);
  const history = new VoterHistory(
    config.dynamic === true ? NO_VOTERS : staticVoters(config.voters.map(addressOf), LISTENER),
  );
  const snapshot = await newestSnapshot(raftLog, textRecord);
  if (snapshot !== null) history.loadSnapshot(snapshot.bytes, snapshot.content.id.endOffset - 1);
  const nextInt = (bound: number): number => random.nextInt(bound);
  const settings = settingsOf(story);
  const { host, port } = addressOf(id);
  const machine = createRaftMachine({
    identity: {
      clusterId: CLUSTER_ID,
      key: { id, directoryId },
      endpoints: observer ? [] : [{ name: LISTENER, host, port }],
      canBecomeVoter: !observer,
      listener: LISTENER,
    },
    settings,
    log: raftLog,
    history,
    connections: new Connections(config.voters.map(addressOf), settings, nextInt),
    nextInt,
    decode: textRecord,
    storeQuorumState: (text) => writeQuorumState(disk, text),
  });
  const from = Math.max(log.logStartOffset, 0);
  const batches = await readBatches(log, from, textRecord, (bytes) => history.loadLog(bytes));
  machine.begin(await readQuorumState(disk), batches, snapshot?.content ?? null, {
    nowMs: nowMs(),
    wallMs: clock.wallMs(),
  });
  return {
    id,
    machine,
    disk,
    snapshots,
    queue: [],
    applied: [],
    paused: false,
    lastState: "",
  };
}

/** What is due, then one message. */
export function turn(node: StoryNode, nowMs: number): Effect[] {
  const now = { nowMs, wallMs: START_WALL_MS + nowMs };
  node.machine.tick(now);
  const message = node.queue.shift();
  if (message?.kind === "request") {
    const { api, version, body, id, from } = message;
    node.machine.request(api, version, body, refOf(from, id), null, now);
  } else if (message !== undefined) node.machine.response(message, now);
  return node.machine.takeEffects();
}

const REFS_PER_NODE = 1_000_000;
export const refOf = (from: number, id: number): number => (from + 1) * REFS_PER_NODE + id;
export const callerOf = (ref: number): { readonly from: number; readonly id: number } => ({
  from: Math.floor(ref / REFS_PER_NODE) - 1,
  id: ref % REFS_PER_NODE,
});

export function stateOf({ machine }: StoryNode): RecordedState {
  const { state } = machine.raft;
  const { name, epoch, leaderId: leader, votedKey } = state;
  const shown = name.charAt(0).toUpperCase() + name.slice(1);
  const hidesVote = name === "leader" || name === "resigned" || votedKey === null;
  return { state: shown, epoch, leader, ...(hidesVote ? {} : { voted: votedKey.id }) };
}

export function quorumStateOf({ disk }: StoryNode): string {
  if (!disk.exists(QUORUM_STATE_FILE)) return "";
  const file = disk.open(QUORUM_STATE_FILE);
  const bytes = file.read(0, file.sizeBytes);
  if (bytes instanceof Promise) throw new Error("a file in memory is read at once");
  return utf8Decode(bytes);
}

export const newStore = createMemoryStore;
