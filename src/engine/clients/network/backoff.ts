// How long to wait before the next attempt: twice as long each time up to a limit, spread a little so that clients do
// not come back all at once (KIP-580).
import { randomFraction } from "../../base/random.ts";
import type { Rng } from "../../ports/rng.ts";

const MULTIPLIER = 2;
const JITTER = 0.2;

/** The wait after `failures` failures in a row; the first counts 0. */
export type Backoff = (failures: number) => number;

export function exponentialBackoff(initialMs: number, maxMs: number, rng: Rng): Backoff {
  const longestMs = Math.max(initialMs, maxMs);
  return (failures) => {
    if (initialMs === 0) return 0;
    const termMs = Math.min(initialMs * MULTIPLIER ** failures, longestMs);
    const spread = longestMs > initialMs ? 1 - JITTER + 2 * JITTER * randomFraction(rng) : 1;
    return Math.min(termMs * spread, longestMs);
  };
}
