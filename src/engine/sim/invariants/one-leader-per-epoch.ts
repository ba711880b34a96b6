// A leader epoch of a partition belongs to one broker, as the controller decided and as brokers believe. And a broker
// that was not in the ISR (or among the eligible replicas) is never elected where anything is committed: elections are
// clean. (A partition that was made while brokers were away may lose its only replica before that, and take it back.)
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";

interface Claim {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly epoch: number;
}

const idOf = ({ topicId, partition }: Claim): string => `${topicId} ${partition}`;

export function oneLeaderPerEpoch(): Checker {
  const invariant = "one leader per epoch";
  /** By topic id, partition and epoch: a topic that is made anew under its name begins with epoch 0 again. */
  const leaders = new Map<string, number>();
  /** By topic id and partition. */
  const epochs = new Map<string, number>();
  /** Partitions by name: who moves a high watermark tells no id. */
  const committed = new Set<string>();

  function claim(event: Claim, broker: number): void {
    const key = `${idOf(event)} ${event.epoch}`;
    const known = leaders.get(key) ?? broker;
    leaders.set(key, known);
    if (known !== broker)
      throw new InvariantViolation(
        invariant,
        `${nameOf(event)} epoch ${event.epoch} is led by ${known} and by ${broker}`,
      );
  }

  /** What is made anew has nothing committed. */
  function forget(topic: string): void {
    for (const name of committed) if (name.startsWith(`${topic}-`)) committed.delete(name);
  }

  return {
    invariant,
    onEvent({ source, event }) {
      if (event.kind === "topic-deleted" || event.kind === "topic-created") {
        forget(event.topic);
      } else if (event.kind === "became-leader") {
        claim(event, Number(source));
      } else if (event.kind === "high-watermark-advanced") {
        committed.add(nameOf(event));
      } else if (event.kind === "node-starting" && event.role === "controller") {
        // It tells again what it finds in its log.
        epochs.clear();
      } else if (event.kind === "leader-elected") {
        const name = nameOf(event);
        if (event.unclean && committed.has(name))
          throw new InvariantViolation(invariant, `${name} elected ${event.to} uncleanly`);
        const before = epochs.get(idOf(event)) ?? -1;
        if (event.epoch <= before)
          throw new InvariantViolation(invariant, `${name} went from epoch ${before} to ${event.epoch}`);
        epochs.set(idOf(event), event.epoch);
        if (event.to >= 0) claim(event, event.to);
      }
    },
  };
}
