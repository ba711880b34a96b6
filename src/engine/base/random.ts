// A small seeded generator (xoshiro128**) behind the Rng port of every host that wants to repeat itself.

export interface RandomSource {
  /** A uniformly distributed unsigned 32-bit number. */
  nextUint32(): number;
}

/** The same seed gives the same sequence, on every platform. */
export function seededRandom(seed: number): RandomSource {
  const state = new Uint32Array(4);
  let mix = seed >>> 0;
  for (let i = 0; i < 4; i++) {
    // splitmix32 spreads a small seed over the whole state
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    state[i] = z ^ (z >>> 15);
  }
  return {
    nextUint32() {
      const a = state[0]!;
      const b = state[1]!;
      const c = state[2]!;
      const d = state[3]!;
      const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
      const shifted = b << 9;
      const c2 = c ^ a;
      const d2 = d ^ b;
      state[1] = b ^ c2;
      state[0] = a ^ d2;
      state[2] = c2 ^ shifted;
      state[3] = rotateLeft(d2, 11);
      return result;
    },
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** A whole number in [0, bound). `bound` is at most 2^32. */
export function randomBelow(source: RandomSource, bound: number): number {
  return Math.floor((source.nextUint32() / 0x1_0000_0000) * bound);
}

/** A number in [0, 1). */
export function randomFraction(source: RandomSource): number {
  return source.nextUint32() / 0x1_0000_0000;
}
