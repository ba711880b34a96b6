// No replica cuts off what it knew to be committed: elections are clean here, so every leader has it. Only an unclean
// election, or a disk that gave back what had been cut before, could make a replica do so.
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";

export function committedIsKept(): Checker {
  const invariant = "committed is kept";
  return {
    invariant,
    onEvent({ source, event }) {
      if (event.kind !== "log-truncated" || (event.committed ?? 0) === 0) return;
      throw new InvariantViolation(
        invariant,
        `${source} cuts ${nameOf(event)} from ${event.fromOffset} to ${event.toOffset}; ${event.committed} of these it knew to be committed`,
      );
    },
  };
}
