// FetchSnapshot (KIP-630): a follower behind the leader's log start gets the snapshot piece by piece, and goes on from
// its end.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseOf } from "../../protocol/schema.ts";
import { FetchSnapshot } from "../../protocol/schemas/59-fetch-snapshot.ts";
import type { RaftNodeAddress } from "../connections.ts";
import type { RequestRef } from "../effect.ts";
import type { Follower } from "../epoch-state.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import { BOOTSTRAP_SNAPSHOT, decodeSnapshot, sameSnapshot } from "../snapshot-file.ts";
import type { PartialSnapshot } from "../snapshots.ts";
import { heardOfFollower, tellVoters } from "../states/leader.ts";
import { admittedPartition, leaderEndpointsField, leaderRequestError } from "./checks.ts";
import { followerHighWatermark } from "./fetch-response.ts";
import { settledBy } from "./leadership-news.ts";

type SnapshotTopic = RequestOf<typeof FetchSnapshot>["topics"][number];
type SnapshotPartition = SnapshotTopic["partitions"][number];

const VERSION = 1;
/** The first version whose answers tell where the leader is. */
const ENDPOINTS_SINCE = 1;

export function sendFetchSnapshot(raft: Raft, to: RaftNodeAddress, partial: PartialSnapshot): void {
  const { clusterId, key } = raft.identity;
  raft.send(to, FetchSnapshot, VERSION, () => {
    const partition = {
      partition: METADATA_PARTITION,
      currentLeaderEpoch: raft.epoch,
      snapshotId: { endOffset: BigInt(partial.id.endOffset), epoch: partial.id.epoch },
      position: BigInt(partial.sizeBytes),
      replicaDirectoryId: key.directoryId,
    };
    return {
      clusterId,
      replicaId: key.id,
      maxBytes: raft.settings.fetchMaxBytes,
      topics: [{ name: METADATA_TOPIC, partitions: [partition] }],
    };
  });
}

export function handleFetchSnapshotRequest(
  raft: Raft,
  request: RequestOf<typeof FetchSnapshot>,
  version: number,
  ref: RequestRef,
): void {
  const admitted = admittedPartition<SnapshotPartition, SnapshotTopic>(raft, request, ref);
  if (admitted === null) return;
  const { topic, partition } = admitted;
  const endpoints = leaderEndpointsField(raft, version >= ENDPOINTS_SINCE);
  if (topic.name !== METADATA_TOPIC || partition.partition !== METADATA_PARTITION) {
    const unknown = { index: partition.partition, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
    return raft.answer(ref, { topics: [{ name: topic.name, partitions: [unknown] }], ...endpoints });
  }
  const currentLeader = { leaderId: raft.state.leaderId, leaderEpoch: raft.epoch };
  const respond = (fields: object): object => ({
    errorCode: ErrorCode.NONE,
    topics: [{ name: METADATA_TOPIC, partitions: [{ index: METADATA_PARTITION, currentLeader, ...fields }] }],
    ...endpoints,
  });
  const errorCode = leaderRequestError(raft, partition.currentLeaderEpoch);
  if (errorCode !== ErrorCode.NONE) return raft.answer(ref, respond({ errorCode }));
  const id = { endOffset: Number(partition.snapshotId.endOffset), epoch: partition.snapshotId.epoch };
  const snapshot = raft.log.snapshots.find(id);
  if (snapshot === undefined || sameSnapshot(id, BOOTSTRAP_SNAPSHOT)) {
    return raft.answer(ref, respond({ errorCode: ErrorCode.SNAPSHOT_NOT_FOUND }));
  }
  const { file } = snapshot;
  const position = Number(partition.position);
  if (position < 0 || position >= file.sizeBytes) {
    return raft.answer(ref, respond({ errorCode: ErrorCode.POSITION_OUT_OF_RANGE }));
  }
  const { state } = raft;
  if (state.name === "leader") {
    heardOfFollower(raft, state, { id: request.replicaId, directoryId: partition.replicaDirectoryId });
  }
  const length = Math.min(request.maxBytes, raft.settings.fetchMaxBytes, file.sizeBytes - position);
  const size = BigInt(file.sizeBytes);
  raft.outbox.push({
    kind: "answer-records",
    ref,
    records: {
      read: () => file.read(position, length),
      into: (unalignedRecords) =>
        respond({ snapshotId: partition.snapshotId, size, position: partition.position, unalignedRecords }),
    },
  });
}

/** True when the answer could be used. */
export function handleFetchSnapshotResponse(raft: Raft, body: ResponseOf<typeof FetchSnapshot>): boolean {
  if (body.errorCode !== ErrorCode.NONE) return false;
  const partition = body.topics[0]?.name === METADATA_TOPIC ? body.topics[0].partitions[0] : undefined;
  if (partition?.index !== METADATA_PARTITION) return false;
  const { errorCode, currentLeader, snapshotId, unalignedRecords } = partition;
  const settled = settledBy(raft, { errorCode, ...currentLeader }, body.nodeEndpoints);
  if (settled !== null) return settled;
  const { state } = raft;
  if (state.name !== "follower") return true;
  state.fetchDeadlineMs = raft.nowMs + raft.settings.fetchTimeoutMs;
  const { fetchingSnapshot: partial } = state;
  if (partial === null) return true;
  const isThis =
    Number(snapshotId.endOffset) === partial.id.endOffset && snapshotId.epoch === partial.id.epoch;
  if (errorCode !== ErrorCode.NONE || !isThis || Number(partition.position) !== partial.sizeBytes) {
    // The leader has dropped it meanwhile: the next Fetch names another one.
    raft.log.snapshots.abandon(partial);
    state.fetchingSnapshot = null;
    return true;
  }
  partial.append(unalignedRecords ?? NOTHING);
  if (partial.sizeBytes >= Number(partition.size)) adopt(raft, state, partial);
  return true;
}

const NOTHING = new Uint8Array(0);

function adopt(raft: Raft, state: Follower, partial: PartialSnapshot): void {
  const { log, history } = raft;
  const { bytes, id } = partial;
  const snapshot = decodeSnapshot(id, bytes, raft.parts.decode);
  state.fetchingSnapshot = null;
  log.snapshots.freeze(partial);
  if (!log.truncateToLatestSnapshot()) return;
  const before = raft.voters;
  history.loadSnapshot(bytes, id.endOffset - 1);
  tellVoters(raft, before);
  raft.undelivered = [];
  raft.snapshotToLoad = snapshot;
  raft.tell({ kind: "metadata-snapshot-loaded", endOffset: id.endOffset, epoch: id.epoch, from: "leader" });
  followerHighWatermark(raft, state, id.endOffset);
}
