// The raft machine of one replica (KIP-595): no I/O, no clock, no chance of its own. A request, an answer or the passing
// of time goes in; what is to be done comes out as effects (effect.ts).
//
//   const machine = createRaftMachine(parts);
//   machine.begin(stored, batches, snapshot, now);     // what was on disk
//   machine.request(…) / machine.response(…);          // then
//   const nextMs = machine.tick(now);                  // until nothing is left to do before nextMs
//   for (const effect of machine.takeEffects()) …
import { ErrorCode } from "../protocol/errors.ts";
import type { ApiSchema, ResponseOf } from "../protocol/schema.ts";
import { Fetch } from "../protocol/schemas/01-fetch.ts";
import { ApiVersions } from "../protocol/schemas/18-api-versions.ts";
import { Vote } from "../protocol/schemas/52-vote.ts";
import { BeginQuorumEpoch } from "../protocol/schemas/53-begin-quorum-epoch.ts";
import { EndQuorumEpoch } from "../protocol/schemas/54-end-quorum-epoch.ts";
import { DescribeQuorum } from "../protocol/schemas/55-describe-quorum.ts";
import { FetchSnapshot } from "../protocol/schemas/59-fetch-snapshot.ts";
import { AddRaftVoter } from "../protocol/schemas/80-add-raft-voter.ts";
import { RemoveRaftVoter } from "../protocol/schemas/81-remove-raft-voter.ts";
import { UpdateRaftVoter } from "../protocol/schemas/82-update-raft-voter.ts";
import { deliver } from "./deliver.ts";
import type { Cause, Effect, RaftResponse, RequestRef } from "./effect.ts";
import type { EpochState } from "./epoch-state.ts";
import { initialState } from "./initial-state.ts";
import { type CommittedBatch, NotLeaderError } from "./metadata-log.ts";
import type { MetadataRecord } from "./metadata-record.ts";
import type { QuorumState } from "./quorum-state.ts";
import { Raft, type RaftParts } from "./raft.ts";
import { handleAddVoterRequest, handleApiVersionsResponse } from "./rpc/add-voter.ts";
import { handleBeginQuorumEpochRequest, handleBeginQuorumEpochResponse } from "./rpc/begin-quorum-epoch.ts";
import { handleDescribeQuorumRequest } from "./rpc/describe-quorum.ts";
import { handleEndQuorumEpochRequest, handleEndQuorumEpochResponse } from "./rpc/end-quorum-epoch.ts";
import { expireParkedFetches, handleFetchRequest } from "./rpc/fetch-request.ts";
import { handleFetchResponse } from "./rpc/fetch-response.ts";
import { handleFetchSnapshotRequest, handleFetchSnapshotResponse } from "./rpc/fetch-snapshot.ts";
import { handleRemoveVoterRequest } from "./rpc/remove-voter.ts";
import { handleUpdateVoterRequest, handleUpdateVoterResponse } from "./rpc/update-voter.ts";
import { handleVoteRequest } from "./rpc/vote-request.ts";
import { handleVoteResponse } from "./rpc/vote-response.ts";
import type { ReadSnapshot } from "./snapshot-file.ts";
import { tickCandidate } from "./states/candidate.ts";
import { tickFollower } from "./states/follower.ts";
import { tickLeader } from "./states/leader.ts";
import { tickObserver } from "./states/observer.ts";
import { tickProspective } from "./states/prospective.ts";
import { tickResigned } from "./states/resigned.ts";
import { tickUnattached } from "./states/unattached.ts";
import { becomeProspective, storeState } from "./transitions.ts";

export interface Now {
  /** Playground time: what timeouts live on. */
  readonly nowMs: number;
  readonly wallMs: number;
}

export interface RaftMachine {
  readonly raft: Raft;
  /** With what was found on disk. `batches`: all of the log; `snapshot`: the newest. */
  begin(
    stored: QuorumState | null,
    batches: readonly CommittedBatch[],
    snapshot: ReadSnapshot | null,
    now: Now,
  ): void;
  request(api: ApiSchema, version: number, body: unknown, ref: RequestRef, cause: Cause, now: Now): void;
  response(response: RaftResponse, now: Now): void;
  /** Does what is due. Returns when something will be, if nothing comes before. */
  tick(now: Now): number;
  /** Gathers records; they go into the log within the linger time. Throws NotLeaderError. */
  append(epoch: number, records: readonly MetadataRecord[], now: Now): number;
  /** The application above cannot lead. */
  resign(epoch: number): void;
  /** From now on it hands over, and is over at `deadlineMs` at the latest. */
  shutDown(deadlineMs: number): void;
  /** Nothing is left to wait for after shutDown(). */
  readonly isShutDown: boolean;
  /** What is to be done, in order. */
  takeEffects(): Effect[];
}

type RequestHandler = (raft: Raft, body: never, version: number, ref: RequestRef) => void;

const REQUESTS: ReadonlyMap<number, RequestHandler> = new Map<number, RequestHandler>([
  [Fetch.key, handleFetchRequest as RequestHandler],
  [Vote.key, handleVoteRequest as RequestHandler],
  [BeginQuorumEpoch.key, handleBeginQuorumEpochRequest as RequestHandler],
  [EndQuorumEpoch.key, handleEndQuorumEpochRequest as RequestHandler],
  [DescribeQuorum.key, handleDescribeQuorumRequest as RequestHandler],
  [FetchSnapshot.key, handleFetchSnapshotRequest as RequestHandler],
  [AddRaftVoter.key, handleAddVoterRequest as RequestHandler],
  [RemoveRaftVoter.key, handleRemoveVoterRequest as RequestHandler],
  [UpdateRaftVoter.key, handleUpdateVoterRequest as RequestHandler],
]);

export function createRaftMachine(parts: RaftParts): RaftMachine {
  const raft = new Raft(parts);

  function at({ nowMs, wallMs }: Now, cause: Cause = null): void {
    raft.nowMs = nowMs;
    raft.wallMs = wallMs;
    raft.cause = cause;
  }

  return {
    raft,
    begin(stored, batches, snapshot, now) {
      at(now);
      raft.undelivered = [...batches];
      raft.deliveredOffset = snapshot === null ? 0 : -1;
      raft.snapshotToLoad = snapshot;
      raft.state = initialState(raft, stored);
      storeState(raft, raft.state);
      // Nobody else has to be asked.
      if (raft.isOnlyVoter) becomeProspective(raft);
    },
    request(api, version, body, ref, cause, now) {
      at(now, cause);
      REQUESTS.get(api.key)?.(raft, body as never, version, ref);
      deliver(raft);
    },
    response(response, now) {
      at(now, response.event);
      const { from, correlationId } = response;
      if (!raft.connections.isExpected(from, correlationId)) return;
      const before = raft.state;
      const handled = handleResponse(raft, response);
      raft.connections.answered(from, correlationId, handled, raft.nowMs);
      const wasOfNoUse = before === raft.state && response.api.key === Fetch.key && isRefusal(response.body);
      if (wasOfNoUse) raft.connections.rest(from, raft.nowMs);
      deliver(raft);
    },
    tick(now) {
      at(now);
      const parkedMs = expireParkedFetches(raft);
      const nextMs = tickState(raft, raft.state);
      deliver(raft);
      return Math.min(parkedMs, nextMs);
    },
    append(epoch, records, now) {
      at(now);
      const { state } = raft;
      if (state.name !== "leader" || epoch !== state.epoch) {
        throw new NotLeaderError(`Node ${raft.identity.key.id} does not lead in epoch ${epoch}`);
      }
      return state.accumulator.append(records, raft.nowMs, raft.wallMs);
    },
    resign(epoch) {
      const { state } = raft;
      if (state.name === "leader" && state.epoch === epoch) state.resignRequested ??= "failure";
    },
    shutDown(deadlineMs) {
      raft.shutdownDeadlineMs ??= deadlineMs;
    },
    get isShutDown() {
      if (raft.shutdownDeadlineMs === null) return false;
      const { state } = raft;
      const hasRemoteLeader = raft.hasLeader && state.leaderId !== raft.identity.key.id;
      if (state.name === "resigned" && state.unreachable.size === raft.voters.size - 1) return true;
      return raft.nowMs >= raft.shutdownDeadlineMs || !raft.isVoter || raft.isOnlyVoter || hasRemoteLeader;
    },
    takeEffects() {
      const { outbox } = raft;
      raft.outbox = [];
      return outbox;
    },
  };
}

/** A Fetch that was answered with an error. */
function isRefusal(body: unknown): boolean {
  const { responses } = (body ?? {}) as Partial<ResponseOf<typeof Fetch>>;
  return (responses?.[0]?.partitions[0]?.errorCode ?? ErrorCode.NONE) !== ErrorCode.NONE;
}

function tickState(raft: Raft, state: EpochState): number {
  switch (state.name) {
    case "unattached":
      return tickUnattached(raft, state);
    case "prospective":
      return tickProspective(raft, state);
    case "candidate":
      return tickCandidate(raft, state);
    case "leader":
      return tickLeader(raft, state);
    case "follower":
      return raft.isVoter ? tickFollower(raft, state) : tickObserver(raft, state);
    case "resigned":
      return tickResigned(raft, state);
  }
}

function handleResponse(raft: Raft, { api, from, body }: RaftResponse): boolean {
  if (api.key === ApiVersions.key) {
    return handleApiVersionsResponse(raft, from.id, body as ResponseOf<typeof ApiVersions> | null);
  }
  if (body === null) {
    if (raft.state.name === "resigned") raft.state.unreachable.add(from.id);
    return false;
  }
  switch (api.key) {
    case Fetch.key:
      return handleFetchResponse(raft, body as ResponseOf<typeof Fetch>);
    case Vote.key:
      return handleVoteResponse(raft, from.id, body as ResponseOf<typeof Vote>);
    case BeginQuorumEpoch.key:
      return handleBeginQuorumEpochResponse(raft, body as ResponseOf<typeof BeginQuorumEpoch>);
    case EndQuorumEpoch.key:
      return handleEndQuorumEpochResponse(raft, from.id, body as ResponseOf<typeof EndQuorumEpoch>);
    case FetchSnapshot.key:
      return handleFetchSnapshotResponse(raft, body as ResponseOf<typeof FetchSnapshot>);
    case UpdateRaftVoter.key:
      return handleUpdateVoterResponse(raft, body as ResponseOf<typeof UpdateRaftVoter>);
    default:
      // Of AddRaftVoter and RemoveRaftVoter only that they were answered counts: they are sent again if need be.
      return true;
  }
}
