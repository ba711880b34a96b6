// Between the protocol's int64 (bigint) and the engine's own arithmetic (number). Offsets, timestamps and epochs
// of a playground stay far below 2^53; a value beyond it can only come from outside and is clamped, not wrapped.

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);

export function toNumber(value: bigint): number {
  if (value > MAX_SAFE) return Number.MAX_SAFE_INTEGER;
  if (value < MIN_SAFE) return Number.MIN_SAFE_INTEGER;
  return Number(value);
}

/** The fraction, as a clock may have one, is cut off. */
export function toLong(value: number): bigint {
  return BigInt(Math.trunc(value));
}
