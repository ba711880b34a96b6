// The state in which a replica begins, from what it finds on its disk.
import { ZERO_UUID } from "../base/uuid.ts";
import { epochElection, recordVote } from "./epoch-election.ts";
import type { EpochState } from "./epoch-state.ts";
import type { QuorumState } from "./quorum-state.ts";
import type { Raft } from "./raft.ts";
import { sameKey } from "./voter-set.ts";

/** As the file and the log say. A leader that comes back has to give up: it may have lost what it had not flushed. */
export function initialState(raft: Raft, stored: QuorumState | null): EpochState {
  const { key, endpoints } = raft.identity;
  const { leaderId, leaderEpoch, votedId, votedDirectoryId } = stored ?? NOTHING_STORED;
  const votedKey = votedId < 0 ? null : { id: votedId, directoryId: votedDirectoryId };
  const unknown = { leaderId: -1, leaderEndpoints: [], highWatermark: null };
  const patience = (): number => {
    const deadlineMs = raft.nowMs + raft.randomElectionTimeoutMs();
    return raft.isVoter ? deadlineMs : Number.POSITIVE_INFINITY;
  };
  if (leaderEpoch < raft.log.lastEpoch) {
    const epoch = raft.log.lastEpoch;
    return { name: "unattached", epoch, ...unknown, votedKey: null, electionDeadlineMs: patience() };
  }
  if (leaderId === key.id) {
    return {
      name: "resigned",
      epoch: leaderEpoch,
      leaderId,
      leaderEndpoints: endpoints,
      votedKey: null,
      highWatermark: null,
      // Also of one that its own log has removed from the voters: it has to go on, as an observer.
      electionDeadlineMs: raft.nowMs + raft.randomElectionTimeoutMs(),
      unacknowledged: new Set([...raft.voters.keys()].filter((id) => id !== key.id)),
      unreachable: new Set(),
      successors: [],
    };
  }
  if (votedKey !== null && (sameKey(votedKey, key) || isStaticSelf(raft, votedId, votedDirectoryId))) {
    const election = epochElection(raft.voters.keys());
    recordVote(election, key.id, true);
    const electionDeadlineMs = patience();
    return { name: "candidate", epoch: leaderEpoch, ...unknown, votedKey: key, election, electionDeadlineMs };
  }
  const leaderEndpoints = raft.voters.get(leaderId)?.endpoints ?? [];
  if (leaderId >= 0 && leaderEndpoints.length > 0) {
    return {
      name: "follower",
      epoch: leaderEpoch,
      leaderId,
      leaderEndpoints,
      votedKey,
      highWatermark: null,
      fetchDeadlineMs: raft.nowMs + raft.settings.fetchTimeoutMs,
      hasFetched: false,
      fetchingSnapshot: null,
      updateVoterAtMs: raft.nowMs + raft.settings.fetchTimeoutMs,
      hasUpdatedLeader: false,
    };
  }
  return {
    name: "unattached",
    epoch: leaderEpoch,
    ...unknown,
    leaderId,
    votedKey,
    electionDeadlineMs: patience(),
  };
}

/** In a static quorum the file does not tell the directory of the vote. */
function isStaticSelf(raft: Raft, votedId: number, votedDirectoryId: string): boolean {
  return votedId === raft.identity.key.id && votedDirectoryId === ZERO_UUID;
}

const NOTHING_STORED: QuorumState = {
  leaderId: -1,
  leaderEpoch: 0,
  votedId: -1,
  votedDirectoryId: ZERO_UUID,
};
