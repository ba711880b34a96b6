// What a leader knows of the replicas, and how far the log is committed by it: a majority of the voters has all below
// the high watermark, and it only moves past the records with which the leader's epoch begins.
import { matchesKey, type ReplicaKey, sameKey, type VoterSet } from "./voter-set.ts";

export interface ReplicaProgress {
  readonly key: ReplicaKey;
  /** Null until it has fetched. */
  endOffset: number | null;
  /** Playground time, -1 for never; for decisions. */
  lastFetchAtMs: number;
  /** Wall time, -1 for never; for people. */
  lastFetchMs: number;
  lastCaughtUpMs: number;
  /** The leader's log end at the replica's last fetch. */
  leaderEndAtLastFetch: number;
}

/** Whoever has not fetched for so long is no observer any more. */
const OBSERVER_TIMEOUT_MS = 300_000;

function newProgress(key: ReplicaKey): ReplicaProgress {
  return {
    key,
    endOffset: null,
    lastFetchAtMs: -1,
    lastFetchMs: -1,
    lastCaughtUpMs: -1,
    leaderEndAtLastFetch: -1,
  };
}

export interface FetchTime {
  readonly nowMs: number;
  readonly wallMs: number;
}

export class Replicas {
  private byVoter: Map<number, ReplicaProgress>;
  private others: ReplicaProgress[] = [];
  highWatermark: number | null = null;

  constructor(
    private readonly local: ReplicaKey,
    readonly epochStartOffset: number,
    voters: VoterSet,
  ) {
    this.byVoter = new Map([...voters.values()].map((voter) => [voter.id, newProgress(keyOf(voter))]));
  }

  get voters(): readonly ReplicaProgress[] {
    return [...this.byVoter.values()];
  }

  observers(nowMs: number): readonly ReplicaProgress[] {
    this.others = this.others.filter(
      ({ key, lastFetchAtMs }) => nowMs - lastFetchAtMs < OBSERVER_TIMEOUT_MS || sameKey(key, this.local),
    );
    return this.others;
  }

  isVoter(key: ReplicaKey): boolean {
    const voter = this.byVoter.get(key.id);
    return voter !== undefined && matchesKey(voter.key, key);
  }

  find(key: ReplicaKey): ReplicaProgress | undefined {
    const voter = this.byVoter.get(key.id);
    if (voter !== undefined && matchesKey(voter.key, key)) return voter;
    return this.others.find((other) => sameKey(other.key, key));
  }

  private findOrAdd(key: ReplicaKey): ReplicaProgress {
    let progress = this.find(key);
    if (progress === undefined) {
      progress = newProgress(key);
      this.others.push(progress);
    }
    return progress;
  }

  /** The leader's own log. True when the high watermark moved. */
  localAppended(endOffset: number, voters: VoterSet): boolean {
    this.findOrAdd(this.local).endOffset = endOffset;
    this.adopt(voters);
    return this.advance();
  }

  /** A replica asks for what follows `fetchOffset`: it has all before. True when the high watermark moved. */
  fetched(key: ReplicaKey, fetchOffset: number, time: FetchTime): boolean {
    const progress = this.findOrAdd(key);
    const leaderEnd = this.find(this.local)?.endOffset ?? null;
    if (leaderEnd !== null) {
      if (fetchOffset >= leaderEnd) progress.lastCaughtUpMs = Math.max(progress.lastCaughtUpMs, time.wallMs);
      else if (progress.leaderEndAtLastFetch > 0 && fetchOffset >= progress.leaderEndAtLastFetch) {
        progress.lastCaughtUpMs = Math.max(progress.lastCaughtUpMs, progress.lastFetchMs);
      }
      progress.leaderEndAtLastFetch = leaderEnd;
    }
    progress.lastFetchMs = Math.max(progress.lastFetchMs, time.wallMs);
    progress.lastFetchAtMs = Math.max(progress.lastFetchAtMs, time.nowMs);
    progress.endOffset = fetchOffset;
    return this.isVoter(key) && this.advance();
  }

  /** The newest voter set is in force as soon as it is in the log. */
  private adopt(voters: VoterSet): void {
    const before = this.byVoter;
    const after = new Map<number, ReplicaProgress>();
    for (const voter of voters.values()) {
      const key = keyOf(voter);
      const known = this.find(key);
      after.set(voter.id, known === undefined ? newProgress(key) : { ...known, key });
      this.others = this.others.filter((other) => !sameKey(other.key, key));
    }
    for (const [id, progress] of before) {
      const now = after.get(id);
      if (now === undefined || !matchesKey(progress.key, now.key)) this.others.push(progress);
    }
    this.byVoter = after;
  }

  private advance(): boolean {
    const sorted = this.byEndOffset();
    const candidate = sorted[Math.floor(sorted.length / 2)]?.endOffset ?? null;
    if (candidate === null || candidate <= this.epochStartOffset) return false;
    if (this.highWatermark !== null && candidate <= this.highWatermark) return false;
    this.highWatermark = candidate;
    return true;
  }

  /** Furthest first. */
  private byEndOffset(): ReplicaProgress[] {
    return this.voters.toSorted((a, b) => (b.endOffset ?? -1) - (a.endOffset ?? -1) || a.key.id - b.key.id);
  }

  /** Who should lead next, best first. */
  successors(): ReplicaKey[] {
    return this.byEndOffset()
      .map(({ key }) => key)
      .filter((key) => key.id !== this.local.id);
  }
}

function keyOf({ id, directoryId }: ReplicaKey): ReplicaKey {
  return { id, directoryId };
}
