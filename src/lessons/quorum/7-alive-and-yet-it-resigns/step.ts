import type { Check, CheckState, Step } from "../../api/lesson.ts";
import { activeController, eventsOf } from "../../api/observe.ts";
import { controllerName, topicsCreated } from "../../api/observe-quorum.ts";
import {
  cluster,
  createdWith,
  downFor,
  killActive,
  killStandby,
  pending,
  presentPhase,
  refusedWith,
  seconds,
  timeWithoutQuorum,
  timeWithoutQuorumAt,
  whoIsDown,
} from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

const resigned: Check = {
  id: "resigned",
  goal: {
    ko: "셋째가 죽으면 살아 있는 액티브 컨트롤러가 스스로 물러남",
    en: "When the third has died, the active controller resigns though it is alive",
  },
  evaluate(state) {
    if (timeWithoutQuorum(state) === null) return pending(whoIsDown(state));
    for (const found of eventsOf(state, "leader-resigned")) {
      const lost = timeWithoutQuorumAt(state, found.atMs);
      const isMeant = found.event.reason === "check-quorum" && !lost?.down.includes(Number(found.source));
      if (lost === null || !isMeant) continue;
      const name = controllerName(state.snapshot, Number(found.source));
      const after = seconds(found.atMs - lost.fromMs);
      return {
        status: "passed",
        observed: {
          ko: `과반수를 잃고 ${after}초 뒤 ${name} 사임 · epoch ${found.event.epoch}`,
          en: `${name} resigned ${after} s after the majority was lost · epoch ${found.event.epoch}`,
        },
      };
    }
    const active = activeController(state.snapshot);
    return pending(
      active === null
        ? {
            ko: "액티브 컨트롤러가 죽어, 물러날 리더가 없습니다.",
            en: "The active controller is dead: there is no leader that could resign.",
          }
        : {
            ko: `${controllerName(state.snapshot, active.id)} · 아직 epoch ${active.epoch}의 리더입니다.`,
            en: `${controllerName(state.snapshot, active.id)} still leads in epoch ${active.epoch}.`,
          },
    );
  },
};

const created = (state: CheckState): number => {
  const phase = presentPhase(state);
  return phase === null ? 0 : topicsCreated(state, phase).length;
};
const whenDown =
  (controllers: number) =>
  (state: CheckState): boolean =>
    downFor(state, controllers, 1000) && created(state) >= 1;

const killTwo = [killStandby((state) => created(state) >= 1), killStandby(whenDown(1))];

export const step: Step = {
  id: "alive-and-yet-it-resigns",
  title: { ko: "살아 있어도 물러나는 리더", en: "Alive, and yet it resigns" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "다섯 중 셋이 죽고 액티브 컨트롤러와 팔로워 하나만 남았습니다. 액티브 컨트롤러는 어떻게 됩니까?",
      en: "Three of five are dead; the active controller and one follower are left. What does the active one do?",
    },
    options: [
      { ko: "리더로 남아 혼자 결정을 이어 감", en: "It stays leader and decides alone" },
      { ko: "리더로 남아 과반수가 돌아오기를 기다림", en: "It stays leader and waits for a majority" },
      { ko: "3초쯤 뒤 스스로 물러남", en: "It resigns after some 3 s" },
    ],
    answer: 2,
  },
  see: {
    ko: "액티브 컨트롤러는 한 번도 죽지 않았지만 리더 자리를 내놓았고, 토픽은 더 만들어지지 않았습니다.",
    en: "The active controller never died, yet gave up its lead, and no more topics were created.",
  },
  explain: {
    ko: "리더는 팔로워들의 fetch를 보고 자기가 아직 과반수와 이어져 있는지 압니다. fetch 제한 시간의 1.5배, 곧 3초 동안 과반수가 fetch하지 않으면 물러납니다(check quorum). 어차피 아무것도 확정하지 못하는데 리더인 척하면 브로커와 클라이언트가 그 앞에서 기다리기만 하기 때문입니다. 다섯이면 둘까지, 셋이면 하나까지입니다. 셋에서 다섯으로 늘리는 것은 장애 하나를 더 견디려는 것이지 더 빨라지려는 것이 아닙니다.",
    en: "By the fetches of its followers a leader knows whether it is still in touch with a majority. When none has fetched for one and a half fetch timeouts, 3 s, it resigns (check quorum). It could not decide anything anyway, and as a leader in name it would only keep brokers and clients waiting. Five bear two failures, three bear one. Going from three to five is for one more failure, not for speed.",
  },
  scenario: cluster(5, 1, []),
  live: "quorum",
  start: { name: "start", source: start, acts: [] },
  solution: { name: "solution", source: solution, acts: [...killTwo, killStandby(whenDown(2))] },
  wrong: [
    { name: "only two killed", source: solution, acts: killTwo },
    { name: "the active one killed third", source: solution, acts: [...killTwo, killActive(whenDown(2))] },
  ],
  hints: [
    {
      ko: "속이 찬 육각형은 건드리지 않습니다. 옅은 육각형 셋을 차례로 강제 종료합니다.",
      en: "Leave the solid hexagon alone. Kill three of the tinted ones, one after the other.",
    },
    {
      ko: "둘째를 죽인 뒤 토픽이 만들어지는 것을 보고 나서 셋째를 죽입니다.",
      en: "After the second kill wait for a topic, then kill the third.",
    },
    {
      ko: "셋째를 죽인 뒤 5초 넘게 기다립니다. 프로그램은 그동안 돌고 있어야 합니다.",
      en: "After the third kill wait for more than 5 s, with the program running.",
    },
  ],
  checks: [createdWith(2), resigned, refusedWith(3)],
  claims: ["zk-quorum-majority", "zk-ensemble-three", "zk-ensemble-many-servers", "kraft-active-leader"],
};
