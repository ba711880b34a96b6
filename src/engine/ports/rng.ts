import type { RandomSource } from "../base/random.ts";

/** The only source of chance: seeded under the simulator and in lessons. See base/random.ts for ranges and fractions. */
export type Rng = RandomSource;
