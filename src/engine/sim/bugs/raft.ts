// Mistakes of the controllers' quorum: a vote too many, a record committed too early.
import type { PlantedBug } from "./planted-bug.ts";

const VOTE = "src/engine/raft/rpc/vote-request.ts";
const VOTER_CHANGE = "src/engine/raft/rpc/voter-change.ts";
const PROGRESS = "src/engine/raft/replica-progress.ts";
const profile = "quorum";

export const RAFT_BUGS: readonly PlantedBug[] = [
  {
    name: "votes-twice",
    about: "a controller votes for everybody who asks, in the same epoch",
    file: VOTE,
    find: `if (state.votedKey !== null) return matchesKey(state.votedKey, candidate) ? null : "voted";`,
    replace: "",
    profile,
  },
  {
    name: "vote-not-durable",
    about: "a vote is written, but a power cut may still undo it",
    file: "src/engine/raft/durability.ts",
    find: "await this.disk.flush([QUORUM_STATE_FILE]);",
    replace: "",
    profile: "elections",
  },
  {
    name: "elects-who-lacks-records",
    about: "whoever asks first is elected, whatever its log lacks",
    file: VOTE,
    find: `upToDate ? null : "log-behind";`,
    replace: "upToDate ? null : null;",
    profile,
  },
  {
    name: "metadata-committed-alone",
    about: "metadata counts as committed when the furthest controller has it",
    file: PROGRESS,
    find: "sorted[Math.floor(sorted.length / 2)]",
    replace: "sorted[0]",
    profile,
  },
  {
    name: "commits-old-epoch-by-count",
    about:
      "a new leader commits what an earlier one wrote as soon as a majority has it (figure 8 of the Raft paper)",
    file: PROGRESS,
    find: "if (candidate === null || candidate <= this.epochStartOffset) return false;",
    replace: "if (candidate === null) return false;",
    profile: "elections",
  },
  {
    name: "snapshot-within-batch",
    about:
      "a controller writes a snapshot that ends within a batch of the log, and skips the rest of it when it starts",
    file: "src/engine/controller/quorum-controller.ts",
    find: `this.committedPart(part, why ?? cause);
    this.options.onBatchCommitted?.(batch, this.committed.image);`,
    replace: `{
      this.committedPart(part, why ?? cause);
      this.options.onBatchCommitted?.(part, this.committed.image);
    }`,
    profile: "elections",
  },
  {
    name: "metadata-not-durable",
    about: "a controller says that it has records which a power cut may still take",
    file: "src/engine/raft/durability.ts",
    find: "await this.log.flush();",
    replace: "",
    profile: "elections",
  },
  {
    name: "voters-change-at-once",
    about: "a leader changes the voters while the change before is not committed",
    file: VOTER_CHANGE,
    find: `verb: "adding" | "removing"): Refusal | null {`,
    replace: `verb: "adding" | "removing"): Refusal | null {
  if (state.highWatermark !== null) return null;`,
    profile: "voters",
  },
  {
    name: "removed-leader-goes-on",
    about: "a leader that was removed from the voters leads on when that is committed",
    file: VOTER_CHANGE,
    find: `if (!isVoter(raft.voters, raft.identity.key)) state.resignRequested = "removed";`,
    replace: "",
    profile: "voters",
  },
  {
    name: "votes-for-another-disk",
    about: "a replica with another disk counts as the voter whose id it has",
    file: "src/engine/raft/voter-set.ts",
    find: "voter.id === key.id && (voter.directoryId === ZERO_UUID || voter.directoryId === key.directoryId)",
    replace: "voter.id === key.id",
    profile: "voters",
  },
];
