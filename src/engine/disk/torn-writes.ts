// What a power cut leaves when the medium was just at work: of each file the first part of what was not flushed, cut
// anywhere, also in the middle of a batch. Names do not change: what was not yet created stays so, what was not yet
// removed comes back. Files that were being cut are left as they were flushed.
import type { RandomSource } from "../base/random.ts";
import { randomBelow } from "../base/random.ts";
import type { CachedFile } from "./cached-file.ts";
import type { StoreOp } from "./store.ts";

export interface TornWrites {
  /** How many files had something unflushed. */
  readonly files: number;
  readonly reachedBytes: number;
  readonly lostBytes: number;
}

export const NOTHING_TORN: TornWrites = { files: 0, reachedBytes: 0, lostBytes: 0 };

export interface TearPlan {
  readonly ops: readonly StoreOp[];
  readonly torn: TornWrites;
}

/** For the store, when nobody uses the cache of `files` any more. */
export function planTear(files: Iterable<CachedFile>, rng: RandomSource): TearPlan {
  const ops: StoreOp[] = [];
  let touched = 0;
  let reachedBytes = 0;
  let lostBytes = 0;
  for (const file of files) {
    const dirtyBytes = file.dirtyRanges().reduce((bytes, { start, end }) => bytes + end - start, 0);
    if (dirtyBytes === 0) continue;
    // At least a byte is missing: the power went before the disk was done.
    const reached = file.tear(ops, randomBelow(rng, dirtyBytes));
    touched++;
    reachedBytes += reached;
    lostBytes += dirtyBytes - reached;
  }
  return { ops, torn: { files: touched, reachedBytes, lostBytes } };
}
