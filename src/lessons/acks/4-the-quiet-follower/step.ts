import type { Check, Step } from "../../api/lesson.ts";
import { eventsOf, partitionOf } from "../../api/observe.ts";
import { cluster, ORDERS, ordersTopic, toldOf } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

const isrShrunk: Check = {
  id: "isr-shrunk",
  goal: { ko: "orders-0의 ISR이 [1, 2]가 됨", en: "The ISR of orders-0 becomes [1, 2]" },
  evaluate({ snapshot }) {
    const isr = partitionOf(snapshot, ORDERS)?.isr ?? [];
    const shrunk = isr.length === 2 && isr.includes(1) && isr.includes(2);
    return {
      status: shrunk ? "passed" : "pending",
      observed: { ko: `지금 ISR은 [${isr.join(", ")}]입니다.`, en: `The ISR is [${isr.join(", ")}].` },
    };
  },
};

const answeredAfterShrink: Check = {
  id: "answered-after-shrink",
  goal: {
    ko: "acks=all 응답이 ISR이 줄어든 뒤에 옴",
    en: "The acks=all answers come after the ISR has shrunk",
  },
  evaluate(state) {
    const shrink = eventsOf(state, "isr-changed").find(
      ({ event }) => event.topic === ORDERS.topic && event.from.includes(3) && !event.to.includes(3),
    );
    const answer = eventsOf(state, "batch-acked").find(
      ({ event }) => event.topic === ORDERS.topic && event.acks === -1,
    );
    if (shrink === undefined || answer === undefined) {
      return answer === undefined
        ? {
            status: "pending",
            observed: { ko: "acks=all 응답이 아직 없습니다.", en: "There is no acks=all answer yet." },
          }
        : {
            status: "failed",
            observed: {
              ko: "ISR이 줄기 전에 응답이 왔습니다.",
              en: "An answer came before the ISR had shrunk.",
            },
          };
    }
    const waitedMs = answer.atMs - shrink.atMs;
    return {
      status: waitedMs >= 0 ? "passed" : "failed",
      observed: {
        ko: `브로커 3이 ISR에서 빠지고 ${Math.round(waitedMs)} ms 뒤에 응답이 왔습니다.`,
        en: `The answer came ${Math.round(waitedMs)} ms after broker 3 had left the ISR.`,
      },
    };
  },
};

export const step: Step = {
  id: "the-quiet-follower",
  title: { ko: "조용한 팔로워", en: "The quiet follower" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: { ko: "acks=all의 응답은 언제 옵니까?", en: "When does the acks=all answer come?" },
    options: [
      { ko: "브로커 1이 기록한 즉시", en: "As soon as broker 1 has written" },
      { ko: "브로커 2가 복제한 즉시", en: "As soon as broker 2 has copied" },
      { ko: "브로커 3이 ISR에서 빠진 뒤", en: "Once broker 3 has left the ISR" },
      { ko: "응답이 오지 않음", en: "It never comes" },
    ],
    answer: 2,
  },
  see: {
    ko: "브로커 2는 곧바로 복제했지만 HW는 움직이지 않았습니다. ISR이 [1, 2]로 줄어든 순간 HW가 나아가고 응답이 왔습니다.",
    en: "Broker 2 copied at once, but the HW stood still. The moment the ISR became [1, 2] it advanced, and the answers came.",
  },
  explain: {
    ko: "acks=all은 '지금의 ISR'을 기다립니다. ISR은 고정된 명단이 아닙니다. 따라오지 못하는 복제본은 빠지고, 남은 복제본만으로 쓰기가 이어집니다. 그래서 가용성은 얻지만, 명단이 한 명까지 줄 수 있다는 문제가 남습니다. 다음 두 단계에서 다룹니다.",
    en: "acks=all waits for the ISR as it is now. The ISR is no fixed list: a replica that cannot keep up leaves, and writing goes on with the rest. That buys availability, but the list may shrink to one. The next two steps are about that.",
  },
  scenario: cluster([ordersTopic()], [{ kind: "cutLink", a: 1, b: 3 }], {
    "replica.lag.time.max.ms": "10000",
  }),
  start: { name: "start", source: start, acts: [] },
  solution: { name: "solution", source: solution, acts: [] },
  wrong: [
    { name: "acks=1", source: start, acts: [] },
    {
      name: "link healed",
      source: solution,
      acts: [
        {
          when: (state) => eventsOf(state, "batch-sent").length > 0,
          command: () => ({ kind: "healLink", a: 1, b: 3 }),
        },
      ],
    },
  ],
  hints: [
    {
      ko: "끊긴 링크는 그림 아래에 ×로 보입니다. 이어 버리면 이 단계는 통과하지 못합니다.",
      en: "The cut link is the × below the boxes. Heal it and this step cannot pass.",
    },
    {
      ko: "ISR 점검은 5초마다이고, 10초 넘게 늦어야 빠집니다. 길어야 15초입니다.",
      en: "The ISR is checked every 5 s, and a replica leaves after more than 10 s: 15 s at most.",
    },
    { ko: 'acks를 "all"로 바꾸고 실행하는 것이 전부입니다.', en: 'Set acks to "all" and run; that is all.' },
  ],
  checks: [toldOf(ORDERS, -1, 3), isrShrunk, answeredAfterShrink],
  claims: ["producer-acksall-isr", "producer-callback-timing-acks"],
};
