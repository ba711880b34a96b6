// What BeginQuorumEpoch and EndQuorumEpoch have in common (KIP-595): both are said by a leader about its own epoch, and
// their answers have the same form.
import { ErrorCode } from "../../protocol/errors.ts";
import type { ResponseOf } from "../../protocol/schema.ts";
import type { BeginQuorumEpoch } from "../../protocol/schemas/53-begin-quorum-epoch.ts";
import type { EndQuorumEpoch } from "../../protocol/schemas/54-end-quorum-epoch.ts";
import type { RequestRef } from "../effect.ts";
import { METADATA_PARTITION, METADATA_TOPIC } from "../metadata-topic.ts";
import type { Raft } from "../raft.ts";
import type { Endpoint } from "../voter-set.ts";
import {
  admittedMetadataPartition,
  leaderEndpointsField,
  metadataPartition,
  voterRequestError,
} from "./checks.ts";
import { endpointsOf, learn, settledBy } from "./leadership-news.ts";

interface AboutEpoch {
  readonly partitionIndex: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

/** Of BeginQuorumEpoch or EndQuorumEpoch. */
interface LeadersWord<P extends AboutEpoch> {
  readonly clusterId: string | null;
  readonly topics: readonly { readonly topicName: string; readonly partitions: readonly P[] }[];
  readonly leaderEndpoints?: readonly Endpoint[];
}

/** The first version that names listeners and the node that is meant. */
const LISTENERS_SINCE = 1;

/** Takes in what a leader says of itself. `then` does the rest, with what the request is about, and gives the error. */
export function handleLeadersWord<P extends AboutEpoch>(
  raft: Raft,
  request: LeadersWord<P>,
  version: number,
  ref: RequestRef,
  then: (partition: P) => number,
): void {
  const partition = admittedMetadataPartition(raft, request, ref);
  if (partition === null) return;
  const { leaderId, leaderEpoch: epoch } = partition;
  const respond = (errorCode: number): void => raft.answer(ref, response(raft, version, errorCode));
  const errorCode = voterRequestError(raft, leaderId, epoch);
  if (errorCode !== ErrorCode.NONE) return respond(errorCode);
  const told = request.leaderEndpoints ?? [];
  const endpoints =
    told.length > 0
      ? told.map(({ name, host, port }) => ({ name, host, port }))
      : endpointsOf(raft, leaderId, undefined);
  if (!learn(raft, { errorCode, leaderId, epoch, endpoints })) return respond(ErrorCode.INVALID_REQUEST);
  respond(then(partition));
}

function response(raft: Raft, version: number, errorCode: number) {
  const partition = {
    partitionIndex: METADATA_PARTITION,
    errorCode,
    leaderId: raft.state.leaderId,
    leaderEpoch: raft.epoch,
  };
  return {
    errorCode: ErrorCode.NONE,
    topics: [{ topicName: METADATA_TOPIC, partitions: [partition] }],
    ...leaderEndpointsField(raft, version >= LISTENERS_SINCE),
  };
}

/** What a voter answered to its leader. True when the answer could be used. */
export function handleVotersAnswer(
  raft: Raft,
  body: ResponseOf<typeof BeginQuorumEpoch> | ResponseOf<typeof EndQuorumEpoch>,
): boolean | "accepted" {
  if (body.errorCode !== ErrorCode.NONE) return false;
  const partition = metadataPartition(body.topics);
  if (partition === null) return false;
  const settled = settledBy(raft, partition, body.nodeEndpoints);
  if (settled !== null) return settled;
  return partition.errorCode === ErrorCode.NONE ? "accepted" : false;
}
