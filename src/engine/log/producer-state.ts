// What a log remembers of idempotent producers, as far as appending depends on it. This is the seam: a log is opened
// with an implementation, and without one every batch is new.
import type { BatchHeader } from "../records/batch.ts";

/** An append that happened before, which a retried batch repeats. */
export interface EarlierAppend {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly timestampMs: number;
}

export interface ProducerState {
  /**
   * Before a batch of a leader's append gets its offsets: the earlier append that it repeats, or null to go on. Throws
   * AppendError (OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH).
   */
  check(header: BatchHeader, origin: "client" | "internal"): EarlierAppend | null;
  /** A batch is in the log at these offsets. */
  appended(header: BatchHeader, firstOffset: number, lastOffset: number): void;
  /** A new segment begins at `offset`: the moment for a snapshot. */
  rolled(offset: number): void;
  /** Nothing at or above `offset` is left. */
  truncated(offset: number): void;
}

export const NO_PRODUCER_STATE: ProducerState = {
  check: () => null,
  appended() {},
  rolled() {},
  truncated() {},
};
