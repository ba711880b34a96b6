import type { Check, CheckResult, CheckState, Step } from "../../api/lesson.ts";
import { eventsOf, partitionOf } from "../../api/observe.ts";
import { ackedWithin, controllerName } from "../../api/observe-quorum.ts";
import {
  cluster,
  type DeadBroker,
  diedWithoutQuorum,
  killBroker,
  killStandby,
  ORDERS,
  ordersTopic,
  paralyse,
  pending,
  presentPhase,
  seconds,
  whoIsDown,
  whoIsDownYet,
} from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

/** Longer than a broker's session of 9 s: with a quorum there would be a new leader by now. */
const LONGER_THAN_SESSION_MS = 10_000;
const OTHERS_ENOUGH = 10;
const LEADER_OF_ORDERS_0 = 1;

/** At that moment; before the step began broker 1 was made it. */
function leaderAt(state: CheckState, atMs: number): number {
  const before = eventsOf(state, "leader-elected").findLast(
    ({ atMs: electedMs, event }) =>
      event.topic === ORDERS.topic && event.partition === ORDERS.partition && electedMs <= atMs,
  );
  return before?.event.to ?? LEADER_OF_ORDERS_0;
}

/** Broker 1 died while there was no quorum, and led orders-0 until then. */
const deadLeader = (state: CheckState): DeadBroker | null =>
  diedWithoutQuorum(
    state,
    (id, atMs) => id === LEADER_OF_ORDERS_0 && leaderAt(state, atMs) === LEADER_OF_ORDERS_0,
  );

/** Who kills broker 1 before the controllers gets a new leader, and has to begin again. */
function noneYet(state: CheckState): CheckResult {
  const leader = partitionOf(state.snapshot, ORDERS)?.leader ?? -1;
  return leader < 0 || leader === LEADER_OF_ORDERS_0
    ? pending(whoIsDownYet(state, { ko: "orders-0의 리더가", en: "leader of orders-0" }))
    : {
        status: "failed",
        observed: {
          ko: `쿼럼이 있을 때 orders-0의 리더가 브로커 ${leader}에게 넘어갔습니다.`,
          en: `While there was a quorum broker ${leader} became leader of orders-0.`,
        },
      };
}

const newLeader = (state: CheckState, afterMs: number) =>
  eventsOf(state, "leader-elected").find(
    ({ atMs, event }) =>
      event.topic === ORDERS.topic && event.partition === ORDERS.partition && event.to >= 0 && atMs > afterMs,
  );

const dark: Check = {
  id: "dark",
  goal: {
    ko: "orders-0에 10초 넘게 새 리더가 생기지 않음",
    en: "For more than 10 s orders-0 gets no new leader",
  },
  evaluate(state) {
    const found = deadLeader(state);
    if (found === null) return noneYet(state);
    const { diedMs, lost } = found;
    const darkMs = Math.min(newLeader(state, diedMs)?.atMs ?? lost.toMs, lost.toMs) - diedMs;
    const at = partitionOf(state.snapshot, ORDERS);
    return {
      status: darkMs >= LONGER_THAN_SESSION_MS ? "passed" : "pending",
      observed: {
        ko: `브로커 1 중단 후 ${seconds(darkMs)}초 · 메타데이터의 리더 ${at?.leader ?? "-"} · 리더 epoch ${at?.leaderEpoch ?? "-"}`,
        en: `${seconds(darkMs)} s since broker 1 died · leader in the metadata ${at?.leader ?? "-"} · leader epoch ${at?.leaderEpoch ?? "-"}`,
      },
    };
  },
};

const othersGoOn: Check = {
  id: "others-go-on",
  goal: {
    ko: `그동안 orders-1과 orders-2에는 ${OTHERS_ENOUGH}건 이상씩 쓰기 성공`,
    en: `Meanwhile ${OTHERS_ENOUGH} writes or more succeed on each of orders-1 and orders-2`,
  },
  evaluate(state) {
    const found = deadLeader(state);
    if (found === null) return noneYet(state);
    const during = { fromMs: found.diedMs, toMs: found.lost.toMs };
    const [none, one, two] = [0, 1, 2].map((partition) =>
      ackedWithin(state, during, (event) => event.partition === partition),
    ) as [number, number, number];
    return {
      status: Math.min(one, two) >= OTHERS_ENOUGH ? "passed" : "pending",
      observed: {
        ko: `브로커 1이 죽은 뒤 성공: orders-0 ${none}건, orders-1 ${one}건, orders-2 ${two}건`,
        en: `Successes since broker 1 died: orders-0 ${none}, orders-1 ${one}, orders-2 ${two}`,
      },
    };
  },
};

const lightAgain: Check = {
  id: "light-again",
  goal: {
    ko: "쿼럼이 돌아오면 orders-0에 새 리더가 뽑히고 쓰기가 이어짐",
    en: "With the quorum back orders-0 gets a leader, and is written again",
  },
  evaluate(state) {
    const found = deadLeader(state);
    const phase = presentPhase(state);
    if (found === null || phase === null || !phase.quorum) return pending(whoIsDown(state));
    const elected = newLeader(state, found.lost.toMs);
    if (elected === undefined)
      return pending({
        ko: "쿼럼은 돌아왔고, 브로커 1의 세션이 끝나기를 기다립니다.",
        en: "The quorum is back; the session of broker 1 has to expire.",
      });
    const { to, epoch } = elected.event;
    const by = controllerName(state.snapshot, Number(elected.source));
    const told = ackedWithin(
      state,
      { fromMs: elected.atMs, toMs: phase.toMs },
      (event) => event.partition === ORDERS.partition,
    );
    const observed = {
      ko: `${by}의 결정 · 리더 1 → ${to} · 리더 epoch ${epoch} · 그 뒤 성공 ${told}건`,
      en: `Decided by ${by} · leader 1 → ${to} · leader epoch ${epoch} · ${told} successes since`,
    };
    return told > 0 ? { status: "passed", observed } : pending(observed);
  },
};

const afterSix = (state: CheckState): boolean => eventsOf(state, "batch-acked").length >= 6;
const { killed, all } = paralyse(afterSix, LEADER_OF_ORDERS_0, deadLeader);

export const step: Step = {
  id: "the-dark-partition",
  title: { ko: "리더를 잃은 파티션", en: "The dark partition" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "쿼럼이 없을 때 orders-0의 리더가 죽었습니다. 새 리더는 언제 생깁니까?",
      en: "The leader of orders-0 dies while there is no quorum. When is there a new one?",
    },
    options: [
      { ko: "9초 뒤, 남은 컨트롤러가 정함", en: "After 9 s: the controller that is left decides" },
      { ko: "곧바로, 브로커 2와 3이 서로 정함", en: "At once: brokers 2 and 3 settle it" },
      { ko: "컨트롤러의 과반수가 돌아온 뒤", en: "When a majority of controllers is back" },
    ],
    answer: 2,
  },
  see: {
    ko: "orders-0만 멈추고 나머지 둘은 이어졌습니다. 쿼럼이 돌아온 뒤에야 리더 epoch이 하나 오르고 orders-0도 이어졌습니다.",
    en: "orders-0 alone stood still, the other two went on. Only with the quorum back did the leader epoch rise by one, and orders-0 went on too.",
  },
  explain: {
    ko: "점진적 마비란 이런 것입니다. 쿼럼을 잃은 순간에는 아무 파티션도 멈추지 않고, 그 뒤 브로커가 하나 죽을 때마다 그 브로커가 이끌던 파티션이 멈춥니다. acks=all이었다면 죽은 브로커가 ISR에 남은 나머지 둘도 멈췄을 것입니다. 그래서 쿼럼을 잃은 클러스터에서는 브로커를 재시작하지 않고 컨트롤러부터 살립니다. 돌아온 컨트롤러는 세션을 처음부터 세고, 9초 뒤 죽은 브로커를 fence하고 리더를 정합니다.",
    en: "That is gradual paralysis: at the moment when the quorum is lost no partition stops; then, with each broker that dies, stop those that it led. With acks=all the other two would have stopped as well, with a dead broker in their ISR. So in a cluster without a quorum do not restart brokers: bring controllers back first. Once back, they count sessions from the beginning, fence the dead broker after 9 s, and choose a leader.",
  },
  scenario: cluster(3, 3, [ordersTopic(3)]),
  start: { name: "start", source: start, acts: all },
  solution: { name: "solution", source: solution, acts: all },
  wrong: [
    {
      name: "one controller killed",
      source: solution,
      acts: [
        killStandby(afterSix),
        killBroker(LEADER_OF_ORDERS_0, (state) => presentPhase(state)?.down.length === 1),
      ],
    },
    {
      name: "no controller comes back",
      source: solution,
      acts: killed,
    },
  ],
  hints: [
    {
      ko: "컨트롤러 둘을 먼저 강제 종료해야 합니다. 쿼럼이 있을 때 브로커 1이 죽으면 9초 뒤 새 리더가 뽑힙니다.",
      en: "Kill the two controllers first. With a quorum, a new leader comes 9 s after broker 1 has died.",
    },
    {
      ko: "그림에서 다른 파티션을 고르면 그 파티션의 레코드가 펼쳐집니다.",
      en: "Select another partition in the drawing to open its records.",
    },
    {
      ko: "프로그램은 54초 동안 보냅니다. 먼저 끝났다면 다시 실행해도 됩니다.",
      en: "The program sends for 54 s. If it has ended, run it again.",
    },
  ],
  checks: [dark, othersGoOn, lightAgain],
  claims: ["zk-quorum-loss-gradual", "kraft-quorum-loss-gradual", "broker-controller-leader-election"],
};
