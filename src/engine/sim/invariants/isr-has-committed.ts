// Whoever joins the ISR has everything that is committed: it may be the next leader.
import type { EngineEvent } from "../../trace/event.ts";
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";
import { Lives } from "./lives.ts";

export function isrHasCommitted(): Checker {
  const invariant = "the ISR has what is committed";
  /** By partition. */
  const committed = new Map<string, number>();
  /** By node and partition. */
  const ends = new Map<string, number>();
  /** By partition: the newest leader epoch. */
  const epochs = new Map<string, number>();
  /** By partition: the ISR as a controller told it last. */
  const decided = new Map<string, readonly number[]>();
  const lives = new Lives();
  const at = (node: string | number, name: string): string => `${node} ${name}`;

  function took(told: EngineEvent): void {
    lives.onEvent(told);
    const { source, event } = told;
    switch (event.kind) {
      case "high-watermark-advanced":
        committed.set(nameOf(event), Math.max(event.to, committed.get(nameOf(event)) ?? 0));
        return;
      case "records-appended":
        ends.set(at(source, nameOf(event)), event.lastOffset + 1);
        return;
      case "log-recovered":
        ends.set(at(source, nameOf(event)), event.logEndOffset);
        return;
      case "log-truncated":
        ends.set(at(source, nameOf(event)), event.toOffset);
        return;
      case "log-deleted":
        ends.delete(at(source, nameOf(event)));
        return;
      case "leader-elected":
        epochs.set(nameOf(event), Math.max(event.epoch, epochs.get(nameOf(event)) ?? 0));
        decided.set(nameOf(event), event.isr);
        return;
      case "topic-created":
      case "topic-deleted":
        for (const known of [committed, epochs, decided])
          for (const name of [...known.keys()]) if (name.startsWith(`${event.topic}-`)) known.delete(name);
        return;
      case "isr-changed":
        // A controller that starts tells again what it finds in its log.
        if (Number(source) !== event.leader) {
          decided.set(nameOf(event), event.to);
          return;
        }
        // And a leader that was cut off tells late what was so in its epoch.
        if (event.epoch < (epochs.get(nameOf(event)) ?? 0)) return;
        for (const member of event.to) if (!event.from.includes(member)) check(member, nameOf(event));
        return;
      default:
    }
  }

  function check(member: number, name: string): void {
    // A leader that hears late that it has joined hears in the same breath that it is out again.
    if (decided.get(name)?.includes(member) === false) return;
    const end = ends.get(at(member, name)) ?? 0;
    const until = committed.get(name) ?? 0;
    if (end >= until || lives.isAwaited(member)) return;
    throw new InvariantViolation(
      invariant,
      `${member} joined the ISR of ${name} with a log that ends at ${end}; committed is what lies below ${until}`,
    );
  }

  return { invariant, onEvent: took };
}
