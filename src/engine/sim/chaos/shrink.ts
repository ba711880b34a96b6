// Drops from a failing run whatever it fails without, so that a person has less to read. Halves first, then quarters and
// so on down to single things (delta debugging); what is left violates the same invariant.
import { InvariantViolation } from "../invariants/checker.ts";
import type { Outcome, Scheduled } from "./simulation.ts";

const MOST_RUNS = 150;

/** What two runs must have in common to be the same failure. */
export function failureOf({ violation }: Outcome): string | null {
  if (violation === null) return null;
  return violation instanceof InvariantViolation ? violation.invariant : violation.name;
}

/**
 * The smallest run found that fails as `failed` does; `failed` itself when nothing can be left out. `play` plays it with
 * these happenings instead of the dice, and is to notice what nobody caught, too.
 */
export async function shrink(
  failed: Outcome,
  play: (happenings: readonly Scheduled[]) => Promise<Outcome>,
): Promise<Outcome> {
  const wanted = failureOf(failed);
  let smallest = failed;
  let runs = 0;
  const failsWith = async (happenings: readonly Scheduled[]): Promise<boolean> => {
    runs++;
    const outcome = await play(happenings);
    if (failureOf(outcome) !== wanted) return false;
    smallest = outcome;
    return true;
  };
  // With the dice gone the run is the same only if nothing but the dice decided: else there is nothing to shrink.
  if (!(await failsWith(failed.happenings))) return failed;
  for (let size = Math.ceil(smallest.happenings.length / 2); size >= 1; ) {
    let dropped = false;
    for (let at = 0; at < smallest.happenings.length && runs < MOST_RUNS; ) {
      const rest = smallest.happenings.filter((_, i) => i < at || i >= at + size);
      if (await failsWith(rest)) dropped = true;
      else at += size;
    }
    if (runs >= MOST_RUNS || (size === 1 && !dropped)) break;
    if (!dropped) size = Math.max(1, Math.floor(size / 2));
  }
  return smallest;
}
