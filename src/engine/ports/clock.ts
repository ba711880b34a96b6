// Time, as a node sees it. Timeouts live on monotonic time; record timestamps and retention on wall time, so that a
// jump of a week expires segments and not sessions.

export interface Timer {
  /** Harmless after the timer has fired. */
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since an arbitrary start, with a fraction; never goes back, stands still while paused. */
  monotonicMs(): number;
  /** Milliseconds since 1970, a whole number. */
  wallMs(): number;
  /** Calls `fire` once, `delayMs` of playground time from now; a delay of 0 or less means as soon as possible. */
  setTimer(delayMs: number, fire: () => void): Timer;
}
