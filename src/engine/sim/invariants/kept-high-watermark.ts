// Who stops in order knows when it comes back what it knew to be committed: it wrote that down (Kafka's
// replication-offset-checkpoint). Without it a follower would not know what it may cut, and a leader would tell consumers
// that what they have read is not there.
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";

export function keptHighWatermark(): Checker {
  const invariant = "kept high watermark";
  /** By broker, then by partition: as told last. */
  const known = new Map<string, Map<string, number>>();
  /** The same, of those that stopped in order and have not told of it since. */
  const before = new Map<string, Map<string, number>>();
  /** Brokers that go on without their disk: they cannot write down what they know. */
  const diskless = new Set<string>();

  function of(source: string): Map<string, number> {
    const own = known.get(source) ?? new Map<string, number>();
    known.set(source, own);
    return own;
  }

  function forget(topic: string): void {
    for (const lists of [known, before])
      for (const own of lists.values())
        for (const name of [...own.keys()]) if (name.startsWith(`${topic}-`)) own.delete(name);
  }

  return {
    invariant,
    onEvent({ source, event }) {
      switch (event.kind) {
        case "node-stopped":
          before.delete(source);
          if (event.reason === "controlled" && !diskless.has(source)) before.set(source, of(source));
          diskless.delete(source);
          known.delete(source);
          return;
        case "disk-failed":
          diskless.add(source);
          return;
        case "command":
          if (event.command["kind"] === "wipeDisk") before.delete(`${event.command["node"]}`);
          return;
        case "topic-created":
        case "topic-deleted":
          return forget(event.topic);
        case "log-deleted":
          of(source).delete(nameOf(event));
          before.get(source)?.delete(nameOf(event));
          return;
        case "log-truncated": {
          const name = nameOf(event);
          for (const own of [of(source), before.get(source)]) {
            const until = own?.get(name);
            if (until !== undefined) own!.set(name, Math.min(until, event.toOffset));
          }
          return;
        }
        case "high-watermark-advanced": {
          const name = nameOf(event);
          of(source).set(name, event.to);
          const until = before.get(source)?.get(name) ?? 0;
          before.get(source)?.delete(name);
          if (event.from >= until) return;
          throw new InvariantViolation(
            invariant,
            `${source} has come back with ${event.from} of ${name} committed; it stopped in order, and ${until} were`,
          );
        }
        default:
      }
    },
  };
}
