// Fetch at a follower (KIP-595): asking the leader for what comes next, and doing what its answer says: append, cut the
// log where it has parted from the leader's, or fetch a snapshot.
import { METADATA_TOPIC_ID } from "../../base/uuid.ts";
import { AppendError } from "../../log/log.ts";
import { DecodeError } from "../../protocol/codec.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { ResponseOf } from "../../protocol/schema.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { RecordError } from "../../records/record-error.ts";
import type { Follower } from "../epoch-state.ts";
import { decodeBatches } from "../metadata-batch.ts";
import type { CommittedBatch } from "../metadata-log.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import { tellVoters } from "../states/leader.ts";
import { sendFetchSnapshot } from "./fetch-snapshot.ts";
import { settledBy } from "./leadership-news.ts";

const VERSION = 18;

type FetchBody = ResponseOf<typeof Fetch>;
type FetchedPartition = FetchBody["responses"][number]["partitions"][number];

/** Asks any node that may know who leads. Returns when that has to be looked at again. */
export function sendFetchToAny(raft: Raft): number {
  const { connections, nowMs } = raft;
  const to = connections.readyBootstrap(nowMs);
  if (to !== null) raft.send(to, Fetch, VERSION, () => fetchRequest(raft));
  return connections.nextChangeMs(nowMs);
}

/** Asks the leader or, when that one does not answer, any node. */
export function sendFetchToBest(raft: Raft, state: Follower): number {
  const { connections, nowMs } = raft;
  const leader = raft.leaderAddress();
  if (leader === null || connections.hasTimedOut(leader, nowMs) || connections.isBackingOff(leader, nowMs)) {
    return sendFetchToAny(raft);
  }
  if (!connections.hasAnyInFlight(nowMs)) {
    if (state.fetchingSnapshot !== null) sendFetchSnapshot(raft, leader, state.fetchingSnapshot);
    else raft.send(leader, Fetch, VERSION, () => fetchRequest(raft));
  }
  return connections.nextChangeMs(nowMs);
}

function fetchRequest(raft: Raft) {
  const { clusterId, key } = raft.identity;
  const { fetchMaxWaitMs, fetchMaxBytes } = raft.settings;
  const partition = {
    partition: METADATA_PARTITION,
    currentLeaderEpoch: raft.epoch,
    fetchOffset: BigInt(raft.log.endOffset),
    lastFetchedEpoch: raft.log.lastEpoch,
    partitionMaxBytes: 0,
    replicaDirectoryId: key.directoryId,
    highWatermark: BigInt(raft.state.highWatermark ?? -1),
  };
  return {
    clusterId,
    replicaState: { replicaId: key.id, replicaEpoch: -1n },
    maxWaitMs: fetchMaxWaitMs,
    minBytes: 0,
    maxBytes: fetchMaxBytes,
    topics: [{ topicId: METADATA_TOPIC_ID, partitions: [partition] }],
  };
}

/** True when the answer could be used. */
export function handleFetchResponse(raft: Raft, body: FetchBody): boolean {
  if (body.errorCode === ErrorCode.INCONSISTENT_CLUSTER_ID) {
    throw new Error(`The quorum belongs to another cluster than ${raft.identity.clusterId}`);
  }
  if (body.errorCode !== ErrorCode.NONE) return false;
  const topic = body.responses[0];
  const partition = topic?.partitions[0];
  if (topic?.topicId !== METADATA_TOPIC_ID || partition?.partitionIndex !== METADATA_PARTITION) return false;
  const { errorCode } = partition;
  const { leaderId, leaderEpoch } = partition.currentLeader;
  const settled = settledBy(raft, { errorCode, leaderId, leaderEpoch }, body.nodeEndpoints);
  if (settled !== null) return settled;
  const { state } = raft;
  if (state.name !== "follower") return true;
  if (errorCode !== ErrorCode.NONE) return false;
  return follow(raft, state, partition);
}

function follow(raft: Raft, state: Follower, partition: FetchedPartition): boolean {
  const { divergingEpoch, snapshotId, records } = partition;
  if (divergingEpoch.epoch >= 0) {
    truncate(raft, divergingEpoch.epoch, Number(divergingEpoch.endOffset));
  } else if (snapshotId.epoch >= 0 || snapshotId.endOffset >= 0n) {
    if (snapshotId.epoch < 0 || snapshotId.endOffset < 0n) return false;
    const id = { endOffset: Number(snapshotId.endOffset), epoch: snapshotId.epoch };
    const { snapshots } = raft.log;
    if (state.fetchingSnapshot !== null) snapshots.abandon(state.fetchingSnapshot);
    state.fetchingSnapshot = snapshots.find(id) === undefined ? snapshots.begin(id) : null;
  } else {
    if (records !== null && records.length > 0 && !append(raft, records)) return false;
    const highWatermark = Number(partition.highWatermark);
    if (highWatermark >= 0) followerHighWatermark(raft, state, highWatermark);
  }
  state.hasFetched = true;
  state.fetchDeadlineMs = raft.nowMs + raft.settings.fetchTimeoutMs;
  return true;
}

/** False for bytes that were damaged on the way: they are asked for again. */
function append(raft: Raft, records: Uint8Array): boolean {
  let batches: CommittedBatch[];
  try {
    batches = decodeBatches(records, raft.parts.decode);
    raft.log.log.appendAsFollower(records);
  } catch (error) {
    if (error instanceof AppendError || error instanceof RecordError || error instanceof DecodeError)
      return false;
    throw error;
  }
  raft.undelivered.push(...batches);
  const before = raft.voters;
  raft.history.loadLog(records);
  tellVoters(raft, before);
  return true;
}

function truncate(raft: Raft, epoch: number, endOffset: number): void {
  const { log } = raft;
  const from = log.endOffset;
  const offset = log.truncateToEnd({ epoch, endOffset });
  if (offset < raft.highWatermark) {
    throw new Error(
      `The leader's metadata ends epoch ${epoch} at ${endOffset}, but offsets up to ${raft.highWatermark} were committed`,
    );
  }
  raft.undelivered = raft.undelivered.filter(({ lastOffset }) => lastOffset < offset);
  const before = raft.voters;
  raft.history.truncateFrom(offset);
  tellVoters(raft, before);
  raft.tell({
    kind: "log-truncated",
    topic: METADATA_TOPIC,
    partition: METADATA_PARTITION,
    fromOffset: from,
    toOffset: offset,
  });
}

export function followerHighWatermark(raft: Raft, state: Follower, told: number): void {
  const offset = Math.min(told, raft.log.endOffset);
  if (state.highWatermark !== null && offset <= state.highWatermark) return;
  state.highWatermark = offset;
  raft.highWatermark = Math.max(raft.highWatermark, offset);
}
