// True chance, fetched in bulk because a system call per number would be slow.
import { randomFillSync } from "node:crypto";
import type { Rng } from "../../engine/ports/rng.ts";

const POOL_NUMBERS = 1024;

export function createCryptoRng(): Rng {
  const pool = new Uint32Array(POOL_NUMBERS);
  let used = POOL_NUMBERS;
  return {
    nextUint32() {
      if (used === POOL_NUMBERS) {
        randomFillSync(pool);
        used = 0;
      }
      return pool[used++]!;
    },
  };
}
