// The look-ups of raft's pure functions, one a line of tables.jsonl.
import { ZERO_UUID } from "../../../../src/engine/base/uuid.ts";
import {
  epochElection,
  isVoteGranted,
  isVoteRejected,
  recordVote,
} from "../../../../src/engine/raft/epoch-election.ts";
import type { EpochState } from "../../../../src/engine/raft/epoch-state.ts";
import { quorumStateText } from "../../../../src/engine/raft/quorum-state.ts";
import { Replicas } from "../../../../src/engine/raft/replica-progress.ts";
import { successorElectionBackoffMs } from "../../../../src/engine/raft/rpc/end-quorum-epoch.ts";
import { voteRefusal } from "../../../../src/engine/raft/rpc/vote-request.ts";
import {
  addVoter,
  hasOverlappingMajority,
  isVoter,
  type ReplicaKey,
  removeVoter,
  updateVoter,
  type VoterNode,
  type VoterSet,
  voterSet,
} from "../../../../src/engine/raft/voter-set.ts";
import { expectEqual } from "../../tally.ts";
import { javaRandom } from "../java-random.ts";

export type TableRow = { readonly fn: string } & Readonly<Record<string, unknown>>;

/** Any directory will do, as long as each voter has its own. */
const directoryOf = (id: number): string =>
  `AAAAABERAA${String.fromCharCode(65 + id)}AAAAAAAAiIg`.slice(0, 22);
const OTHER_DIRECTORY = "AAAAABERAAkAAAAAAAAiJw";
const LOCAL = 1;

const keyOf = (id: number, other = false): ReplicaKey => ({
  id,
  directoryId: other ? OTHER_DIRECTORY : directoryOf(id),
});

function nodeOf(key: ReplicaKey): VoterNode {
  return { ...key, endpoints: [], minKraftVersion: 0, maxKraftVersion: 1 };
}

const votersOf = (ids: readonly number[]): VoterSet => voterSet(ids.map((id) => nodeOf(keyOf(id))));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

interface Update {
  readonly replica: number;
  readonly endOffset: number;
  readonly changed?: boolean;
  readonly highWatermark: number;
}

type Check = (row: never) => void;

const CHECKS: Readonly<Record<string, Check>> = {
  highWatermark(row: {
    readonly voters: number;
    readonly epochStartOffset: number;
    readonly updates: readonly Update[];
    readonly nonLeaderVotersByDescendingFetchOffset: readonly number[];
  }) {
    const voters = votersOf(upTo(row.voters));
    const replicas = new Replicas(keyOf(LOCAL), row.epochStartOffset, voters);
    play(replicas, voters, row.updates);
    const successors = replicas.successors().map(({ id }) => id);
    expectEqual(successors, row.nonLeaderVotersByDescendingFetchOffset, "successors");
  },

  highWatermarkWithVoterChange(row: {
    readonly voters: number;
    readonly epochStartOffset: number;
    readonly updates: readonly Update[];
    readonly newVoters: readonly number[];
    readonly localEndOffset: number;
    readonly highWatermarkAfter: number;
    readonly afterNewVoterFetch31?: number;
  }) {
    const voters = votersOf(upTo(row.voters));
    const replicas = new Replicas(keyOf(LOCAL), row.epochStartOffset, voters);
    play(replicas, voters, row.updates);
    replicas.localAppended(row.localEndOffset, votersOf(row.newVoters));
    expectEqual(replicas.highWatermark ?? -1, row.highWatermarkAfter, "after the change");
    if (row.afterNewVoterFetch31 === undefined) return;
    const added = row.newVoters.find((id) => id > row.voters)!;
    replicas.fetched(keyOf(added), 31, { nowMs: 1, wallMs: 1 });
    expectEqual(replicas.highWatermark ?? -1, row.afterNewVoterFetch31, "after the new voter has fetched");
  },

  canGrantVote(row: {
    readonly state: string;
    readonly candidate: number;
    readonly otherDirectoryId: boolean;
    readonly logUpToDate: boolean;
    readonly preVote: boolean;
    readonly granted: boolean;
  }) {
    const candidate = keyOf(row.candidate, row.otherDirectoryId);
    const refusal = voteRefusal(stateNamed(row.state), candidate, row.logUpToDate, row.preVote);
    expectEqual(refusal === null, row.granted, row.state);
  },

  hasOverlappingMajority(row: {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly result: boolean;
  }) {
    const keys = (ids: readonly number[]): ReplicaKey[] => ids.map((id) => keyOf(id));
    expectEqual(hasOverlappingMajority(keys(row.a), keys(row.b)), row.result, "result");
  },

  voterSetChange(row: {
    readonly id: number;
    readonly otherDirectoryId: boolean;
    readonly add: string | null;
    readonly remove: string | null;
    readonly update: boolean;
    readonly isVoter: boolean;
    readonly isVoterWithoutDirectoryId: boolean;
  }) {
    const voters = votersOf([1, 2, 3]);
    const key = keyOf(row.id, row.otherDirectoryId);
    const ids = (set: VoterSet | null): string | null =>
      set === null ? null : `[${[...set.keys()].join(", ")}]`;
    const { add, remove, update, isVoter: votes, isVoterWithoutDirectoryId } = row;
    const expected = { add, remove, update, votes, isVoterWithoutDirectoryId };
    const actual = {
      add: ids(addVoter(voters, nodeOf(key))),
      remove: ids(removeVoter(voters, key)),
      update: updateVoter(voters, nodeOf(key)) !== null,
      votes: isVoter(voters, key),
      isVoterWithoutDirectoryId: isVoter(voters, { id: row.id, directoryId: ZERO_UUID }),
    };
    expectEqual(actual, expected, "set");
  },

  epochElection(row: {
    readonly voters: number;
    readonly votes: readonly {
      readonly voter: number;
      readonly granted: boolean;
      readonly firstAnswer: boolean;
      readonly isVoteGranted: boolean;
      readonly isVoteRejected: boolean;
    }[];
  }) {
    const election = epochElection(upTo(row.voters));
    row.votes.forEach(({ voter, granted, ...expected }, index) => {
      const firstAnswer = recordVote(election, voter, granted);
      const actual = {
        firstAnswer,
        isVoteGranted: isVoteGranted(election),
        isVoteRejected: isVoteRejected(election),
      };
      expectEqual(actual, expected, `vote ${index}`);
    });
  },

  randomElectionTimeoutMs(row: {
    readonly seed: number;
    readonly electionTimeoutMs: number;
    readonly values: readonly number[];
  }) {
    const random = javaRandom(row.seed);
    const { electionTimeoutMs } = row;
    const drawn = row.values.map(() => electionTimeoutMs + random.nextInt(electionTimeoutMs));
    expectEqual(drawn, row.values, "values");
  },

  successorElectionBackoffMs(row: {
    readonly electionBackoffMaxMs: number;
    readonly successors: number;
    readonly byPosition: readonly number[];
  }) {
    const { electionBackoffMaxMs, successors, byPosition } = row;
    const backoffs = byPosition.map((_, at) =>
      successorElectionBackoffMs(at, successors, electionBackoffMaxMs),
    );
    expectEqual(backoffs, byPosition, "by position");
  },

  quorumStateFile(row: {
    readonly kraftVersion: number;
    readonly epoch: number;
    readonly leader: number;
    readonly voted: number;
    readonly votedDirectoryId: string | null;
    readonly voters: readonly number[];
    readonly file: string;
  }) {
    const state = {
      leaderId: row.leader,
      leaderEpoch: row.epoch,
      votedId: row.voted,
      votedDirectoryId: row.votedDirectoryId ?? ZERO_UUID,
    };
    expectEqual(quorumStateText(state, row.kraftVersion, row.voters), row.file, "file");
  },
};

function play(replicas: Replicas, voters: VoterSet, updates: readonly Update[]): void {
  updates.forEach(({ replica, endOffset, changed, highWatermark }, index) => {
    const moved =
      replica === LOCAL
        ? replicas.localAppended(endOffset, voters)
        : replicas.fetched(keyOf(replica), endOffset, { nowMs: index, wallMs: index });
    if (changed !== undefined) expectEqual(moved, changed, `update ${index}, changed`);
    expectEqual(replicas.highWatermark ?? -1, highWatermark, `update ${index}`);
  });
}

/** `UnattachedVoted2Leader3`, `FollowerFetched`, …: only what a vote depends on counts. */
function stateNamed(text: string): EpochState {
  const name = /^(Unattached|Prospective|Candidate|Follower|Resigned|Leader)/.exec(text)![1]!.toLowerCase();
  const voted = /Voted(\d+)/.exec(text)?.[1];
  const leader = /Leader(\d+)/.exec(text)?.[1];
  const votedKey = voted === undefined ? null : keyOf(Number(voted));
  const hasFetched = text.includes("Fetched") && !text.includes("NotFetched");
  return { name, votedKey, leaderId: Number(leader ?? -1), hasFetched } as unknown as EpochState;
}

export function hasTable(fn: string): boolean {
  return Object.hasOwn(CHECKS, fn);
}

export function checkRow(row: TableRow): void {
  CHECKS[row.fn]!(row as never);
}
