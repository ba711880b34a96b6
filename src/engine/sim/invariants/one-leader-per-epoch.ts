// A leader epoch of a partition belongs to one broker, as the controller decided and as brokers believe. And a broker
// that was not in the ISR (or among the eligible replicas) is never elected where anything is committed: elections are
// clean. (A partition that was made while brokers were away may lose its only replica before that, and take it back.)
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";

export function oneLeaderPerEpoch(): Checker {
  const invariant = "one leader per epoch";
  const leaders = new Map<string, number>();
  /** Of topics that were deleted: a broker that hears late of one that was made anew still speaks of the one before. */
  const earlier = new Map<string, Set<number>>();
  const epochs = new Map<string, number>();
  const committed = new Set<string>();

  function claim(name: string, epoch: number, broker: number): void {
    const key = `${name} epoch ${epoch}`;
    const known = leaders.get(key);
    if (known === undefined) leaders.set(key, broker);
    else if (known !== broker && earlier.get(key)?.has(broker) !== true)
      throw new InvariantViolation(invariant, `${key} is led by ${known} and by ${broker}`);
  }

  /** A topic that is made anew begins with epoch 0 again. */
  function forget(topic: string): void {
    const isOf = (key: string): boolean => key.startsWith(`${topic}-`);
    for (const [key, leader] of [...leaders]) {
      if (!isOf(key)) continue;
      leaders.delete(key);
      earlier.set(key, (earlier.get(key) ?? new Set()).add(leader));
    }
    for (const key of [...epochs.keys()]) if (isOf(key)) epochs.delete(key);
    for (const key of [...committed]) if (isOf(key)) committed.delete(key);
  }

  return {
    invariant,
    onEvent({ source, event }) {
      if (event.kind === "topic-deleted" || event.kind === "topic-created") {
        forget(event.topic);
      } else if (event.kind === "became-leader") {
        claim(nameOf(event), event.epoch, Number(source));
      } else if (event.kind === "high-watermark-advanced") {
        committed.add(nameOf(event));
      } else if (event.kind === "node-starting" && event.role === "controller") {
        // It tells again what it finds in its log.
        epochs.clear();
      } else if (event.kind === "leader-elected") {
        const name = nameOf(event);
        if (event.unclean && committed.has(name))
          throw new InvariantViolation(invariant, `${name} elected ${event.to} uncleanly`);
        const before = epochs.get(name) ?? -1;
        if (event.epoch <= before)
          throw new InvariantViolation(invariant, `${name} went from epoch ${before} to ${event.epoch}`);
        epochs.set(name, event.epoch);
        if (event.to >= 0) claim(name, event.epoch, event.to);
      }
    },
  };
}
