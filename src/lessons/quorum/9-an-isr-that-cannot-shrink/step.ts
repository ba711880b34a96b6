import type { Check, CheckState, Step } from "../../api/lesson.ts";
import { ackedRecords, elections, eventsOf, partitionOf } from "../../api/observe.ts";
import { ackedWithin } from "../../api/observe-quorum.ts";
import {
  cluster,
  type DeadBroker,
  diedWithoutQuorum,
  killBroker,
  killTwoOfThree,
  ORDERS,
  ordersTopic,
  paralyse,
  pending,
  presentPhase,
  seconds,
  whoIsDown,
  whoIsDownYet,
  withoutQuorum,
} from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

/** Longer than a broker's session of 9 s: with a quorum it would have left the ISR by now. */
const LONGER_THAN_SESSION_MS = 10_000;

/** A broker that died without a quorum and led nothing. */
function deadFollower(state: CheckState): DeadBroker | null {
  const led = elections(state, ORDERS).map(({ from }) => from);
  const leader = partitionOf(state.snapshot, ORDERS)?.leader ?? -1;
  return diedWithoutQuorum(state, (id) => [1, 2, 3].includes(id) && id !== leader && !led.includes(id));
}

const noneYet = (state: CheckState) => pending(whoIsDownYet(state, { ko: "팔로워가", en: "follower" }));

const staysInIsr: Check = {
  id: "stays-in-isr",
  goal: {
    ko: "죽은 팔로워가 10초 넘게 ISR에 남음",
    en: "The dead follower stays in the ISR for more than 10 s",
  },
  evaluate(state) {
    const found = deadFollower(state);
    if (found === null) return noneYet(state);
    const { broker, diedMs, lost } = found;
    const left = eventsOf(state, "isr-changed").find(
      ({ atMs, event }) => event.topic === ORDERS.topic && atMs > diedMs && !event.to.includes(broker),
    );
    const keptMs = Math.min(left?.atMs ?? lost.toMs, lost.toMs) - diedMs;
    return {
      status: keptMs >= LONGER_THAN_SESSION_MS ? "passed" : "pending",
      observed: {
        ko: `브로커 ${broker} 중단 후 과반수 없이 ${seconds(keptMs)}초 동안 ISR에 남았습니다.`,
        en: `Broker ${broker} died, and stayed in the ISR for ${seconds(keptMs)} s without a majority.`,
      },
    };
  },
};

const timedOut: Check = {
  id: "timed-out",
  goal: {
    ko: "그동안 acks=all 쓰기가 3건 이상 시간 초과로 실패함",
    en: "Meanwhile 3 acks=all writes or more fail with a timeout",
  },
  evaluate(state) {
    const found = deadFollower(state);
    if (found === null) return noneYet(state);
    const { diedMs, lost } = found;
    const failed = eventsOf(state, "batch-failed")
      .filter(({ atMs, event }) => atMs > diedMs && atMs <= lost.toMs && event.error === "TimeoutException")
      .reduce((sum, { event, standsFor }) => sum + (standsFor?.records ?? event.records), 0);
    const told = ackedWithin(state, { fromMs: diedMs, toMs: lost.toMs }, () => true);
    return {
      status: failed >= 3 ? "passed" : "pending",
      observed: {
        ko: `팔로워가 죽은 뒤 성공 ${told}건, TimeoutException ${failed}건`,
        en: `Since the follower died ${told} successes, ${failed} TimeoutExceptions`,
      },
    };
  },
};

const shrunkAgain: Check = {
  id: "shrunk-again",
  goal: {
    ko: "쿼럼이 돌아오면 ISR이 줄고 acks=all이 다시 성공함",
    en: "With the quorum back the ISR shrinks, and acks=all succeeds again",
  },
  evaluate(state) {
    const found = deadFollower(state);
    const phase = presentPhase(state);
    if (found === null || phase === null || !phase.quorum) return pending(whoIsDown(state));
    const left = eventsOf(state, "isr-changed").find(
      ({ atMs, event }) =>
        event.topic === ORDERS.topic && atMs > found.lost.toMs && !event.to.includes(found.broker),
    );
    if (left === undefined) {
      const isr = partitionOf(state.snapshot, ORDERS)?.isr ?? [];
      return pending({
        ko: `ISR은 아직 [${isr.join(", ")}]입니다.`,
        en: `The ISR still is [${isr.join(", ")}].`,
      });
    }
    const told = ackedWithin(state, { fromMs: left.atMs, toMs: phase.toMs }, ({ acks }) => acks === -1);
    const observed = {
      ko: `ISR [${left.event.to.join(", ")}] · 그 뒤 성공 ${told}건`,
      en: `ISR [${left.event.to.join(", ")}] · ${told} successes since`,
    };
    return told > 0 ? { status: "passed", observed } : pending(observed);
  },
};

const afterThree = (state: CheckState): boolean =>
  ackedRecords(state, ORDERS, -1) + ackedRecords(state, ORDERS, 1) >= 3;
const { killed, all } = paralyse(afterThree, 3, deadFollower);

export const step: Step = {
  id: "an-isr-that-cannot-shrink",
  title: { ko: "줄지 못하는 ISR", en: "An ISR that cannot shrink" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "쿼럼이 없을 때 팔로워가 죽었습니다. acks=all 쓰기는 어떻게 됩니까?",
      en: "A follower dies while there is no quorum. What happens to acks=all writes?",
    },
    options: [
      { ko: "9초 뒤 ISR이 줄어 다시 성공함", en: "After 9 s the ISR shrinks, and they succeed" },
      { ko: "ISR이 줄지 않아 시간 초과로 실패함", en: "The ISR does not shrink, and they time out" },
      { ko: "곧바로 NOT_ENOUGH_REPLICAS로 거절됨", en: "They are refused at once with NOT_ENOUGH_REPLICAS" },
    ],
    answer: 1,
  },
  see: {
    ko: "죽은 브로커가 ISR에 남아 있는 동안 HW가 멈췄고 acks=all은 하나도 성공하지 못했습니다. 컨트롤러 하나가 돌아오자 세션 시간만큼 뒤에 ISR이 줄고 쓰기가 이어졌습니다.",
    en: "With the dead broker in the ISR the HW stood still, and no acks=all write succeeded. One controller came back; a session later the ISR shrank and writing went on.",
  },
  explain: {
    ko: "리더는 팔로워가 뒤처진 것을 알지만 스스로 ISR을 고칠 수 없습니다. AlterPartition으로 청하고, 액티브 컨트롤러가 기록해야 바뀝니다. 리더 혼자 고치는 것을 허락하면 나중에 뽑힌 컨트롤러가 모르는 ISR이 생기고, 확인받은 레코드가 없는 복제본이 리더가 될 수 있습니다. acks=1은 ISR을 기다리지 않으므로 계속 성공하지만, HW가 멈췄으므로 컨슈머는 그 레코드를 읽지 못합니다.",
    en: "The leader sees that a follower lags, but cannot change the ISR by itself: it asks with AlterPartition, and the active controller has to record it. Were leaders allowed to do it alone, a controller elected later would not know of that ISR, and a replica without acknowledged records might become leader. acks=1 does not wait for the ISR and goes on to succeed; but the HW stands still, and consumers do not see those records.",
  },
  scenario: cluster(3, 3, [ordersTopic()]),
  start: { name: "start", source: start, acts: all },
  solution: { name: "solution", source: solution, acts: all },
  wrong: [
    {
      name: "the leader killed instead",
      source: solution,
      acts: [...killTwoOfThree(afterThree), killBroker(1, withoutQuorum)],
    },
    { name: "the controllers left alive", source: solution, acts: [killBroker(3, afterThree)] },
    { name: "no controller comes back", source: solution, acts: killed },
  ],
  hints: [
    {
      ko: "순서가 중요합니다. 컨트롤러 둘을 먼저, 브로커 3을 나중에 강제 종료합니다.",
      en: "Order matters: the two controllers first, broker 3 after them.",
    },
    {
      ko: "delivery.timeout.ms를 5초로 두었으므로 레코드마다 5초 뒤에 예외가 옵니다.",
      en: "delivery.timeout.ms is 5 s here: each record gets its exception after that.",
    },
    {
      ko: "컨트롤러가 돌아온 뒤에도 브로커 3의 세션 9초가 지나야 ISR이 줄어듭니다.",
      en: "With the controller back, the session of broker 3 still has to expire: 9 s.",
    },
  ],
  checks: [staysInIsr, timedOut, shrunkAgain],
  claims: [
    "kraft-quorum-loss-gradual",
    "broker-controller-isr-metadata",
    "broker-leader-monitors-isr",
    "kraft-controller-roles",
  ],
};
