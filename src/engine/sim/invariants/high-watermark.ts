// The high watermark never goes back while a broker leads, and never passes what a replica of the ISR has.
import type { EngineEvent } from "../../trace/event.ts";
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";
import { Lives } from "./lives.ts";

interface Leadership {
  highWatermark: number;
  isr: readonly number[];
  /**
   * In the ISR still, as far as the leader knows. But power was cut: what it acknowledged then may be gone. Or it has been
   * told already that it is no replica any more, and has deleted its log.
   */
  readonly excused: Set<number>;
}

export function highWatermark(): Checker {
  const invariant = "high watermark";
  /** By broker and partition. */
  const ends = new Map<string, number>();
  const leading = new Map<string, Leadership>();
  const lives = new Lives();
  const at = (node: string | number, name: string): string => `${node} ${name}`;

  function forget(node: string, powerCut: boolean): void {
    for (const key of [...leading.keys()]) if (key.startsWith(`${node} `)) leading.delete(key);
    if (powerCut) for (const leadership of leading.values()) excuse(leadership, Number(node));
  }

  function excuse({ isr, excused }: Leadership, member: number): void {
    if (isr.includes(member)) excused.add(member);
  }

  function advanced(source: string, name: string, to: number): void {
    const leadership = leading.get(at(source, name));
    if (leadership === undefined) return;
    if (to <= leadership.highWatermark)
      throw new InvariantViolation(
        invariant,
        `${name} at its leader ${source} went from ${leadership.highWatermark} to ${to}`,
      );
    leadership.highWatermark = to;
    for (const member of leadership.isr) {
      const end = ends.get(at(member, name)) ?? 0;
      if (leadership.excused.has(member) || end >= to) continue;
      throw new InvariantViolation(
        invariant,
        `${name} at its leader ${source} is ${to}, but ${member} of the ISR ends at ${end}`,
      );
    }
  }

  function took(told: EngineEvent): void {
    lives.onEvent(told);
    const { source, event } = told;
    switch (event.kind) {
      case "node-stopped":
        return forget(source, event.reason !== "controlled");
      case "log-recovered":
        ends.set(at(source, nameOf(event)), event.logEndOffset);
        return;
      case "records-appended":
        ends.set(at(source, nameOf(event)), event.lastOffset + 1);
        return;
      case "log-truncated":
        ends.set(at(source, nameOf(event)), event.toOffset);
        return;
      case "log-deleted":
        ends.delete(at(source, nameOf(event)));
        for (const [key, leadership] of leading)
          if (key.endsWith(` ${nameOf(event)}`)) excuse(leadership, Number(source));
        return;
      case "became-leader": {
        const key = at(source, nameOf(event));
        const before = leading.get(key)?.highWatermark ?? -1;
        leading.set(key, { highWatermark: before, isr: event.isr, excused: new Set() });
        return;
      }
      case "became-follower":
        leading.delete(at(source, nameOf(event)));
        return;
      case "isr-changed": {
        const leadership = leading.get(at(source, nameOf(event)));
        if (leadership === undefined) return;
        leadership.isr = event.to;
        for (const id of leadership.excused)
          if (!event.from.includes(id) || !event.to.includes(id)) leadership.excused.delete(id);
        // It joins by what its life before had.
        for (const id of event.to)
          if (!event.from.includes(id) && lives.isAwaited(id)) leadership.excused.add(id);
        return;
      }
      case "high-watermark-advanced":
        return advanced(source, nameOf(event), event.to);
      default:
    }
  }

  return { invariant, onEvent: took };
}
