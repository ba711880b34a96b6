import type { Step } from "../../api/lesson.ts";
import {
  cluster,
  FAR_FOLLOWERS,
  killLeader,
  leaderReplaced,
  ORDERS,
  ordersTopic,
  survivors,
  toldOf,
} from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";
import wrongAcksZero from "./wrong-acks-zero.ts?raw";

export const step: Step = {
  id: "until-the-isr-has-it",
  title: { ko: "ISR 모두가 가질 때까지", en: "Until the whole ISR has it" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "레코드 하나에 프로듀서가 받는 응답은 몇 번이고, 누가 보냅니까?",
      en: "How many responses does the producer get for one record, and from whom?",
    },
    options: [
      { ko: "세 번. 리더와 팔로워 둘이 각각", en: "Three: the leader and both followers" },
      { ko: "한 번. 마지막에 복제한 팔로워가", en: "One, from the last follower to copy it" },
      { ko: "한 번. 리더가", en: "One, from the leader" },
    ],
    answer: 2,
  },
  see: {
    ko: "종료 순간에 응답을 기다리던 레코드는 성공으로 보고되지 않았고, 새 리더에게 다시 보내졌습니다. 성공한 40건은 모두 있습니다.",
    en: "What was still waiting at the kill had not been reported as a success; it was sent again to the new leader. All 40 successes are there.",
  },
  explain: {
    ko: "노트의 문장은 정확하지 않습니다. 응답은 한 번, 리더가 보냅니다. 기다리는 대상은 '팔로워 모두'가 아니라 '지금 ISR에 있는 모두'입니다. 응답을 못 받은 배치는 다시 보냈지만 두 번 쓰이지 않았습니다. 프로듀서가 배치에 번호를 붙이고, 브로커가 이미 가진 번호를 알아보기 때문입니다. 이것이 멱등성이며 기본으로 켜져 있습니다. 다만 acks를 1이나 0으로 두면 조용히 꺼져서, 다시 보낸 배치가 중복될 수 있습니다.",
    en: "The note's sentence is imprecise. One response comes, from the leader; and it waits for those in the ISR now, not for every follower. Batches without an answer were sent again, and still nothing was written twice: the producer numbers its batches, and a broker knows a number that it has. That is idempotence, and it is on by default; but acks=1 or 0 switches it off without a word, and then a batch sent again may be written twice.",
  },
  scenario: cluster([ordersTopic()], FAR_FOLLOWERS),
  start: { name: "start", source: start, acts: [killLeader(ORDERS, 1, 10)] },
  solution: { name: "solution", source: solution, acts: [killLeader(ORDERS, -1, 10)] },
  wrong: [
    { name: "acks=0", source: wrongAcksZero, acts: [killLeader(ORDERS, 0, 10)] },
    { name: "nobody killed", source: solution, acts: [] },
  ],
  hints: [
    {
      ko: "응답 대기 중인 요청은 리더 상자 가장자리의 점선 원으로 보입니다.",
      en: "A parked request is a dashed circle on the edge of the leader's box.",
    },
    { ko: 'acks의 값은 문자열입니다: "all"', en: 'The value of acks is a string: "all"' },
    {
      ko: "성공이 10건쯤 찍히면 브로커 1을 강제 종료하고, 새 리더가 뽑힐 때까지 속도를 올립니다.",
      en: "After some 10 successes kill broker 1, and speed time up until a new leader is elected.",
    },
  ],
  checks: [toldOf(ORDERS, -1, 40), leaderReplaced(ORDERS), survivors(ORDERS, -1, "kept")],
  claims: ["producer-acksall-release", "replication-ack", "producer-acks-alias"],
};
