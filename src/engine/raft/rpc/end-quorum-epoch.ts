// EndQuorumEpoch (KIP-595): a leader that gives up names who should follow it. The first of them asks for pre-votes at
// once, the others a little later each, so that they do not stand against each other.
import { ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseOf } from "../../protocol/schema.ts";
import { EndQuorumEpoch } from "../../protocol/schemas/54-end-quorum-epoch.ts";
import type { RequestRef } from "../effect.ts";
import type { Resigned } from "../epoch-state.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import { matchesKey, type ReplicaKey } from "../voter-set.ts";
import { handleLeadersWord, handleVotersAnswer } from "./quorum-epoch.ts";

const VERSION = 1;

/** Returns when it has to be looked at again. */
export function sendEndQuorumEpoch(raft: Raft, state: Resigned): number {
  return raft.sendToVoters(state.unacknowledged, EndQuorumEpoch, VERSION, () => endRequest(raft, state));
}

function endRequest(raft: Raft, state: Resigned) {
  const { clusterId, key } = raft.identity;
  const partition = {
    partitionIndex: METADATA_PARTITION,
    leaderId: key.id,
    leaderEpoch: state.epoch,
    preferredCandidates: state.successors.map(({ id, directoryId }) => ({
      candidateId: id,
      candidateDirectoryId: directoryId,
    })),
  };
  return {
    clusterId,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    leaderEndpoints: [],
  };
}

export function handleEndQuorumEpochRequest(
  raft: Raft,
  request: RequestOf<typeof EndQuorumEpoch>,
  version: number,
  ref: RequestRef,
): void {
  handleLeadersWord(raft, request, version, ref, (partition) => {
    const { state } = raft;
    if (state.name === "follower" && state.leaderId === partition.leaderId) {
      const successors = successorsOf(partition);
      const position = successors.findIndex((key) => matchesKey(key, raft.identity.key));
      const backoffMs = successorElectionBackoffMs(
        position < 0 ? successors.length : position,
        successors.length,
        raft.settings.electionBackoffMaxMs,
      );
      state.fetchDeadlineMs = raft.nowMs + backoffMs;
    }
    return ErrorCode.NONE;
  });
}

type Partition = RequestOf<typeof EndQuorumEpoch>["topics"][number]["partitions"][number];

/** Version 0 knows ids only. */
function successorsOf({ preferredCandidates, preferredSuccessors }: Partition): ReplicaKey[] {
  if (preferredCandidates !== undefined && preferredCandidates.length > 0) {
    return preferredCandidates.map(({ candidateId, candidateDirectoryId }) => ({
      id: candidateId,
      directoryId: candidateDirectoryId,
    }));
  }
  return (preferredSuccessors ?? []).map((id) => ({ id, directoryId: ZERO_UUID }));
}

/** The first stands at once; each one after waits twice as long as the one before it. */
export function successorElectionBackoffMs(position: number, successors: number, maxMs: number): number {
  if (position === 0) return 0;
  if (position >= successors) return maxMs;
  const baseMs = maxMs >> (successors - 1);
  return Math.min(maxMs, baseMs << (position - 1));
}

/** True when the answer could be used. */
export function handleEndQuorumEpochResponse(
  raft: Raft,
  fromId: number,
  body: ResponseOf<typeof EndQuorumEpoch>,
): boolean {
  const answer = handleVotersAnswer(raft, body);
  if (answer === "accepted" && raft.state.name === "resigned") raft.state.unacknowledged.delete(fromId);
  return answer !== false;
}
