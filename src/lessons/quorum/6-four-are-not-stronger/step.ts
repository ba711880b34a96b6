import type { Check, CheckState, Step } from "../../api/lesson.ts";
import { quorumPhases, topicsCreated } from "../../api/observe-quorum.ts";
import {
  cluster,
  createdWith,
  downFor,
  killActive,
  killStandby,
  names,
  pending,
  presentPhase,
  refusedWith,
  startController,
  whoIsDown,
} from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

const backAgain: Check = {
  id: "back-again",
  goal: {
    ko: "하나가 돌아와 과반수가 되면 다시 만들어짐",
    en: "With one back there is a majority, and topics are created again",
  },
  evaluate(state) {
    const phases = quorumPhases(state);
    const lost = phases.findIndex(({ quorum }) => !quorum);
    for (const phase of lost < 0 ? [] : phases.slice(lost + 1)) {
      const created = topicsCreated(state, phase).length;
      if (!phase.quorum || created === 0) continue;
      const down = names(state, phase.down);
      return {
        status: "passed",
        observed: {
          ko: `${down === "" ? "모두 살아 있는" : `${down}만 중단된`} 지금 토픽 ${created}개가 만들어졌습니다.`,
          en: `${created} topics created with ${down === "" ? "all alive" : `only ${down} down`}.`,
        },
      };
    }
    return pending(whoIsDown(state));
  },
};

const created = (state: CheckState): number => {
  const phase = presentPhase(state);
  return phase === null ? 0 : topicsCreated(state, phase).length;
};

const killFirst = killActive((state) => created(state) >= 2);
const killSecond = killStandby((state) => downFor(state, 1, 1000) && created(state) >= 2);
const startOne = startController((state) => downFor(state, 2, 8000));

export const step: Step = {
  id: "four-are-not-stronger",
  title: { ko: "넷은 셋보다 튼튼하지 않다", en: "Four are not stronger than three" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "컨트롤러 넷 중 몇 대까지 죽어도 토픽을 만들 수 있습니까?",
      en: "Of four controllers, how many may be dead while topics can still be created?",
    },
    options: [
      { ko: "1대", en: "One" },
      { ko: "2대", en: "Two" },
      { ko: "3대", en: "Three" },
    ],
    answer: 0,
  },
  see: {
    ko: "둘이 살아 있었지만 넷의 과반수는 셋이라, 아무것도 결정되지 않았습니다. 하나가 돌아오자, 시간 초과로 실패했던 토픽까지 한꺼번에 만들어졌습니다.",
    en: "Two were alive, but a majority of four is three: nothing was decided. With one back, even topics were created whose tries had timed out.",
  },
  explain: {
    ko: "⌊n/2⌋+1은 '적어도 살아 있어야 하는' 수입니다. 죽어도 되는 수는 나머지인 ⌊(n−1)/2⌋대, 곧 셋이면 1대, 넷이어도 1대, 다섯이면 2대입니다. 넷째 컨트롤러는 죽어도 되는 수를 늘리지 못하고, 결정할 때마다 받아 적을 노드만 둘에서 셋으로 늘립니다. 그래서 홀수로 둡니다. 시간 초과도 눈여겨보십시오. 브로커가 붙들고 있던 요청은 쿼럼이 돌아온 뒤에 실행되기도 합니다. 시간 초과는 '안 되었다'가 아니라 '모른다'는 뜻입니다.",
    en: "⌊n/2⌋+1 is how many must be alive at least. What may die is the rest, ⌊(n−1)/2⌋: one of three, one of four, two of five. A fourth controller adds nothing to that, and each decision has to reach three nodes instead of two. Hence odd numbers. Note the timeouts, too: a request that a broker kept may be carried out once the quorum is back. A timeout does not say 'it was not done' but 'it is not known'.",
  },
  scenario: cluster(4, 1, []),
  live: "quorum",
  start: { name: "start", source: start, acts: [] },
  solution: { name: "solution", source: solution, acts: [killFirst, killSecond, startOne] },
  wrong: [
    { name: "only one killed", source: solution, acts: [killFirst] },
    { name: "nobody started again", source: solution, acts: [killFirst, killSecond] },
  ],
  hints: [
    {
      ko: "어느 컨트롤러를 죽여도 됩니다. 액티브 컨트롤러를 죽였다면 선거에 2초쯤 걸립니다.",
      en: "Any controller will do. If it was the active one, the election takes some two seconds.",
    },
    {
      ko: "둘째를 죽인 뒤 5초 넘게 기다리고, 그동안 프로그램이 돌고 있어야 합니다.",
      en: "After the second kill wait for more than 5 s, with the program running.",
    },
    {
      ko: "프로그램이 먼저 끝났다면 다시 실행하면 됩니다. 새 번호로 이어서 만듭니다.",
      en: "If the program has ended, run it again: it goes on with new numbers.",
    },
  ],
  checks: [createdWith(1), refusedWith(2), backAgain],
  claims: ["zk-quorum-majority", "zk-ensemble-many-servers", "kraft-core-component"],
};
