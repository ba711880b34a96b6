import type { Check, CheckState, Step } from "../../api/lesson.ts";
import { ackedRecords, activeController, eventsOf, failedRecords } from "../../api/observe.ts";
import {
  ackedWithin,
  type ControllerElection,
  controllerElections,
  controllerName,
} from "../../api/observe-quorum.ts";
import { cluster, killActive, killStandby, ORDERS, ordersTopic, pending, seconds } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

interface FailOver {
  readonly dead: number;
  readonly deadAtMs: number;
  readonly next: ControllerElection;
}

/** Each time that a controller was killed, and after it another one elected: whoever was too early tries again. */
function failOvers(state: CheckState): readonly FailOver[] {
  const controllers = state.snapshot.nodes.filter(({ role }) => role === "controller").map(({ id }) => id);
  return controllerElections(state).flatMap((next) => {
    const killed = eventsOf(state, "node-stopped").findLast(
      ({ source, atMs, event }) =>
        event.reason === "killed" &&
        atMs <= next.atMs &&
        Number(source) !== next.controller &&
        controllers.includes(Number(source)),
    );
    return killed === undefined ? [] : [{ dead: Number(killed.source), deadAtMs: killed.atMs, next }];
  });
}

const failOver = (state: CheckState): FailOver | null => failOvers(state).at(-1) ?? null;

const present = (state: CheckState) => {
  const active = activeController(state.snapshot);
  return active === null
    ? { ko: "지금은 액티브 컨트롤러가 없습니다.", en: "There is no active controller now." }
    : {
        ko: `지금 액티브 컨트롤러는 ${controllerName(state.snapshot, active.id)}, epoch ${active.epoch}입니다.`,
        en: `${controllerName(state.snapshot, active.id)} is active, in epoch ${active.epoch}.`,
      };
};

const successor: Check = {
  id: "successor",
  goal: {
    ko: "액티브 컨트롤러가 죽고 다른 컨트롤러가 더 높은 epoch에서 이어받음",
    en: "The active controller dies, and another takes over in a higher epoch",
  },
  evaluate(state) {
    const found = failOver(state);
    if (found === null) return pending(present(state));
    const dead = controllerName(state.snapshot, found.dead);
    const next = controllerName(state.snapshot, found.next.controller);
    const took = seconds(found.next.atMs - found.deadAtMs);
    return {
      status: "passed",
      observed: {
        ko: `${dead} 중단 ${took}초 뒤 ${next} 당선 · epoch ${found.next.epoch}`,
        en: `${next} elected ${took} s after ${dead} died · epoch ${found.next.epoch}`,
      },
    };
  },
};

const voted: Check = {
  id: "voted",
  goal: {
    ko: "새 컨트롤러는 과반수의 표를 받아 뽑힘",
    en: "The new controller is elected by a majority of votes",
  },
  evaluate(state) {
    const found = failOver(state);
    if (found === null)
      return pending({ ko: "아직 선거가 없었습니다.", en: "There has been no election yet." });
    const { controller, epoch } = found.next;
    const voters = eventsOf(state, "vote-granted")
      .filter(({ event }) => event.epoch === epoch && event.candidate === controller && !event.preVote)
      .map(({ source }) => Number(source));
    const votes = new Set([controller, ...voters]);
    const from = [...votes].map((id) => controllerName(state.snapshot, id)).join(", ");
    return {
      status: votes.size >= 2 ? "passed" : "pending",
      observed: {
        ko: `epoch ${epoch}에서 ${from}의 ${votes.size}표 · 투표자 3, 과반수 2`,
        en: `${votes.size} votes in epoch ${epoch}, of ${from} · 3 voters, majority 2`,
      },
    };
  },
};

const wroteMeanwhile: Check = {
  id: "wrote-meanwhile",
  goal: {
    ko: "컨트롤러가 없던 동안에도 쓰기가 성공하고, 60건 모두 성공함",
    en: "Writes succeed while there is no controller, and all 60 in the end",
  },
  evaluate(state) {
    const told = ackedRecords(state, ORDERS, -1);
    const failed =
      failedRecords(state, ORDERS, "TimeoutException") +
      failedRecords(state, ORDERS, "NotLeaderOrFollowerException");
    const meanwhile = Math.max(
      0,
      ...failOvers(state).map(({ deadAtMs, next }) =>
        ackedWithin(state, { fromMs: deadAtMs, toMs: next.atMs }, () => true),
      ),
    );
    const observed = {
      ko: `성공 ${told}건, 실패 ${failed}건 · 컨트롤러가 없던 동안 ${meanwhile}건`,
      en: `${told} successes, ${failed} failures · ${meanwhile} while there was no controller`,
    };
    if (failed > 0) return { status: "failed", observed };
    return told >= 60 && meanwhile > 0 ? { status: "passed", observed } : pending(observed);
  },
};

const afterFive = (state: CheckState): boolean => ackedRecords(state, ORDERS, -1) >= 5;

export const step: Step = {
  id: "no-promotion-without-election",
  title: { ko: "선거 없는 승격은 없다", en: "No promotion without an election" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "액티브 컨트롤러가 죽으면 다음 컨트롤러는 어떻게 정해집니까?",
      en: "The active controller dies. How is the next one found?",
    },
    options: [
      {
        ko: "대기하던 컨트롤러가 투표 없이 바로 이어받음",
        en: "A standby takes over at once, without a vote",
      },
      {
        ko: "남은 둘이 투표해서 뽑고, 그동안 쓰기는 이어짐",
        en: "The two that are left vote; writes go on meanwhile",
      },
      {
        ko: "남은 둘이 투표해서 뽑고, 그동안 쓰기도 멈춤",
        en: "The two that are left vote; writes stop meanwhile",
      },
    ],
    answer: 1,
  },
  see: {
    ko: "팔로워는 2초 안팎 기다린 뒤 선거를 시작했고, 표를 주고받는 데는 몇 밀리초면 충분했습니다. 그 사이에도 쓰기는 한 건도 실패하지 않았습니다.",
    en: "A follower waited for some two seconds before it stood; the votes took milliseconds. Not one write failed meanwhile.",
  },
  explain: {
    ko: "빠른 것은 맞지만 선거는 반드시 합니다. 팔로워는 controller.quorum.fetch.timeout.ms(2초) 동안 리더에게서 답을 받지 못하면 먼저 이길 수 있는지 묻고(pre-vote), 과반수가 그렇다고 하면 epoch을 하나 올려 표를 모읍니다. 빠른 까닭은 따로 있습니다. 대기하던 컨트롤러가 이미 같은 로그를 복제해 메모리에 펼쳐 두었으므로 다시 읽을 것이 없습니다. 레코드를 쓰고 읽는 일은 컨트롤러를 거치지 않으므로 그동안에도 이어집니다.",
    en: "It is fast, but there always is an election. A follower that hears nothing of the leader for controller.quorum.fetch.timeout.ms (2 s) first asks whether it could win (pre-vote); if a majority says so, it raises the epoch by one and gathers votes. Why it is fast is something else: the standbys have the same log already, replayed in memory, and there is nothing to load. Records are written and read without the controller, so that goes on.",
  },
  scenario: cluster(3, 3, [ordersTopic()]),
  live: "quorum",
  start: { name: "start", source: start, acts: [] },
  solution: { name: "solution", source: solution, acts: [killActive(afterFive)] },
  wrong: [
    { name: "a standby killed", source: solution, acts: [killStandby(afterFive)] },
    { name: "nobody killed", source: solution, acts: [] },
  ],
  hints: [
    {
      ko: "속이 찬 육각형 옆에 '리더'라고 쓰여 있습니다. 그것을 골라 강제 종료를 누릅니다.",
      en: "The solid hexagon is labelled 'leader'. Select it and press Kill.",
    },
    {
      ko: "정상 종료(stop)하면 리더가 자리를 넘기고 가므로 기다리는 시간이 거의 없습니다. 여기서는 강제 종료(kill)로 합니다.",
      en: "Stopped in order, it hands over and there is hardly a gap. Kill it here.",
    },
    {
      ko: "프로그램이 12초 동안 보냅니다. 그 안에 종료해야 컨트롤러가 없는 동안의 쓰기를 볼 수 있습니다.",
      en: "The program sends for 12 s. Kill within that time, to see writes while nobody is in control.",
    },
  ],
  checks: [successor, voted, wroteMeanwhile],
  claims: [
    "kraft-failover-fast",
    "kraft-active-leader",
    "kraft-controller-cluster",
    "kraft-metadata-coordination",
    "monitor-active-controller",
  ],
};
