// What a consumer was shown stays: at the end every replica holds it at the same offset.
import { eachLog } from "./acknowledged-records.ts";
import { type Checker, InvariantViolation, nameOf } from "./checker.ts";

export interface ReadRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

export function committedReads(read: readonly ReadRecord[]): Checker {
  const invariant = "committed reads";
  return eachLog(invariant, (name, stored, startOffset) => {
    for (const { topic, partition, offset, value } of read) {
      if (nameOf({ topic, partition }) !== name || stored.get(offset) === value) continue;
      if (offset < startOffset) continue;
      const found = stored.get(offset) ?? "nothing";
      throw new InvariantViolation(
        invariant,
        `a consumer was shown ${value} at ${offset} of ${name}; there is ${found}`,
      );
    }
  });
}
