// Every batch on every disk has its checksum, but for those that have rotten there: nobody takes over what is damaged. A
// consumer that is refused a batch was refused one of these.
import { checkCrc } from "../../records/batch.ts";
import {
  type Checker,
  InvariantViolation,
  nameOf,
  printOf,
  type ReplicaLog,
  type RottenBatch,
} from "./checker.ts";

export function intactBatches(rotten: readonly RottenBatch[], refusals: readonly string[]): Checker {
  const invariant = "intact batches";
  const checked = new WeakMap<ReplicaLog, number>();
  let judged = 0;

  function check(log: ReplicaLog): void {
    let at = checked.get(log) ?? 0;
    for (; at < log.batches.length; at++) {
      const { header, bytes, isRotten } = log.batches[at]!;
      if (isRotten || checkCrc(bytes)) continue;
      throw new InvariantViolation(
        invariant,
        `${nameOf(log)} at ${log.node} holds ${printOf(header)}, damaged`,
      );
    }
    checked.set(log, at);
  }

  return {
    invariant,
    onMoment({ logs }) {
      logs.forEach(check);
      for (; judged < refusals.length; judged++) {
        const text = refusals[judged]!;
        const isOne = rotten.some(({ topic, partition, baseOffset }) =>
          text.includes(`${topic}-${partition} at offset ${baseOffset} is invalid`),
        );
        if (!isOne) throw new InvariantViolation(invariant, `a consumer fails: ${text}`);
      }
    },
  };
}
