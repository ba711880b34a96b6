// What a leader knows of one follower: how far it has fetched, and when it last had everything there was.

export class FollowerState {
  /** Null until the follower has fetched in this leader epoch. */
  logEndOffset: number | null = null;
  /** Of its own log, as it says; -1 before. */
  logStartOffset = -1;
  lastFetchMs: number | null = null;
  /** Null: never, as far as this leader knows. */
  lastCaughtUpMs: number | null;
  /** Of the incarnation that fetched last; null before. -1: its requests do not tell. */
  brokerEpoch: number | null = null;
  /** Where the leader's log ended at the follower's last fetch. */
  private leaderEndAtLastFetch: number | null = null;

  constructor(
    readonly brokerId: number,
    /** A follower that is in sync when the leader begins has the benefit of the doubt. */
    inSync: boolean,
    nowMs: number,
  ) {
    this.lastCaughtUpMs = inSync ? nowMs : null;
  }

  /** The leader was elected again, in a new epoch: who is not in sync has to show anew that it has caught up. */
  leaderAgain(inSync: boolean, leaderEndOffset: number, nowMs: number): void {
    this.lastCaughtUpMs = inSync ? nowMs : null;
    this.lastFetchMs = inSync ? nowMs : null;
    this.leaderEndAtLastFetch = leaderEndOffset;
  }

  /** The follower asks for `fetchOffset`: it has everything before. */
  fetched(fetchOffset: number, leaderEndOffset: number, nowMs: number, brokerEpoch: number): void {
    if (fetchOffset >= leaderEndOffset) {
      this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs ?? nowMs, nowMs);
    } else if (this.leaderEndAtLastFetch !== null && fetchOffset >= this.leaderEndAtLastFetch) {
      // What was written since the last fetch does not count against a follower that had all of it then.
      const thenMs = this.lastFetchMs ?? nowMs;
      this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs ?? thenMs, thenMs);
    }
    this.logEndOffset = fetchOffset;
    this.leaderEndAtLastFetch = leaderEndOffset;
    this.lastFetchMs = nowMs;
    this.brokerEpoch = brokerEpoch;
  }

  isCaughtUp(leaderEndOffset: number, nowMs: number, maxLagMs: number): boolean {
    if (this.logEndOffset === leaderEndOffset) return true;
    return this.lastCaughtUpMs !== null && nowMs - this.lastCaughtUpMs <= maxLagMs;
  }
}
