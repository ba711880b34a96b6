// A change of the voters that a leader carries out: one at a time (KIP-853).
import type { RequestRef } from "../effect.ts";
import type { Endpoint, ReplicaKey } from "../voter-set.ts";

export interface PendingAddVoter {
  readonly key: ReplicaKey;
  readonly endpoints: readonly Endpoint[];
  readonly ref: RequestRef;
  readonly deadlineMs: number;
  readonly ackWhenCommitted: boolean;
  /** Of the new voter set in the log; null while the new voter is asked what it supports. */
  lastOffset: number | null;
}

export interface PendingRemoveVoter {
  readonly ref: RequestRef;
  readonly deadlineMs: number;
  readonly lastOffset: number;
}
