// When a producer hears with acks=all that a batch is in, it is committed already: some leader's high watermark is past it.
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";

const ALL = -1;

export function acknowledgedIsCommitted(): Checker {
  const invariant = "acknowledged is committed";
  const committed = new Map<string, number>();
  return {
    invariant,
    onEvent({ source, event }) {
      if (event.kind === "topic-deleted") {
        for (const name of [...committed.keys()])
          if (name.startsWith(`${event.topic}-`)) committed.delete(name);
      } else if (event.kind === "high-watermark-advanced") {
        committed.set(nameOf(event), Math.max(event.to, committed.get(nameOf(event)) ?? 0));
      } else if (event.kind === "batch-acked" && event.acks === ALL && event.baseOffset >= 0) {
        const name = nameOf(event);
        const end = event.baseOffset + event.records;
        const until = committed.get(name) ?? 0;
        if (end <= until) return;
        throw new InvariantViolation(
          invariant,
          `${source} was told that ${name} has ${event.baseOffset}..${end - 1}; committed is what lies below ${until}`,
        );
      }
    },
  };
}
