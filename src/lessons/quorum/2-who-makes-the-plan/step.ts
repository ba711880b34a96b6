import type { TopicSnapshot } from "../../../engine/inspect/snapshot.ts";
import type { Act, Check, CheckState, Step } from "../../api/lesson.ts";
import { eventsOf, runningBroker, topicOf } from "../../api/observe.ts";
import { controllerIds, controllerName, running } from "../../api/observe-quorum.ts";
import { cluster, pending, seconds } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

const NEWCOMER = 3;
const BROKERS = [1, 2, NEWCOMER];
/** Long enough for whatever moved by itself to have begun. */
const LOOK_MS = 10_000;

const replicasOn = ({ partitions }: TopicSnapshot, broker: number): number =>
  partitions.filter(({ replicas }) => replicas.includes(broker)).length;

const notYet = (topic: string) =>
  pending({ ko: `토픽 ${topic}가 아직 없습니다.`, en: `There is no topic ${topic} yet.` });

const planned: Check = {
  id: "planned",
  goal: {
    ko: "브로커 3이 꺼진 동안 만든 orders의 리더가 브로커 1과 2에 셋씩 놓임",
    en: "orders, created while broker 3 is off: brokers 1 and 2 are to lead three partitions each",
  },
  evaluate({ snapshot }) {
    const topic = topicOf(snapshot, "orders");
    if (topic === null) return notYet("orders");
    const { partitions } = topic;
    const leads = BROKERS.map((id) => partitions.filter(({ replicas }) => replicas[0] === id).length);
    const wide = partitions.filter(({ replicas }) => new Set(replicas).size === 2).length;
    const even = leads.join() === "3,3,0" && wide === 6 && replicasOn(topic, NEWCOMER) === 0;
    return {
      status: even ? "passed" : "failed",
      observed: {
        ko: `맨 앞 복제본은 브로커 1, 2, 3에 ${leads.join(", ")}개 · 브로커 3의 복제본 ${replicasOn(topic, NEWCOMER)}개`,
        en: `First replicas on brokers 1, 2, 3: ${leads.join(", ")} · replicas on broker 3: ${replicasOn(topic, NEWCOMER)}`,
      },
    };
  },
};

const decidedByController: Check = {
  id: "decided-by-controller",
  goal: {
    ko: "요청은 브로커가 받고, 배치는 컨트롤러가 메타데이터에 기록함",
    en: "A broker takes the request; a controller records the placement in the metadata",
  },
  evaluate(state) {
    const placed = eventsOf(state, "leader-elected").filter(
      ({ event }) => event.topic === "orders" && event.from === -1,
    );
    const [first] = placed;
    const asked = eventsOf(state, "request-received").find(
      ({ event }) => event.api === "CreateTopics" && event.clientId?.startsWith("adminclient") === true,
    );
    if (first === undefined || asked === undefined) return notYet("orders");
    const by = controllerName(state.snapshot, Number(first.source));
    const decided = controllerIds(state.snapshot).includes(Number(first.source));
    return {
      status: decided ? "passed" : "failed",
      observed: {
        ko: `요청을 받은 노드 브로커 ${asked.source} · 기록한 노드 ${by} · 파티션 ${placed.length}개`,
        en: `Request taken by broker ${asked.source} · recorded by ${by} · ${placed.length} partitions`,
      },
    };
  },
};

const nothingMoves: Check = {
  id: "nothing-moves",
  goal: {
    ko: "브로커 3이 켜진 뒤 10초가 지나도 orders는 옮겨지지 않음",
    en: "10 s after broker 3 has come, nothing of orders has moved",
  },
  evaluate(state) {
    const topic = topicOf(state.snapshot, "orders");
    if (topic === null) return notYet("orders");
    const came = eventsOf(state, "broker-unfenced").findLast(({ event }) => event.broker === NEWCOMER);
    const newcomer = runningBroker(state.snapshot, NEWCOMER);
    if (came === undefined || newcomer === null)
      return pending({ ko: "브로커 3이 꺼져 있습니다.", en: "Broker 3 is off." });
    const forMs = state.snapshot.time.nowMs - came.atMs;
    const stored = newcomer.replicas.filter((replica) => replica.topic === "orders").length;
    const moved = Math.max(stored, replicasOn(topic, NEWCOMER));
    const observed = {
      ko: `브로커 3이 켜진 지 ${seconds(forMs)}초 · 거기 있는 orders의 복제본 ${moved}개`,
      en: `Broker 3 is there for ${seconds(forMs)} s · it has ${moved} replicas of orders`,
    };
    if (moved > 0) return { status: "failed", observed };
    return forMs >= LOOK_MS ? { status: "passed", observed } : pending(observed);
  },
};

const newTopicUsesIt: Check = {
  id: "new-topic-uses-it",
  goal: {
    ko: "새로 만든 payments는 세 브로커가 나누어 맡음",
    en: "payments, created afterwards, is shared out among all three brokers",
  },
  evaluate({ snapshot }) {
    const topic = topicOf(snapshot, "payments");
    if (topic === null) return notYet("payments");
    const shares = BROKERS.map((id) => replicasOn(topic, id));
    const stored = runningBroker(snapshot, NEWCOMER)?.replicas.filter((each) => each.topic === "payments");
    const observed = {
      ko: `payments의 복제본은 브로커 1, 2, 3에 ${shares.join(", ")}개`,
      en: `Replicas of payments on brokers 1, 2, 3: ${shares.join(", ")}`,
    };
    if (shares.at(-1) === 0) return { status: "failed", observed };
    return stored?.length === shares.at(-1) ? { status: "passed", observed } : pending(observed);
  },
};

const newcomerIsOff = (state: CheckState): boolean => !running(state.snapshot, NEWCOMER);
const startNewcomer = (when: (state: CheckState) => boolean): Act => ({
  when,
  command: () => ({ kind: "start", node: NEWCOMER }),
});
const ordersThere = ({ snapshot }: CheckState): boolean => topicOf(snapshot, "orders") !== null;
const startAfterwards = startNewcomer(ordersThere);

export const step: Step = {
  id: "who-makes-the-plan",
  title: { ko: "누가 자리를 정하는가", en: "Who makes the plan" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "복제본이 모두 12개인 orders를 만든 뒤에 브로커 3을 켭니다. 몇 개가 브로커 3으로 옮겨 갑니까?",
      en: "orders has 12 replicas when broker 3 is switched on. How many of them move to it?",
    },
    options: [
      { ko: "셋이 고르게 맡도록 4개", en: "4, so that all three have the same" },
      { ko: "리더는 그대로 두고 팔로워만 몇 개", en: "Some followers, while leaders stay" },
      { ko: "하나도 옮겨 가지 않음", en: "None" },
    ],
    answer: 2,
  },
  see: {
    ko: "브로커 3은 켜져 있지만 orders에 대해서는 아무 일도 하지 않습니다. 나중에 만든 payments의 복제본만 받았습니다.",
    en: "Broker 3 is up and has nothing to do with orders. Only payments, created afterwards, gave it replicas.",
  },
  explain: {
    ko: "첫 문장은 맞습니다. 브로커는 요청을 받아 넘길 뿐이고, 액티브 컨트롤러가 살아 있는 브로커들에 돌아가며 자리를 정해 PartitionRecord로 적습니다. broker.rack이 있으면 랙도 나눕니다. 시작 코드처럼 계획을 적어 보내면 검사만 하고 그대로 적습니다. 둘째 문장은 덜 정확합니다. 계획은 만들 때 한 번 세우며, 이미 있는 복제본은 저절로 옮겨 가지 않습니다. 새 브로커는 새로 만든 파티션만 맡고, 나머지를 옮기려면 사람이 재배치를 시켜야 합니다(kafka-reassign-partitions.sh, 다음 단계). 각 브로커가 payments의 파티션 여섯 가운데 일부만 가졌으므로 '각 브로커는 파티션의 일부를 저장한다'는 맞습니다. '리더가 나뉘어 부하가 분산된다'는 자리에 대해서만 맞습니다. 한 파티션에 쓰기가 몰려도 컨트롤러는 아무것도 옮기지 않습니다.",
    en: "The first sentence is right. A broker only takes the request and passes it on; the active controller deals out the places in turn among living brokers (and over racks, if broker.rack is set) and writes them down as PartitionRecords. A plan that is sent along, as in the first code, is checked and written as it is. The second is imprecise. A plan is made once, at creation, and replicas that exist never move by themselves. A new broker gets new partitions only; to move the others somebody has to ask for a reassignment (kafka-reassign-partitions.sh, and the next step). Each broker has only some of the six partitions of payments: 'each broker stores a subset' is right. 'Load is spread because leaders are spread' holds for the places alone: if all writes go to one partition, the controller moves nothing.",
  },
  scenario: { ...cluster(3, 3, []), commands: [{ kind: "stop", node: NEWCOMER }] },
  start: { name: "start", source: start, acts: [startAfterwards], runWhen: newcomerIsOff },
  solution: { name: "solution", source: solution, acts: [startAfterwards], runWhen: newcomerIsOff },
  wrong: [
    { name: "broker 3 stays off", source: solution, acts: [], runWhen: newcomerIsOff },
    {
      name: "broker 3 started first",
      source: solution,
      acts: [startNewcomer(newcomerIsOff)],
      runWhen: (state) => runningBroker(state.snapshot, NEWCOMER)?.fenced === false,
    },
  ],
  hints: [
    {
      ko: 'const plan = new Map(…)을 통째로 지우고 createTopics의 new NewTopic("orders", plan)을 고칩니다.',
      en: 'Delete const plan = new Map(…) altogether, and change new NewTopic("orders", plan) in createTopics.',
    },
    {
      ko: "토픽 orders가 이미 있으면 다시 만들 수 없습니다. 시작 코드를 실행해 보았다면 단계를 처음부터 시작합니다.",
      en: "If the topic orders exists it cannot be created again: if you have tried the first code, restart the step.",
    },
    {
      ko: "꺼진 브로커 3의 상자를 골라 시작을 누릅니다. 프로그램이 기다리는 동안에 합니다.",
      en: "Select the box of broker 3, which is off, and press Start, while the program waits.",
    },
  ],
  checks: [planned, decidedByController, nothingMoves, newTopicUsesIt],
  claims: ["broker-controller-placement", "broker-scale-out", "broker-subset", "broker-load-balance"],
};
