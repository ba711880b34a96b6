// Whoever joins the ISR has everything that is committed: it may be the next leader.
import type { EngineEvent } from "../../trace/event.ts";
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";

export function isrHasCommitted(): Checker {
  const invariant = "the ISR has what is committed";
  /** By partition. */
  const committed = new Map<string, number>();
  /** By node and partition. */
  const ends = new Map<string, number>();
  /**
   * Dead by a power cut: what it fetched may be gone again, and whoever speaks of it means the life before, until its new
   * one is registered.
   */
  const cut = new Set<string>();
  /** By broker: of its newest life. */
  const epochs = new Map<number, number>();
  const at = (node: string | number, name: string): string => `${node} ${name}`;

  function endsAt(node: string, name: string, end: number): void {
    ends.set(at(node, name), end);
    if (end >= (committed.get(name) ?? 0)) cut.delete(at(node, name));
  }

  function took({ source, event }: EngineEvent): void {
    switch (event.kind) {
      case "node-stopped":
        if (event.reason === "controlled") return;
        for (const key of ends.keys()) if (key.startsWith(`${source} `)) cut.add(key);
        return;
      case "high-watermark-advanced":
        committed.set(nameOf(event), Math.max(event.to, committed.get(nameOf(event)) ?? 0));
        return;
      case "records-appended":
        return endsAt(source, nameOf(event), event.lastOffset + 1);
      case "broker-registered":
        // A controller that starts tells again what it finds in its log.
        if (event.brokerEpoch <= (epochs.get(event.broker) ?? -1)) return;
        epochs.set(event.broker, event.brokerEpoch);
        for (const key of cut) if (key.startsWith(`${event.broker} `)) cut.delete(key);
        return;
      case "log-recovered":
        return endsAt(source, nameOf(event), event.logEndOffset);
      case "log-truncated":
        return endsAt(source, nameOf(event), event.toOffset);
      case "log-deleted":
        ends.delete(at(source, nameOf(event)));
        return;
      case "topic-deleted":
        for (const name of [...committed.keys()])
          if (name.startsWith(`${event.topic}-`)) committed.delete(name);
        return;
      case "isr-changed":
        // A controller that starts tells again what it finds in its log.
        if (Number(source) !== event.leader) return;
        for (const member of event.to) if (!event.from.includes(member)) check(member, nameOf(event));
        return;
      default:
    }
  }

  function check(member: number, name: string): void {
    const key = at(member, name);
    const end = ends.get(key) ?? 0;
    const until = committed.get(name) ?? 0;
    if (end >= until || cut.has(key)) return;
    throw new InvariantViolation(
      invariant,
      `${member} joined the ISR of ${name} with a log that ends at ${end}; committed is what lies below ${until}`,
    );
  }

  return { invariant, onEvent: took };
}
