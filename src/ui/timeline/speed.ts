// The speed slider is logarithmic: a step is a half of an order of magnitude, from a hundredth to ten thousand times.
export const SPEEDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000] as const;
export const NORMAL_INDEX = SPEEDS.indexOf(1);

/** The slider's place for a speed that may lie between its steps. */
export function speedIndex(factor: number): number {
  let best = NORMAL_INDEX;
  SPEEDS.forEach((speed, index) => {
    const apart = Math.abs(Math.log(speed / factor));
    if (apart < Math.abs(Math.log((SPEEDS[best] ?? 1) / factor))) best = index;
  });
  return best;
}

export function speedAt(index: number): number {
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, Math.round(index)))] ?? 1;
}
