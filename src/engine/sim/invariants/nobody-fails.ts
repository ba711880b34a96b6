// A node ends because somebody ends it, or because it starts on a disk that takes no more: never by itself.
import { type Checker, InvariantViolation } from "./checker.ts";

export function nobodyFails(): Checker {
  const invariant = "nobody fails";
  const fullDisks = new Set<string>();
  /** By node: whether it has been ready since it started. */
  const ready = new Set<string>();
  return {
    invariant,
    onEvent({ source, event }) {
      switch (event.kind) {
        case "command": {
          const { kind, node, full } = event.command;
          if (kind !== "fullDisk") return;
          if (full === true) fullDisks.add(`${node}`);
          else fullDisks.delete(`${node}`);
          return;
        }
        case "node-starting":
          ready.delete(source);
          return;
        case "node-ready":
          ready.add(source);
          return;
        case "node-stopped":
          if (event.reason !== "failed" || (fullDisks.has(source) && !ready.has(source))) return;
          throw new InvariantViolation(invariant, `node ${source} ended by itself: ${event.error}`);
      }
    },
  };
}
