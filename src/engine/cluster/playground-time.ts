// The maths of playground time: how real time maps onto it under a speed, a pause and jumps. A state is a plain value
// that can be sent to other threads: all threads of one machine that share a state and a real clock agree on the time.
//
// At high speeds a real round trip would cost seconds of playground time, and sessions of nodes that live would expire.
// There time is granted: it goes no further than a horizon, which time-grants.ts moves on when everything up to now is
// done. A machine that cannot keep up then makes time slower, and nothing else.

export const MIN_SPEED = 0.01;
export const MAX_SPEED = 10_000;

/** Up to this speed time is a function of real time alone. */
export const FREE_SPEED = 10;
/**
 * How far time may run ahead of what is done. A message may come so much later, in playground time, than it was sent:
 * this is half of the shortest timeout that nodes have for each other (an election's), and a fetch's longest wait.
 */
export const GRANT_MS = 500;

/** From `realMs` on, playground time runs from `playMs` at `speed`. */
export interface TimeState {
  readonly realMs: number;
  readonly playMs: number;
  readonly speed: number;
  readonly paused: boolean;
  /** Wall time is playground time plus this; a jump adds to it. */
  readonly wallOffsetMs: number;
  /** Time stands still here. Null: it is free. */
  readonly horizonMs: number | null;
}

export function startOfTime(realMs: number, wallMs: number): TimeState {
  return { realMs, playMs: 0, speed: 1, paused: false, wallOffsetMs: wallMs, horizonMs: null };
}

export function playAt(state: TimeState, realMs: number): number {
  if (state.paused) return state.playMs;
  // A real clock that is behind the state (another thread set it a moment ago) must not turn time back.
  const playMs = state.playMs + Math.max(0, realMs - state.realMs) * state.speed;
  return state.horizonMs === null ? playMs : Math.min(playMs, state.horizonMs);
}

export function wallAt(state: TimeState, realMs: number): number {
  return Math.floor(state.wallOffsetMs + playAt(state, realMs));
}

/** How long, in real time, until playground time is `playMs`; null when it stands still before that. */
export function realDelayUntil(state: TimeState, realMs: number, playMs: number): number | null {
  const leftMs = playMs - playAt(state, realMs);
  if (leftMs <= 0) return 0;
  const isBeyond = state.horizonMs !== null && playMs > state.horizonMs;
  return state.paused || isBeyond ? null : leftMs / state.speed;
}

const anchored = (state: TimeState, realMs: number): TimeState => ({
  ...state,
  realMs,
  playMs: playAt(state, realMs),
});

/** With a horizon, or without, as the speed has it. One that is set already stays: nothing is done yet to move it. */
const granted = (state: TimeState): TimeState => ({
  ...state,
  horizonMs:
    state.speed > FREE_SPEED ? Math.max(state.playMs, state.horizonMs ?? state.playMs + GRANT_MS) : null,
});

export function paused(state: TimeState, realMs: number): TimeState {
  return { ...anchored(state, realMs), paused: true };
}

export function resumed(state: TimeState, realMs: number): TimeState {
  return granted({ ...anchored(state, realMs), paused: false });
}

/** `factor` is between MIN_SPEED and MAX_SPEED. */
export function withSpeed(state: TimeState, realMs: number, factor: number): TimeState {
  return granted({ ...anchored(state, realMs), speed: factor });
}

/** All that was due at `doneMs` is done: time may go on from there. It never takes back what was granted. */
export function extended(state: TimeState, realMs: number, doneMs: number): TimeState {
  if (state.horizonMs === null) return state;
  return { ...anchored(state, realMs), horizonMs: Math.max(state.horizonMs, doneMs + GRANT_MS) };
}

export function jumped(state: TimeState, byMs: number): TimeState {
  return { ...state, wallOffsetMs: state.wallOffsetMs + byMs };
}

/** A step while paused: time goes on to `playMs`, and stands there. */
export function steppedTo(state: TimeState, playMs: number): TimeState {
  return { ...state, playMs: Math.max(state.playMs, playMs) };
}
