// java.util.Random: the recorded controller placed replicas with it, by a seed.
import type { PlacementRandom } from "../../../src/engine/controller/topics/replica-placer.ts";

const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

export function javaRandom(seed: number | bigint): PlacementRandom {
  let state = (BigInt(seed) ^ MULTIPLIER) & MASK;
  const next = (bits: number): number => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return Number(BigInt.asIntN(32, state >> BigInt(48 - bits)));
  };
  return {
    nextInt(bound) {
      let raw = next(31);
      if ((bound & (bound - 1)) === 0) return Number((BigInt(bound) * BigInt(raw)) >> 31n);
      for (;;) {
        const value = raw % bound;
        // The last, incomplete range of 31 bits is drawn again.
        if (raw - value + (bound - 1) < 2 ** 31) return value;
        raw = next(31);
      }
    },
  };
}
