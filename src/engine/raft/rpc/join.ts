// A controller that may join by itself asks the leader to make it a voter; where its id stands for a directory that it
// no longer has, to remove that one first (KIP-853, controller.quorum.auto.join.enable).
import { AddRaftVoter } from "../../protocol/schemas/80-add-raft-voter.ts";
import { RemoveRaftVoter } from "../../protocol/schemas/81-remove-raft-voter.ts";
import type { Raft } from "../raft.ts";
import type { ReplicaKey } from "../voter-set.ts";

const ADD_VERSION = 1;
const REMOVE_VERSION = 0;

/** True when it was sent. */
export function sendAddVoter(raft: Raft): boolean {
  const to = raft.leaderAddress();
  if (to === null) return false;
  const { clusterId, key, endpoints } = raft.identity;
  return raft.send(to, AddRaftVoter, ADD_VERSION, () => ({
    clusterId,
    timeoutMs: raft.settings.requestTimeoutMs,
    voterId: key.id,
    voterDirectoryId: key.directoryId,
    listeners: endpoints.map(({ name, host, port }) => ({ name, host, port })),
    // It goes on fetching meanwhile: without that, its own vote could not be committed.
    ackWhenCommitted: false,
  }));
}

/** True when it was sent. */
export function sendRemoveVoter(raft: Raft, voter: ReplicaKey): boolean {
  const to = raft.leaderAddress();
  if (to === null) return false;
  const { clusterId } = raft.identity;
  return raft.send(to, RemoveRaftVoter, REMOVE_VERSION, () => ({
    clusterId,
    voterId: voter.id,
    voterDirectoryId: voter.directoryId,
  }));
}
