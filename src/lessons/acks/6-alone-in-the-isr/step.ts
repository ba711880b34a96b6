import type { Act, Check, CheckState, Step } from "../../api/lesson.ts";
import {
  ackedRecords,
  commanded,
  elections,
  keptRecords,
  lastRun,
  leaderReplica,
  partitionOf,
} from "../../api/observe.ts";
import { cluster, ORDERS, ordersTopic, toldOf } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

const uncleanLeader: Check = {
  id: "unclean-leader",
  goal: {
    ko: "ISR 밖의 복제본이 orders-0의 리더가 됨",
    en: "A replica outside the ISR becomes leader of orders-0",
  },
  evaluate(state) {
    const election = elections(state, ORDERS).find(({ unclean }) => unclean);
    const leader = partitionOf(state.snapshot, ORDERS)?.leader ?? -1;
    if (election !== undefined) {
      return {
        status: "passed",
        observed: {
          ko: `브로커 ${election.to}의 unclean 선출`,
          en: `Unclean election of broker ${election.to}`,
        },
      };
    }
    return {
      status: "pending",
      observed:
        leader === -1
          ? { ko: "orders-0에는 리더가 없습니다.", en: "orders-0 has no leader." }
          : { ko: `지금 리더는 브로커 ${leader}입니다.`, en: `Broker ${leader} leads.` },
    };
  },
};

const recordsGone: Check = {
  id: "records-gone",
  goal: {
    ko: "acks=all로 성공한 레코드가 새 리더에 없음",
    en: "Records acknowledged with acks=all are missing at the new leader",
  },
  evaluate(state) {
    const run = lastRun(state);
    const told = ackedRecords(run, ORDERS, -1);
    const log = leaderReplica(state.snapshot, ORDERS);
    const election = elections(run, ORDERS).find(({ unclean }) => unclean);
    if (election === undefined || log === null || told === 0) {
      return {
        status: "pending",
        observed: { ko: "unclean 선출 뒤에 셉니다.", en: "It is counted after an unclean election." },
      };
    }
    const kept = keptRecords(run, ORDERS, log);
    return {
      status: kept < told ? "passed" : "failed",
      observed: {
        ko: `성공 보고 ${told}건, 브로커 ${log.leader}의 로그 ${kept}건`,
        en: `${told} reported, ${kept} in the log of broker ${log.leader}`,
      },
    };
  },
};

const kill = (node: number, when: (state: CheckState) => boolean): Act => ({
  when: (state) => !commanded(state, "kill").includes(node) && when(state),
  command: () => ({ kind: "kill", node }),
});

const isrOf = (state: CheckState): readonly number[] => partitionOf(state.snapshot, ORDERS)?.isr ?? [];
const always = (): boolean => true;
const leaderKilled = (state: CheckState): boolean => commanded(state, "kill").includes(1);

const leaveLeaderAlone = [kill(2, always), kill(3, always)];
const killLeader = kill(1, (state) => ackedRecords(state, ORDERS, -1) >= 5);
const startFollower: Act = {
  when: (state) => leaderKilled(state) && !commanded(state, "start").includes(2),
  command: () => ({ kind: "start", node: 2 }),
};
const runWhenAlone = (state: CheckState): boolean => isrOf(state).length === 1;

export const step: Step = {
  id: "alone-in-the-isr",
  title: { ko: "혼자 남은 ISR", en: "Alone in the ISR" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "acks=all로 성공한 5건은 브로커 2가 리더가 된 뒤에 남아 있습니까?",
      en: "Are the 5 records acknowledged with acks=all still there when broker 2 leads?",
    },
    options: [
      { ko: "예. acks=all이므로", en: "Yes, because of acks=all" },
      { ko: "아니요. ISR이 브로커 1뿐이었으므로", en: "No, the ISR was broker 1 alone" },
      { ko: "브로커 2는 리더가 될 수 없음", en: "Broker 2 cannot become leader" },
    ],
    answer: 1,
  },
  see: {
    ko: "성공 5건이 새 리더의 로그에 없습니다. 브로커 1이 돌아와도 자기 로그를 잘라 내고 새 리더를 따릅니다.",
    en: "The 5 successes are not in the new leader's log. When broker 1 returns it cuts its own log and follows.",
  },
  explain: {
    ko: "acks=all만으로는 부족합니다. 적어도 두 곳에 있어야 성공이라고 정하는 것은 min.insync.replicas이고, ISR 밖의 리더를 막는 것은 unclean.leader.election.enable=false(기본값)입니다. 멱등성은 중복과 순서를 다룰 뿐 유실을 막지 않습니다.",
    en: "acks=all alone is not enough. min.insync.replicas decides that success means two places at least; unclean.leader.election.enable=false, the default, keeps leaders inside the ISR. Idempotence is about duplicates and order, not about loss.",
  },
  scenario: cluster([ordersTopic({ "min.insync.replicas": "1", "unclean.leader.election.enable": "true" })]),
  start: { name: "start", source: start, acts: leaveLeaderAlone, runWhen: runWhenAlone },
  solution: {
    name: "solution",
    source: solution,
    acts: [...leaveLeaderAlone, killLeader, startFollower],
    runWhen: runWhenAlone,
  },
  wrong: [
    { name: "leader left alive", source: solution, acts: leaveLeaderAlone, runWhen: runWhenAlone },
    { name: "followers left alive", source: solution, acts: [killLeader] },
  ],
  hints: [
    {
      ko: "순서가 중요합니다. 팔로워를 먼저 종료하고, ISR이 [1]이 된 뒤에 씁니다.",
      en: "Order matters: kill the followers first, and write once the ISR is [1].",
    },
    {
      ko: "브로커 1을 종료한 다음 브로커 2를 시작합니다. 브로커 3은 그대로 둡니다.",
      en: "Kill broker 1, then start broker 2. Leave broker 3 as it is.",
    },
    {
      ko: "브로커 1이 fence되어야 선출이 일어납니다. 9초쯤 걸립니다.",
      en: "The election comes once broker 1 is fenced, after some 9 s.",
    },
  ],
  checks: [toldOf(ORDERS, -1, 5), uncleanLeader, recordsGone],
  claims: ["producer-acksall-isr", "producer-idem-no-loss", "broker-controller-leader-election"],
};
