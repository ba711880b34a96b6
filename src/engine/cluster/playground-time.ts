// The maths of playground time: how real time maps onto it under a speed, a pause and jumps. A state is a plain value
// that can be sent to other threads: all threads of one machine that share a state and a real clock agree on the time.

export const MIN_SPEED = 0.01;
export const MAX_SPEED = 10_000;

/** From `realMs` on, playground time runs from `playMs` at `speed`. */
export interface TimeState {
  readonly realMs: number;
  readonly playMs: number;
  readonly speed: number;
  readonly paused: boolean;
  /** Wall time is playground time plus this; a jump adds to it. */
  readonly wallOffsetMs: number;
}

export function startOfTime(realMs: number, wallMs: number): TimeState {
  return { realMs, playMs: 0, speed: 1, paused: false, wallOffsetMs: wallMs };
}

export function playAt(state: TimeState, realMs: number): number {
  if (state.paused) return state.playMs;
  // A real clock that is behind the state (another thread set it a moment ago) must not turn time back.
  return state.playMs + Math.max(0, realMs - state.realMs) * state.speed;
}

export function wallAt(state: TimeState, realMs: number): number {
  return Math.floor(state.wallOffsetMs + playAt(state, realMs));
}

/** How long, in real time, until playground time is `playMs`; null when it stands still before that. */
export function realDelayUntil(state: TimeState, realMs: number, playMs: number): number | null {
  const leftMs = playMs - playAt(state, realMs);
  if (leftMs <= 0) return 0;
  return state.paused ? null : leftMs / state.speed;
}

const anchored = (state: TimeState, realMs: number): TimeState => ({
  ...state,
  realMs,
  playMs: playAt(state, realMs),
});

export function paused(state: TimeState, realMs: number): TimeState {
  return { ...anchored(state, realMs), paused: true };
}

export function resumed(state: TimeState, realMs: number): TimeState {
  return { ...anchored(state, realMs), paused: false };
}

/** `factor` is between MIN_SPEED and MAX_SPEED. */
export function withSpeed(state: TimeState, realMs: number, factor: number): TimeState {
  return { ...anchored(state, realMs), speed: factor };
}

export function jumped(state: TimeState, byMs: number): TimeState {
  return { ...state, wallOffsetMs: state.wallOffsetMs + byMs };
}

/** A step while paused: time goes on to `playMs`, and stands there. */
export function steppedTo(state: TimeState, playMs: number): TimeState {
  return { ...state, playMs: Math.max(state.playMs, playMs) };
}
