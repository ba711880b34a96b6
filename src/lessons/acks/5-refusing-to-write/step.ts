import type { Act, Check, CheckState, Step } from "../../api/lesson.ts";
import {
  appendedRecords,
  commanded,
  failedRecords,
  lastRun,
  leaderReplica,
  partitionOf,
} from "../../api/observe.ts";
import { cluster, ORDERS, ordersTopic } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

const isrOf = (state: CheckState): readonly number[] => partitionOf(state.snapshot, ORDERS)?.isr ?? [];

const leaderAlone: Check = {
  id: "leader-alone",
  goal: { ko: "orders-0의 ISR이 [1]이 됨", en: "The ISR of orders-0 becomes [1]" },
  evaluate(state) {
    const isr = isrOf(state);
    return {
      status: isr.length === 1 && isr[0] === 1 ? "passed" : "pending",
      observed: { ko: `지금 ISR은 [${isr.join(", ")}]입니다.`, en: `The ISR is [${isr.join(", ")}].` },
    };
  },
};

const refused: Check = {
  id: "refused",
  goal: {
    ko: "5건이 NOT_ENOUGH_REPLICAS로 거절됨",
    en: "5 records are refused with NOT_ENOUGH_REPLICAS",
  },
  evaluate(state) {
    const count = failedRecords(state, ORDERS, "NotEnoughReplicasException");
    return {
      status: count >= 5 ? "passed" : "pending",
      observed: { ko: `지금까지 ${count}건이 거절되었습니다.`, en: `${count} refused so far.` },
    };
  },
};

const nothingAppended: Check = {
  id: "nothing-appended",
  goal: { ko: "거절된 레코드는 로그에 없음", en: "Nothing of it is in the log" },
  evaluate(state) {
    const log = leaderReplica(state.snapshot, ORDERS);
    const run = lastRun(state);
    if (log === null || failedRecords(run, ORDERS, "NotEnoughReplicasException") < 5) {
      return {
        status: "pending",
        observed: { ko: "거절된 뒤에 확인합니다.", en: "It is looked at after the refusal." },
      };
    }
    return {
      status: appendedRecords(run, ORDERS).count === 0 ? "passed" : "failed",
      observed: {
        ko: `리더의 LEO는 ${log.logEndOffset}입니다.`,
        en: `The leader's LEO is ${log.logEndOffset}.`,
      },
    };
  },
};

const kill = (node: number): Act => ({
  when: (state) => !commanded(state, "kill").includes(node),
  command: () => ({ kind: "kill", node }),
});

export const step: Step = {
  id: "refusing-to-write",
  title: { ko: "쓰기를 거절하는 용기", en: "Refusing to write" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "ISR이 [1]뿐일 때 acks=1 프로듀서의 쓰기는 어떻게 됩니까?",
      en: "The ISR is [1]. What happens to a write with acks=1?",
    },
    options: [
      { ko: "똑같이 거절됨", en: "It is refused, too" },
      { ko: "기록되지만 컨슈머가 읽을 수 없음", en: "It is written, but consumers cannot read it" },
      { ko: "기록되고 컨슈머도 읽음", en: "It is written, and consumers read it" },
    ],
    answer: 1,
  },
  see: {
    ko: "acks=all의 쓰기는 로그에 한 건도 남지 않았습니다. acks=1은 성공하지만 HW가 움직이지 않아 컨슈머에게 보이지 않습니다.",
    en: "Of the acks=all writes nothing is in the log. With acks=1 the write succeeds, but the HW does not move and consumers do not see it.",
  },
  explain: {
    ko: "min.insync.replicas는 acks=0과 acks=1의 쓰기를 막지 않습니다. 다만 ISR이 그보다 적은 동안에는 HW가 나아가지 않습니다(3.7부터). 그래서 그 레코드는 커밋되지 않고, 새 리더가 뽑히면 사라질 수 있습니다.",
    en: "min.insync.replicas does not stop writes with acks=0 or acks=1. But while the ISR is smaller, the HW does not advance (since 3.7): such records stay uncommitted, and may vanish with the leader.",
  },
  scenario: cluster([ordersTopic({ "min.insync.replicas": "2" })]),
  start: {
    name: "start",
    source: start,
    acts: [kill(2), kill(3)],
    runWhen: (state) => isrOf(state).length === 1,
  },
  solution: {
    name: "solution",
    source: solution,
    acts: [kill(2), kill(3)],
    runWhen: (state) => isrOf(state).length === 1,
  },
  wrong: [
    { name: "nobody killed", source: solution, acts: [] },
    {
      name: "one follower killed",
      source: solution,
      acts: [kill(3)],
      runWhen: (state) => isrOf(state).length === 2,
    },
  ],
  hints: [
    {
      ko: "브로커 하나만 죽으면 ISR이 둘이라 쓰기가 됩니다. 둘 다 종료해야 합니다.",
      en: "With one broker dead the ISR has two and writes succeed. Kill both.",
    },
    {
      ko: "종료 뒤 9초가 지나야 fence됩니다. 그 전에 실행하면 응답을 기다리기만 합니다.",
      en: "They are fenced 9 s after the kill. Run earlier and the producer just waits.",
    },
    {
      ko: "RETRIES_CONFIG를 두지 않으면 재시도가 delivery.timeout.ms(2분)까지 이어집니다.",
      en: "Without RETRIES_CONFIG it retries until delivery.timeout.ms, two minutes.",
    },
  ],
  checks: [leaderAlone, refused, nothingAppended],
  claims: ["replication-min-isr", "consumer-hw-visible"],
};
