// The now line in Korean: the fact, then its cause.
import type { NowFact } from "../cluster/now-line.ts";
import { lossFateKo, lostRecordsKo } from "./losses-ko.ts";
import { ids, span } from "./numbers.ts";
import { withParticle } from "./particle.ts";

export interface NowWords {
  readonly fact: string;
  readonly cause: string;
}

const broker = (id: number): string => `브로커 ${id}`;
const brokers = (list: readonly number[]): string => `브로커 ${list.join(", ")}`;

/** 브로커 1, 2와 컨트롤러 C1. */
const together = (first = "", second?: string): string =>
  second === undefined ? first : `${withParticle(first, "와/과")} ${second}`;

const STATUS: Readonly<Record<string, string>> = {
  killed: "강제 종료되었습니다",
  stopped: "종료되었습니다",
  failed: "오류로 종료되었습니다",
  frozen: "얼어 있습니다",
  starting: "시작하는 중입니다",
  running: "실행 중입니다",
};

const HELD: Readonly<Record<string, (behind: string) => string>> = {
  killed: () => "강제 종료되었지만 아직 ISR에 남아 있습니다.",
  stopped: () => "종료되었지만 아직 ISR에 남아 있습니다.",
  failed: () => "오류로 종료되었지만 아직 ISR에 남아 있습니다.",
  frozen: () => "얼어 있지만 아직 ISR에 남아 있습니다.",
  starting: () => "시작하는 중이고 아직 ISR에 남아 있습니다.",
  cut: (behind) => `리더와의 링크가 끊겨 ${behind}가져가지 못했습니다.`,
  slow: (behind) => `리더와의 링크가 느려 ${behind}다 가져가지 못했습니다.`,
  behind: (behind) => `${behind}다 가져가지 못했습니다.`,
};

export function nowKo(fact: NowFact): NowWords {
  switch (fact.kind) {
    case "starting":
      return {
        fact: "클러스터가 시작하고 있습니다.",
        cause: `${withParticle(brokers(fact.brokers), "이/가")} 디스크를 읽고 컨트롤러에 등록합니다.`,
      };
    case "no-quorum-leader":
      return {
        fact: "컨트롤러 리더가 없습니다.",
        cause: `투표자 ${fact.voters}개 중 ${fact.running}개가 실행 중입니다. 과반수는 ${Math.floor(fact.voters / 2) + 1}개입니다.`,
      };
    case "no-leader":
      return {
        fact: `${fact.partition}에 리더가 없습니다.`,
        cause:
          fact.down.length > 0
            ? `리더가 될 수 있는 ${withParticle(brokers(fact.down), "이/가")} 꺼져 있습니다.`
            : "컨트롤러가 새 리더를 고르는 중입니다.",
      };
    case "leader-gone":
      return {
        fact: `${fact.partition}의 리더 ${withParticle(broker(fact.leader), "이/가")} ${STATUS[fact.status] ?? ""}.`,
        cause: `컨트롤러는 아직 새 리더를 고르지 않았습니다. ${span(fact.forMs)} 지났습니다.`,
      };
    case "refuses-acks-all":
      return {
        fact: `${withParticle(fact.partition, "은/는")} acks=all 쓰기를 거부합니다.`,
        cause: `ISR은 ${ids(fact.isr)}, ${fact.isr.length}개이고 min.insync.replicas는 ${fact.minIsr}입니다.`,
      };
    case "watermark-held": {
      const behind = fact.behindMs === null ? "" : `${span(fact.behindMs)} 동안 `;
      return {
        fact: `${fact.partition}의 HW가 ${fact.highWatermark}에 멈춰 있습니다.`,
        cause: `ISR에 있는 ${withParticle(broker(fact.broker), "이/가")} ${HELD[fact.why]?.(behind) ?? ""}`,
      };
    }
    case "isr-smaller": {
      const down = fact.out.filter(({ running }) => !running).map((entry) => entry.broker);
      const late = fact.out.filter(({ running }) => running).map((entry) => entry.broker);
      const causes = [
        ...(down.length > 0 ? [`${withParticle(brokers(down), "은/는")} 꺼져 있습니다.`] : []),
        ...(late.length > 0 ? [`${withParticle(brokers(late), "은/는")} 뒤처져 있습니다.`] : []),
      ];
      return { fact: `${fact.partition}의 ISR은 ${ids(fact.isr)}입니다.`, cause: causes.join(" ") };
    }
    case "broker-down":
      return {
        fact: `${withParticle(broker(fact.broker), "이/가")} ${STATUS[fact.status] ?? ""}.`,
        cause: `${span(fact.forMs)} 지났습니다. 리더를 잃은 파티션은 없습니다.`,
      };
    case "broker-fenced":
      return {
        fact: `${withParticle(broker(fact.broker), "은/는")} fenced 상태입니다.`,
        cause: "컨트롤러가 하트비트를 받지 못해 리더로 쓰지 않습니다.",
      };
    case "records-lost": {
      const { node, topic, partition, damaged } = fact.loss;
      const why =
        damaged > 0
          ? "디스크가 flush된 것을 지키지 못했습니다."
          : "꺼질 때 아직 flush되지 않은 레코드입니다.";
      return {
        fact: `${broker(node)}의 ${withParticle(`${topic}-${partition}`, "이/가")} ${lostRecordsKo(fact.loss)}`,
        cause: `${why} ${lossFateKo(fact.loss)}`,
      };
    }
    case "disk-failed": {
      const nodes = together(
        ...(fact.brokers.length > 0 ? [brokers(fact.brokers)] : []),
        ...(fact.controllers.length > 0 ? [`컨트롤러 ${fact.controllers.join(", ")}`] : []),
      );
      return fact.browserFull
        ? {
            fact: `브라우저의 저장 공간이 부족해 ${withParticle(nodes, "이/가")} 기록하지 못합니다.`,
            cause: "로그 디렉터리가 오프라인입니다. flush된 레코드는 그대로입니다.",
          }
        : {
            fact: `${nodes}의 로그 디렉터리가 오프라인입니다.`,
            cause: `디스크가 쓰기를 거부했습니다: ${fact.message}. 다시 시작할 때까지 읽지도 쓰지도 못합니다.`,
          };
    }
    case "link-cut": {
      const name = (id: number): string => fact.labels[id] ?? `브로커 ${id}`;
      const other = fact.unheard === fact.a ? fact.b : fact.a;
      return {
        fact:
          fact.unheard === null
            ? `${withParticle(name(fact.a), "와/과")} ${name(fact.b)} 사이의 링크가 끊겨 있습니다.`
            : `${name(fact.unheard)}에서 ${name(other)} 쪽으로 가는 링크만 끊겨 있습니다.`,
        cause: `${span(fact.forMs)} 지났습니다. 아직 뒤처진 복제본은 없습니다.`,
      };
    }
    case "controller-down":
      return {
        fact: `컨트롤러 ${withParticle(fact.label, "이/가")} ${STATUS[fact.status] ?? ""}.`,
        cause: "남은 투표자가 과반수라 클러스터는 계속 동작합니다.",
      };
    case "no-topics":
      return {
        fact: `브로커 ${fact.brokers}개가 실행 중이고 토픽은 없습니다.`,
        cause: "프로그램을 실행하면 토픽과 레코드가 여기에 나타납니다.",
      };
    case "replicated":
      return {
        fact: `${withParticle(fact.partition, "은/는")} 모두 복제되었습니다.`,
        cause: `HW와 LEO가 ${withParticle(String(fact.logEndOffset), "으로/로")} 같고 ISR은 ${ids(fact.isr)}입니다.`,
      };
    case "replicating":
      return {
        fact: `${withParticle(fact.partition, "이/가")} 복제되는 중입니다.`,
        cause: `HW ${fact.highWatermark}, LEO ${fact.logEndOffset}.`,
      };
  }
}
