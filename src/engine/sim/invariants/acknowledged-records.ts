// What was acknowledged with acks=all is in the log of every replica, at the offset that was told. With an idempotent
// producer there is more to it: its records of one partition lie in the order of sending, and none of them twice.
import { utf8Decode } from "../../base/utf8.ts";
import { readRecords } from "../../records/record.ts";
import { type Checker, InvariantViolation, type Moment, nameOf } from "./checker.ts";

export interface SentRecord {
  /** Unique; `producer:number`, counting up in the order of sending. */
  readonly value: string;
  readonly topic: string;
  readonly partition: number;
  /** Null: not acknowledged, so it may be there or not. */
  offset: number | null;
}

export function acknowledgedRecords(sent: readonly SentRecord[]): Checker {
  const invariant = "acknowledged records";
  return eachLog(invariant, (name, stored, startOffset) => {
    for (const { value, topic, partition, offset } of sent) {
      if (nameOf({ topic, partition }) !== name || offset === null || stored.get(offset) === value) continue;
      if (offset < startOffset) continue;
      const found = stored.get(offset) ?? "nothing";
      throw new InvariantViolation(invariant, `${name} was to hold ${value} at ${offset}; there is ${found}`);
    }
  });
}

export function onceAndInOrder(): Checker {
  const invariant = "once and in order";
  return eachLog(invariant, (name, stored) => {
    const offsetOf = new Map<string, number>();
    const newest = new Map<string, number>();
    for (const [offset, value] of stored) {
      const earlier = offsetOf.get(value);
      if (earlier !== undefined)
        throw new InvariantViolation(invariant, `${name} holds ${value} twice, at ${earlier} and ${offset}`);
      offsetOf.set(value, offset);
      const [producer, number] = value.split(":") as [string, string];
      if ((newest.get(producer) ?? -1) > Number(number))
        throw new InvariantViolation(
          invariant,
          `${name} holds ${value} behind ${producer}:${newest.get(producer)}`,
        );
      newest.set(producer, Number(number));
    }
  });
}

/** What lay below `startOffset` was deleted: whether it might be is another question (see deleted-records.ts). */
type Check = (name: string, valuesByOffset: ReadonlyMap<number, string>, startOffset: number) => void;

export function eachLog(invariant: string, check: Check): Checker {
  return {
    invariant,
    onEnd({ logs }: Moment) {
      for (const log of logs) {
        if (log.topic.startsWith("__")) continue;
        const stored = new Map<number, string>();
        for (const { header, bytes } of log.batches) {
          if (header.control) continue;
          for (const { offset, value } of readRecords(bytes, { ...header, position: 0 }))
            stored.set(offset, utf8Decode(value ?? new Uint8Array(0)));
        }
        check(nameOf(log), stored, log.startOffset);
      }
    },
  };
}
