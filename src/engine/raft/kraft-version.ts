// The way from a static to a dynamic quorum (kraft.version 0 to 1, KIP-853): the leader writes who votes, by directory and
// listener, as the voters have told it themselves (UpdateRaftVoter). From then on the log tells, and voters can change.
import { controlRecord } from "../records/control.ts";
import type { Leader } from "./epoch-state.ts";
import { NotLeaderError } from "./metadata-log.ts";
import type { Raft } from "./raft.ts";
import { type VoterSet, voterSet, votersRecord } from "./voter-set.ts";

/** As Kafka writes it in messages. */
const named = (level: number): string => `KRAFT_VERSION_${level}`;

/** Why it cannot be raised to `level` now; null when it can, or is so already. Throws NotLeaderError. */
export function upgradeRefusal(raft: Raft, level: number): string | null {
  const { kraftVersion } = raft.history;
  const state = leading(raft, raft.epoch);
  if (level === kraftVersion) return null;
  if (level < kraftVersion) {
    return `Invalid upgrade of kraft.version from version ${named(kraftVersion)} to ${named(level)} because the new version is a downgrade`;
  }
  const supports = [...toldVoters(raft, state).values()].every(
    ({ minKraftVersion, maxKraftVersion }) => minKraftVersion <= level && level <= maxKraftVersion,
  );
  return supports
    ? null
    : `Invalid upgrade of kraft.version to ${named(level)} because not all of the voters support it`;
}

/** Into the log at once. Nothing happens when it is so already. */
export function upgradeKraftVersion(raft: Raft, epoch: number, level: number): void {
  const state = leading(raft, epoch);
  if (level === raft.history.kraftVersion) return;
  state.accumulator.appendControl(
    [
      controlRecord("KRAFT_VERSION", { version: 0, kRaftVersion: level }),
      controlRecord("KRAFT_VOTERS", votersRecord(toldVoters(raft, state))),
    ],
    raft.wallMs,
  );
}

/** The configured voters, with all that they have told of themselves. */
function toldVoters(raft: Raft, { toldVoters: told }: Leader): VoterSet {
  return voterSet([...raft.voters.values()].map((voter) => told.get(voter.id) ?? voter));
}

function leading(raft: Raft, epoch: number): Leader {
  const { state } = raft;
  if (state.name === "leader" && state.epoch === epoch) return state;
  throw new NotLeaderError(`Node ${raft.identity.key.id} does not lead in epoch ${epoch}`);
}
