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

export const step: Step = {
  id: "acknowledged-then-gone",
  title: { ko: "응답받고도 사라진 레코드", en: "Acknowledged, then gone" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "오프셋까지 받은 레코드가 리더 교체 뒤에 사라질 수 있습니까?",
      en: "Can a record whose offset you were given vanish when the leader changes?",
    },
    options: [
      { ko: "아니요. 성공 응답을 받았으면 남음", en: "No. An acknowledged record stays" },
      { ko: "예. 팔로워가 아직 가져가지 않은 레코드는 사라짐", en: "Yes, if no follower had fetched it yet" },
      { ko: "예. 하지만 브로커 1을 다시 켜면 되살아남", en: "Yes, but it comes back when broker 1 restarts" },
    ],
    answer: 1,
  },
  see: {
    ko: "프로듀서는 40건 모두 성공을 받았습니다. 새 리더의 로그에는 그보다 적게 있고, 같은 오프셋에 다른 레코드가 들어갔습니다.",
    en: "The producer got 40 successes. The new leader has fewer, and other records now stand at the same offsets.",
  },
  explain: {
    ko: "acks=1의 성공은 '리더 한 곳에 있다'는 뜻입니다. 노트의 두 번째 문장에서 '커밋된'은 ISR 모두가 가진 것, 곧 HW 아래를 말합니다. acks=1로 확인받은 레코드는 아직 커밋된 것이 아닙니다.",
    en: "With acks=1 success means 'the leader has it'. In the note's second sentence 'committed' means held by the whole ISR, below the HW. A record acknowledged with acks=1 need not be committed.",
  },
  scenario: cluster([ordersTopic()], FAR_FOLLOWERS),
  start: { name: "start", source: start, acts: [killLeader(ORDERS, 0, 10)] },
  solution: { name: "solution", source: solution, acts: [killLeader(ORDERS, 1, 10)] },
  wrong: [
    { name: "acks=all", source: wrongAcksAll, acts: [killLeader(ORDERS, -1, 10)] },
    { name: "nobody killed", source: solution, acts: [] },
  ],
  hints: [
    {
      ko: "그림에서 HW 깃발 오른쪽의 빈 칸을 보십시오. 그 칸이 있을 때 종료해야 합니다.",
      en: "Watch the hollow cells right of the HW flag: kill while there are some.",
    },
    {
      ko: "정상 종료(stop)가 아니라 강제 종료(kill)여야 합니다. 정상 종료는 리더를 먼저 넘깁니다.",
      en: "Kill it; do not stop it. A controlled shutdown hands leadership over first.",
    },
    {
      ko: "프로그램이 끝나야 개수를 셉니다. 새 리더가 뽑히면 나머지가 마저 전송됩니다.",
      en: "The count is taken when the program ends: the rest is sent once there is a new leader.",
    },
  ],
  checks: [toldOf(ORDERS, 1, 40), leaderReplaced(ORDERS), survivors(ORDERS, 1, "lost")],
  claims: ["producer-acks1-release", "replication-broker-down-no-loss"],
};
