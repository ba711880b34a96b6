// What a power cut took, in English: as an event, and in whole sentences.
import type { ToldLoss } from "./losses-ko.ts";
import { count } from "./numbers.ts";

const keyOf = ({ topic, partition }: ToldLoss): string => `${topic}-${partition}`;
const records = ({ fromOffset, toOffset, atLeast }: ToldLoss, kind = ""): string =>
  `${atLeast ? "at least " : ""}${count(toOffset - fromOffset)} ${kind}${toOffset - fromOffset === 1 ? "record" : "records"}`;

export function lossEventEn(loss: ToldLoss): string {
  const { fromOffset, toOffset, returning, gone, goneCommitted } = loss;
  const offsets =
    toOffset - fromOffset === 1 ? `offset ${fromOffset}` : `offsets ${fromOffset}–${toOffset - 1}`;
  return [
    `${keyOf(loss)} lost ${records(loss)}`,
    offsets,
    ...(returning > 0 ? [`${count(returning)} come back from the leader`] : []),
    ...(gone > 0 ? [`${count(gone)} gone`] : []),
    ...(goneCommitted > 0 ? [`${count(goneCommitted)} of them committed`] : []),
  ].join(" · ");
}

/** Where they are now. */
export function lossFateEn({ returning, gone, goneCommitted }: ToldLoss): string {
  if (gone === 0) return "The leader has all of them; they come back.";
  const committed =
    goneCommitted === 0
      ? ""
      : goneCommitted === gone
        ? " They had been committed."
        : ` ${count(goneCommitted)} of these had been committed.`;
  return returning === 0
    ? `All are gone; the leader has none of them.${committed}`
    : `The leader has ${count(returning)}, which come back; ${count(gone)} are gone.${committed}`;
}

export function lossEn(nodes: readonly number[], loss: ToldLoss): string {
  const lost = loss.damaged > 0 ? `${records(loss)} that the disk did not keep` : records(loss, "unflushed ");
  const verb = loss.toOffset - loss.fromOffset === 1 ? "was" : "were";
  return `${keyOf(loss)} on ${nodes.length === 1 ? "broker" : "brokers"} ${nodes.join(", ")} ends at offset ${loss.fromOffset} after recovery. ${lost.charAt(0).toUpperCase()}${lost.slice(1)} ${verb} lost. ${lossFateEn(loss)}`;
}
