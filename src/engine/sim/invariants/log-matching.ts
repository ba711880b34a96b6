// What was committed once stays as it is: at every replica the batches below its high watermark are the same bytes, a
// leader has all of them, and none is ever cut off. Holds for the metadata log as well.
import {
  brokersOf,
  type Checker,
  InvariantViolation,
  type Moment,
  nameOf,
  printOf,
  type ReplicaLog,
} from "./checker.ts";

interface Committed {
  /** Prints of committed batches by base offset. */
  readonly prints: Map<number, string>;
  end: number;
}

export function logMatching(): Checker {
  const invariant = "log matching";
  const partitions = new Map<string, Committed>();
  /** A broker that is cut off may believe for a while that it leads. */
  const newestEpochs = new Map<string, number>();

  function compare(log: ReplicaLog): void {
    const name = nameOf(log);
    const committed = partitions.get(name) ?? { prints: new Map<number, string>(), end: 0 };
    partitions.set(name, committed);
    for (const batch of log.batches) {
      const { baseOffset, lastOffset } = batch.header;
      if (lastOffset >= log.highWatermark) return;
      const print = printOf(batch);
      const known = committed.prints.get(baseOffset);
      if (known === undefined && baseOffset >= committed.end) {
        committed.prints.set(baseOffset, print);
        committed.end = lastOffset + 1;
      } else if (known !== print) {
        throw new InvariantViolation(
          invariant,
          `${name} at ${log.node} holds ${print}; committed was ${known ?? `up to ${committed.end}`}`,
        );
      }
    }
  }

  /** Whoever leads now, in an epoch that it knows of, must hold everything that was committed. */
  function leadersHaveAll({ snapshot, logs }: Moment): void {
    for (const { id, replicas } of brokersOf(snapshot)) {
      for (const replica of replicas) {
        if (replica.role !== "leader" || replica.leaderEpoch !== newestEpochs.get(nameOf(replica))) continue;
        const committed = partitions.get(nameOf(replica));
        const log = logs.find(
          (one) => one.node === id && one.topic === replica.topic && one.partition === replica.partition,
        );
        if (committed === undefined || log === undefined) continue;
        const held = new Map(log.batches.map((batch) => [batch.header.baseOffset, printOf(batch)]));
        for (const [offset, print] of committed.prints) {
          if (held.get(offset) === print) continue;
          throw new InvariantViolation(
            invariant,
            `${nameOf(replica)} led by ${id} in epoch ${replica.leaderEpoch} holds ${held.get(offset) ?? "nothing"} where ${print} was committed`,
          );
        }
      }
    }
  }

  function onMoment(moment: Moment): void {
    for (const log of moment.logs) compare(log);
    leadersHaveAll(moment);
  }

  return {
    invariant,
    onEvent({ event }) {
      if (event.kind !== "leader-elected" && event.kind !== "became-leader") return;
      const name = nameOf(event);
      newestEpochs.set(name, Math.max(event.epoch, newestEpochs.get(name) ?? 0));
    },
    onMoment,
    onEnd(moment) {
      onMoment(moment);
      const whole = new Map<string, string>();
      for (const log of moment.logs) {
        const prints = log.batches.map(printOf).join("\n");
        const known = whole.get(nameOf(log)) ?? prints;
        whole.set(nameOf(log), known);
        if (known !== prints && !isMetadata(log))
          throw new InvariantViolation(
            invariant,
            `${nameOf(log)} differs at ${log.node} when all is at rest`,
          );
      }
    },
  };
}

/** Brokers may be a fetch behind with the metadata, at any time. */
const isMetadata = ({ topic }: ReplicaLog): boolean => topic.startsWith("__cluster_metadata");
