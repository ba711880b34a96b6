// A node ends because somebody ends it, or because its disk does: never by itself.
import { type Checker, InvariantViolation } from "./checker.ts";

export function nobodyFails(): Checker {
  const invariant = "nobody fails";
  return {
    invariant,
    onEvent({ source, event }) {
      if (event.kind !== "node-stopped" || event.reason !== "failed") return;
      throw new InvariantViolation(invariant, `node ${source} ended by itself: ${event.error}`);
    },
  };
}
