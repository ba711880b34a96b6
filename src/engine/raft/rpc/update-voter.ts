// UpdateRaftVoter (KIP-853): a voter tells the leader its directory, its listeners and what it can follow. In a dynamic
// quorum that goes into the voter set; in a static one the leader keeps it in mind, for the day of the upgrade.
import { ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseOf } from "../../protocol/schema.ts";
import { UpdateRaftVoter } from "../../protocol/schemas/82-update-raft-voter.ts";
import type { RequestRef } from "../effect.ts";
import type { Leader } from "../epoch-state.ts";
import { MAX_KRAFT_VERSION, MIN_KRAFT_VERSION, type Raft } from "../raft.ts";
import { isVoter, updateVoter, type VoterNode } from "../voter-set.ts";
import { isOfThisCluster, leaderRequestError } from "./checks.ts";
import { handleCommon } from "./leadership-news.ts";
import { appendVoters, expirePendingChanges } from "./voter-change.ts";

const VERSION = 0;

/** True when it was sent. */
export function sendUpdateVoter(raft: Raft): boolean {
  const to = raft.leaderAddress();
  if (to === null) return false;
  const { clusterId, key, endpoints } = raft.identity;
  return raft.send(to, UpdateRaftVoter, VERSION, () => ({
    clusterId,
    currentLeaderEpoch: raft.epoch,
    voterId: key.id,
    voterDirectoryId: key.directoryId,
    listeners: endpoints.map(({ name, host, port }) => ({ name, host, port })),
    kRaftVersionFeature: {
      minSupportedVersion: MIN_KRAFT_VERSION,
      maxSupportedVersion: MAX_KRAFT_VERSION,
    },
  }));
}

export function handleUpdateVoterRequest(
  raft: Raft,
  request: RequestOf<typeof UpdateRaftVoter>,
  _version: number,
  ref: RequestRef,
): void {
  const respond = (errorCode: number): void => {
    const leader = raft.hasLeader ? raft.leaderAddress() : null;
    const currentLeader = { leaderId: raft.state.leaderId, leaderEpoch: raft.epoch };
    const where = leader === null ? {} : { host: leader.host, port: leader.port };
    raft.answer(ref, { errorCode, currentLeader: { ...currentLeader, ...where } });
  };
  if (!isOfThisCluster(raft, request.clusterId)) return respond(ErrorCode.INCONSISTENT_CLUSTER_ID);
  const notLeader = leaderRequestError(raft, request.currentLeaderEpoch);
  const { state } = raft;
  if (notLeader !== ErrorCode.NONE || state.name !== "leader") return respond(notLeader);
  const { voterId: id, voterDirectoryId: directoryId, kRaftVersionFeature } = request;
  const { minSupportedVersion, maxSupportedVersion } = kRaftVersionFeature;
  const endpoints = request.listeners.map(({ name, host, port }) => ({ name, host, port }));
  if (
    id < 0 ||
    directoryId === ZERO_UUID ||
    raft.addressOf(id, endpoints) === null ||
    minSupportedVersion < 0 ||
    maxSupportedVersion < minSupportedVersion
  ) {
    return respond(ErrorCode.INVALID_REQUEST);
  }
  const node = {
    id,
    directoryId,
    endpoints,
    minKraftVersion: minSupportedVersion,
    maxKraftVersion: maxSupportedVersion,
  };
  respond(update(raft, state, node));
}

function update(raft: Raft, state: Leader, node: VoterNode): number {
  expirePendingChanges(raft, state);
  const { kraftVersion, votersOffset } = raft.history;
  if (state.addVoter !== null || state.removeVoter !== null) return ErrorCode.REQUEST_TIMED_OUT;
  if (state.highWatermark === null) return ErrorCode.REQUEST_TIMED_OUT;
  if (kraftVersion < node.minKraftVersion || kraftVersion > node.maxKraftVersion) {
    return ErrorCode.INVALID_REQUEST;
  }
  if (kraftVersion === 0) {
    if (!isVoter(raft.voters, node)) return ErrorCode.VOTER_NOT_FOUND;
    state.toldVoters.set(node.id, node);
    return ErrorCode.NONE;
  }
  if (votersOffset === null || votersOffset >= state.highWatermark) return ErrorCode.REQUEST_TIMED_OUT;
  const voters = updateVoter(raft.voters, node);
  if (voters === null) return ErrorCode.VOTER_NOT_FOUND;
  appendVoters(raft, state, voters);
  return ErrorCode.NONE;
}

/** True when the answer could be used. */
export function handleUpdateVoterResponse(raft: Raft, body: ResponseOf<typeof UpdateRaftVoter>): boolean {
  const { errorCode, currentLeader } = body;
  const { leaderId, leaderEpoch: epoch, host, port } = currentLeader;
  const endpoints = host === "" ? [] : [{ name: raft.identity.listener, host, port }];
  const known = endpoints.length > 0 ? endpoints : [...(raft.voters.get(leaderId)?.endpoints ?? [])];
  const handling = handleCommon(raft, { errorCode, leaderId, epoch, endpoints: known });
  if (handling !== "next") return handling === "handled";
  if (errorCode === ErrorCode.NONE && raft.state.name === "follower") raft.state.hasUpdatedLeader = true;
  return true;
}
