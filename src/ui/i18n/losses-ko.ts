// What a power cut took, in Korean: as an event, and in whole sentences.
import type { LossSnapshot } from "../../engine/inspect/snapshot.ts";
import { count } from "./numbers.ts";
import { withParticle } from "./particle.ts";

/** An event tells it of its own source, a snapshot names the node. */
export type ToldLoss = Omit<LossSnapshot, "node" | "atMs">;

const keyOf = ({ topic, partition }: ToldLoss): string => `${topic}-${partition}`;
const records = ({ fromOffset, toOffset, atLeast }: ToldLoss): string =>
  `레코드 ${count(toOffset - fromOffset)}건${atLeast ? " 이상" : ""}`;

export function lossEventKo(loss: ToldLoss): string {
  const { fromOffset, toOffset, returning, gone, goneCommitted } = loss;
  const offsets = toOffset - fromOffset === 1 ? `${fromOffset}` : `${fromOffset}–${toOffset - 1}`;
  return [
    `${keyOf(loss)} ${records(loss)} 잃음`,
    `오프셋 ${offsets}`,
    ...(returning > 0 ? [`${count(returning)}건은 리더에서 다시 받음`] : []),
    ...(gone > 0 ? [`${count(gone)}건은 사라짐`] : []),
    ...(goneCommitted > 0 ? [`그중 커밋된 것 ${count(goneCommitted)}건`] : []),
  ].join(" · ");
}

/** Where they are now. */
export function lossFateKo({ returning, gone, goneCommitted }: ToldLoss): string {
  if (gone === 0) return "모두 리더에 있어 다시 받아 옵니다.";
  const committed =
    goneCommitted === 0
      ? ""
      : goneCommitted === gone
        ? " 커밋되었던 레코드입니다."
        : ` 그중 ${count(goneCommitted)}건은 커밋되었던 레코드입니다.`;
  return returning === 0
    ? `모두 사라졌습니다. 리더의 로그에도 없습니다.${committed}`
    : `${count(returning)}건은 리더에 있어 다시 받아 오고, ${count(gone)}건은 사라졌습니다.${committed}`;
}

/** What is lost, with its verb. */
export function lostRecordsKo(loss: ToldLoss): string {
  return `${withParticle(records(loss), "을/를")} 잃었습니다.`;
}

export function lossKo(nodes: readonly number[], loss: ToldLoss): string {
  const what = loss.damaged > 0 ? "디스크가 지키지 못한" : "flush되지 않은";
  return `브로커 ${nodes.join(", ")}의 ${withParticle(keyOf(loss), "은/는")} 복구한 뒤 오프셋 ${loss.fromOffset}에서 끝납니다. ${what} ${lostRecordsKo(loss)} ${lossFateKo(loss)}`;
}
