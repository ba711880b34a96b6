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
import wrongAcksAll from "./wrong-acks-all.ts?raw";

const kill = killLeader(ORDERS, 0, 10);

export const step: Step = {
  id: "sent-is-not-stored",
  title: { ko: "보낸 것과 저장된 것", en: "Sent is not stored" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "보내는 도중 리더가 죽으면 프로듀서의 콜백은 어떻게 됩니까?",
      en: "The leader dies while you send. What do the callbacks say?",
    },
    options: [
      { ko: "잃은 레코드마다 예외를 받음", en: "An exception for each lost record" },
      { ko: "40건 모두 성공", en: "Success for all 40" },
      {
        ko: "리더가 바뀔 때까지 멈췄다가 모두 저장됨",
        en: "They wait for the new leader, and all is stored",
      },
    ],
    answer: 1,
  },
  see: {
    ko: "성공 40건이 찍혔지만 새 리더의 로그는 40건보다 짧습니다. 사라진 레코드에 대한 오류는 어디에도 없습니다.",
    en: "40 successes are printed, yet the new leader's log is shorter. No error tells of the records that are gone.",
  },
  explain: {
    ko: "acks=0의 성공은 '소켓에 썼다'는 뜻뿐입니다. 재시도도 없습니다. 지표나 로그처럼 몇 건 잃어도 되는 데이터에만 씁니다.",
    en: "With acks=0 success only means 'written to the socket', and nothing is retried. Use it for data you can afford to lose, such as metrics.",
  },
  scenario: cluster([ordersTopic()], FAR_FOLLOWERS),
  start: { name: "start", source: start, acts: [] },
  solution: { name: "solution", source: solution, acts: [kill] },
  wrong: [
    { name: "acks=all", source: wrongAcksAll, acts: [killLeader(ORDERS, -1, 10)] },
    { name: "nobody killed", source: solution, acts: [] },
    {
      name: "a follower killed",
      source: solution,
      acts: [{ when: kill.when, command: () => ({ kind: "kill", node: 3 }) }],
    },
  ],
  hints: [
    {
      ko: "콜백에 찍힌 오프셋을 보십시오. acks=0이면 모두 -1입니다.",
      en: "Look at the offsets in the callbacks: with acks=0 they are all -1.",
    },
    {
      ko: "성공이 10건쯤 찍혔을 때 그림에서 브로커 1을 골라 강제 종료를 누릅니다.",
      en: "When some 10 successes are printed, select broker 1 in the drawing and press Kill.",
    },
    {
      ko: "강제 종료 뒤 10초쯤 기다리면 브로커 2가 리더가 됩니다. 속도를 10×로 올리면 1초면 됩니다.",
      en: "About 10 s after the kill broker 2 takes over. At speed 10× that is one second.",
    },
  ],
  checks: [toldOf(ORDERS, 0, 40), leaderReplaced(ORDERS), survivors(ORDERS, 0, "lost")],
  claims: ["producer-acks0-release"],
};
