// The votes of one election: who has granted, refused, or not answered yet. An election is won by a majority of all
// voters, and lost when so many refuse that none can come together any more.

export interface EpochElection {
  readonly voterIds: readonly number[];
  /** Insertion order is the order of the answers. */
  readonly votes: Map<number, boolean>;
}

export function epochElection(voterIds: Iterable<number>): EpochElection {
  return { voterIds: [...voterIds], votes: new Map() };
}

/** Replaces an earlier answer. True for the first one. */
export function recordVote(election: EpochElection, voterId: number, granted: boolean): boolean {
  const isFirst = !election.votes.has(voterId);
  election.votes.set(voterId, granted);
  return isFirst;
}

export function grantingVoters({ votes }: EpochElection): number[] {
  return [...votes].filter(([, granted]) => granted).map(([id]) => id);
}

export function refusingVoters({ votes }: EpochElection): number[] {
  return [...votes].filter(([, granted]) => !granted).map(([id]) => id);
}

export function unrecordedVoters({ voterIds, votes }: EpochElection): number[] {
  return voterIds.filter((id) => !votes.has(id));
}

export const majorityOf = (voters: number): number => Math.floor(voters / 2) + 1;

export function isVoteGranted(election: EpochElection): boolean {
  return grantingVoters(election).length >= majorityOf(election.voterIds.length);
}

export function isVoteRejected(election: EpochElection): boolean {
  const possible = election.voterIds.length - refusingVoters(election).length;
  return possible < majorityOf(election.voterIds.length);
}
