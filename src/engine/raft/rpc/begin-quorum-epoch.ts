// BeginQuorumEpoch (KIP-595): a leader tells the voters that have not fetched from it lately that it leads.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseOf } from "../../protocol/schema.ts";
import { BeginQuorumEpoch } from "../../protocol/schemas/53-begin-quorum-epoch.ts";
import type { RequestRef } from "../effect.ts";
import type { Leader } from "../epoch-state.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import { isMeantForThisNode } from "./checks.ts";
import { handleLeadersWord, handleVotersAnswer } from "./quorum-epoch.ts";

const VERSION = 1;

/** Returns when it has to be looked at again. */
export function sendBeginQuorumEpoch(raft: Raft, state: Leader): number {
  const periodMs = raft.settings.fetchTimeoutMs / 2;
  if (raft.nowMs < state.beginQuorumEpochAtMs) return state.beginQuorumEpochAtMs;
  for (const { key, lastFetchAtMs } of state.replicas.voters) {
    if (key.id === raft.identity.key.id) continue;
    if (lastFetchAtMs >= 0 && raft.nowMs - lastFetchAtMs < periodMs) continue;
    const to = raft.voterAddress(key.id);
    if (to !== null)
      raft.send(to, BeginQuorumEpoch, VERSION, () => beginRequest(raft, key.id), raft.stateCause);
  }
  state.beginQuorumEpochAtMs = raft.nowMs + periodMs;
  return state.beginQuorumEpochAtMs;
}

function beginRequest(raft: Raft, voterId: number) {
  const { clusterId, key, endpoints } = raft.identity;
  const partition = {
    partitionIndex: METADATA_PARTITION,
    voterDirectoryId: raft.voters.get(voterId)!.directoryId,
    leaderId: key.id,
    leaderEpoch: raft.epoch,
  };
  return {
    clusterId,
    voterId,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    leaderEndpoints: endpoints.map(({ name, host, port }) => ({ name, host, port })),
  };
}

export function handleBeginQuorumEpochRequest(
  raft: Raft,
  request: RequestOf<typeof BeginQuorumEpoch>,
  version: number,
  ref: RequestRef,
): void {
  handleLeadersWord(raft, request, version, ref, ({ voterDirectoryId }) =>
    isMeantForThisNode(raft, request.voterId, voterDirectoryId)
      ? ErrorCode.NONE
      : ErrorCode.INVALID_VOTER_KEY,
  );
}

/** True when the answer could be used. */
export function handleBeginQuorumEpochResponse(
  raft: Raft,
  body: ResponseOf<typeof BeginQuorumEpoch>,
): boolean {
  return handleVotersAnswer(raft, body) !== false;
}
