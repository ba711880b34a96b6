// A leader epoch of a partition belongs to one broker, as the controller decided and as brokers believe. And a broker
// that was not in the ISR (or among the eligible replicas) is never elected: elections are clean.
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";

export function oneLeaderPerEpoch(): Checker {
  const invariant = "one leader per epoch";
  const leaders = new Map<string, number>();
  const epochs = new Map<string, number>();

  function claim(name: string, epoch: number, broker: number): void {
    const key = `${name} epoch ${epoch}`;
    const known = leaders.get(key);
    if (known !== undefined && known !== broker)
      throw new InvariantViolation(invariant, `${key} is led by ${known} and by ${broker}`);
    leaders.set(key, broker);
  }

  /** A topic that is made anew begins with epoch 0 again. */
  function forget(topic: string): void {
    for (const map of [leaders, epochs])
      for (const key of [...map.keys()]) if (key.startsWith(`${topic}-`)) map.delete(key);
  }

  return {
    invariant,
    onEvent({ source, event }) {
      if (event.kind === "topic-deleted" || event.kind === "topic-created") {
        forget(event.topic);
      } else if (event.kind === "became-leader") {
        claim(nameOf(event), event.epoch, Number(source));
      } else if (event.kind === "node-starting" && event.role === "controller") {
        // It tells again what it finds in its log.
        epochs.clear();
      } else if (event.kind === "leader-elected") {
        const name = nameOf(event);
        if (event.unclean) throw new InvariantViolation(invariant, `${name} elected ${event.to} uncleanly`);
        const before = epochs.get(name) ?? -1;
        if (event.epoch <= before)
          throw new InvariantViolation(invariant, `${name} went from epoch ${before} to ${event.epoch}`);
        epochs.set(name, event.epoch);
        if (event.to >= 0) claim(name, event.epoch, event.to);
      }
    },
  };
}
