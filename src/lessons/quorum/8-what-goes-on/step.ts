import type { Check, CheckState, Step } from "../../api/lesson.ts";
import { ackedRecords, eventsOf } from "../../api/observe.ts";
import { ackedWithin, topicsAskedFor, topicsCreated } from "../../api/observe-quorum.ts";
import {
  cluster,
  killStandby,
  killTwoOfThree,
  ORDERS,
  ordersTopic,
  pending,
  seconds,
  timeWithoutQuorum,
  whoIsDown,
} from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

/** Well above what could be under way when the controllers died. */
const ENOUGH = 20;

const written: Check = {
  id: "written",
  goal: {
    ko: `과반수가 없는 동안 orders-0에 ${ENOUGH}건 이상 쓰기 성공`,
    en: `Without a majority ${ENOUGH} writes or more to orders-0 succeed`,
  },
  evaluate(state) {
    const lost = timeWithoutQuorum(state);
    if (lost === null) return pending(whoIsDown(state));
    const count = ackedWithin(state, lost, ({ acks }) => acks === -1);
    if (ackedRecords(state, ORDERS, -1) === 0)
      return pending({
        ko: "한 건도 쓰기 전에 과반수를 잃었습니다. 컨트롤러를 다시 시작하고, 성공이 찍힌 뒤에 종료합니다.",
        en: "The majority was lost before anything was written. Start the controllers, and kill them after the first successes.",
      });
    return {
      status: count >= ENOUGH ? "passed" : "pending",
      observed: {
        ko: `과반수를 잃고 ${seconds(lost.toMs - lost.fromMs)}초 동안 성공 ${count}건`,
        en: `${count} successes in the ${seconds(lost.toMs - lost.fromMs)} s since the majority was lost`,
      },
    };
  },
};

const read: Check = {
  id: "read",
  goal: {
    ko: `과반수가 없는 동안 컨슈머가 ${ENOUGH}건 이상 읽음`,
    en: `Without a majority a consumer reads ${ENOUGH} records or more`,
  },
  evaluate(state) {
    const lost = timeWithoutQuorum(state);
    if (lost === null) return pending(whoIsDown(state));
    const count = eventsOf(state, "records-polled")
      .filter(({ atMs }) => atMs > lost.fromMs && atMs <= lost.toMs)
      .reduce((sum, { event, standsFor }) => sum + (standsFor?.records ?? event.records), 0);
    return {
      status: count >= ENOUGH ? "passed" : "pending",
      observed: { ko: `그동안 읽은 레코드 ${count}건`, en: `${count} records read meanwhile` },
    };
  },
};

const notCreated: Check = {
  id: "not-created",
  goal: {
    ko: "과반수가 없는 동안 payments를 만들지 못함",
    en: "Without a majority payments is not created",
  },
  evaluate(state) {
    const lost = timeWithoutQuorum(state);
    if (lost === null) {
      const created = eventsOf(state, "topic-created").some(({ event }) => event.topic === "payments");
      return created
        ? {
            status: "failed",
            observed: {
              ko: "과반수가 살아 있을 때 payments가 만들어졌습니다.",
              en: "payments was created while a majority was alive.",
            },
          }
        : pending(whoIsDown(state));
    }
    const asked = eventsOf(state, "request-sent").find(
      ({ atMs, event }) => event.api === "CreateTopics" && atMs > lost.fromMs,
    );
    const created = topicsCreated(state, lost).length;
    const waitedMs = asked === undefined ? 0 : lost.toMs - asked.atMs;
    const observed = {
      ko: `요청 ${topicsAskedFor(state, lost)}건 · ${seconds(waitedMs)}초 동안 만들어진 토픽 ${created}개`,
      en: `Asked ${topicsAskedFor(state, lost)} ×, ${created} topics created in ${seconds(waitedMs)} s`,
    };
    if (created > 0) return { status: "failed", observed };
    return waitedMs >= 4000 ? { status: "passed", observed } : pending(observed);
  },
};

const afterFive = (state: CheckState): boolean => ackedRecords(state, ORDERS, -1) >= 5;

export const step: Step = {
  id: "what-goes-on",
  title: { ko: "쿼럼 없이도 되는 일", en: "What goes on without a quorum" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "컨트롤러 셋 중 둘이 죽은 뒤, 쓰기 · 읽기 · 토픽 만들기 중 되는 것은 무엇입니까?",
      en: "Two of three controllers are dead. Writing, reading, creating a topic: which of them work?",
    },
    options: [
      { ko: "아무것도 되지 않음", en: "None of them" },
      { ko: "읽기만 됨", en: "Reading only" },
      { ko: "쓰기와 읽기는 되고, 토픽 만들기는 되지 않음", en: "Writing and reading do, creating does not" },
      { ko: "남은 컨트롤러가 이어받아 모두 됨", en: "All: the controller that is left takes over" },
    ],
    answer: 2,
  },
  see: {
    ko: "acks=all 쓰기와 읽기는 끝까지 성공했습니다. payments는 시간 초과로 만들어지지 않았습니다.",
    en: "acks=all writes and reads succeeded to the end. payments ran into a timeout and was not created.",
  },
  explain: {
    ko: "레코드는 프로듀서에서 리더로, 리더에서 팔로워로 갑니다. 그 길에 컨트롤러는 없습니다. 컨트롤러가 있어야 하는 것은 메타데이터를 바꾸는 일입니다. 토픽 만들기, 설정 바꾸기, 파티션 리더 선출, ISR 변경, 브로커 등록이 그렇습니다. 컨트롤러가 죽은 뒤에 프로그램을 새로 시작하면 쓰기부터 막힐 수 있습니다. 멱등 프로듀서에게 필요한 프로듀서 ID도 컨트롤러가 나누어 주기 때문입니다.",
    en: "Records go from producer to leader and from leader to followers; no controller stands in that way. What needs one is a change of metadata: creating topics, altering configs, electing leaders of partitions, changing an ISR, registering a broker. Start the program only after the controllers have died, and even writing may hang: an idempotent producer needs a producer id, and these ids are handed out by the controller, too.",
  },
  scenario: cluster(3, 3, [ordersTopic()]),
  start: { name: "start", source: start, acts: [] },
  solution: { name: "solution", source: solution, acts: killTwoOfThree(afterFive) },
  wrong: [
    { name: "one controller killed", source: solution, acts: [killStandby(afterFive)] },
    { name: "nobody killed", source: solution, acts: [] },
    { name: "too few records", source: start, acts: killTwoOfThree(afterFive) },
    {
      name: "run when the quorum is lost already",
      source: solution,
      acts: killTwoOfThree(() => true),
      runWhen: (state) => timeWithoutQuorum(state) !== null,
    },
  ],
  hints: [
    {
      ko: "육각형 셋 가운데 아무 둘이나 강제 종료합니다. 순서는 상관없습니다.",
      en: "Kill any two of the three hexagons, in any order.",
    },
    {
      ko: "쓰기는 15초 동안 이어집니다. 앞쪽에서 종료해야 과반수 없이 쓴 레코드가 20건을 넘습니다.",
      en: "Writing takes 15 s. Kill early, so that 20 records or more are written without a majority.",
    },
    {
      ko: "payments가 이미 만들어졌다면 단계를 처음부터 시작합니다.",
      en: "If payments is there already, restart the step.",
    },
  ],
  checks: [written, read, notCreated],
  claims: ["kraft-quorum-loss-gradual", "zk-quorum-loss-gradual", "kraft-core-component"],
};
