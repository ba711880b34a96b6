import type { Act, Check, CheckState, Step } from "../../api/lesson.ts";
import { activeController, eventsOf, partitionOf } from "../../api/observe.ts";
import { controllerElections, controllerName } from "../../api/observe-quorum.ts";
import { cluster, killActive, names, ORDERS, pending } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

/** The leader of orders-0 changed because a broker died, and this controller said so. */
function decision(state: CheckState) {
  return eventsOf(state, "leader-elected").find(
    ({ event }) =>
      event.topic === ORDERS.topic && event.from >= 0 && event.to >= 0 && event.from !== event.to,
  );
}

const threeReplicas: Check = {
  id: "three-replicas",
  goal: {
    ko: "orders의 파티션마다 복제본이 3개 있음",
    en: "Each partition of orders has 3 replicas",
  },
  evaluate({ snapshot }) {
    const replicas = [0, 1, 2].map(
      (partition) => partitionOf(snapshot, { topic: "orders", partition })?.replicas.length ?? 0,
    );
    const observed = {
      ko: `복제본 수는 ${replicas.join(", ")}입니다.`,
      en: `The partitions have ${replicas.join(", ")} replicas.`,
    };
    if (replicas.includes(0))
      return pending({ ko: "토픽 orders가 아직 없습니다.", en: "There is no topic orders yet." });
    return { status: replicas.every((count) => count === 3) ? "passed" : "failed", observed };
  },
};

const leaderMoved: Check = {
  id: "leader-moved",
  goal: {
    ko: "죽은 브로커가 리더이던 파티션에 새 리더가 생김",
    en: "What the dead broker led has a new leader",
  },
  evaluate(state) {
    const found = decision(state);
    if (found === undefined) {
      const dead = state.snapshot.nodes.filter(
        ({ role, status }) => role === "broker" && status === "killed",
      );
      const [first] = dead;
      return pending(
        first === undefined
          ? { ko: "브로커 3대가 모두 살아 있습니다.", en: "All 3 brokers are alive." }
          : {
              ko: `브로커 ${first.id} 중단 · 아직 새 리더가 정해지지 않았습니다.`,
              en: `Broker ${first.id} is down · no new leader has been chosen yet.`,
            },
      );
    }
    const { from, to, partition, epoch } = found.event;
    const by = controllerName(state.snapshot, Number(found.source));
    return {
      status: "passed",
      observed: {
        ko: `orders-${partition}의 리더 ${from} → ${to} · 리더 epoch ${epoch} · 정한 노드 ${by}`,
        en: `Leader of orders-${partition} ${from} → ${to} · leader epoch ${epoch} · decided by ${by}`,
      },
    };
  },
};

const controllerStays: Check = {
  id: "controller-stays",
  goal: {
    ko: "브로커가 죽어도 액티브 컨트롤러는 그대로임",
    en: "The active controller stays, though a broker died",
  },
  evaluate(state) {
    const newer = controllerElections(state).at(-1);
    if (newer !== undefined) {
      const name = controllerName(state.snapshot, newer.controller);
      return {
        status: "failed",
        observed: {
          ko: `컨트롤러 선거가 있었습니다. epoch ${newer.epoch}의 리더는 ${name}입니다.`,
          en: `There was an election of controllers: ${name} leads in epoch ${newer.epoch}.`,
        },
      };
    }
    const active = activeController(state.snapshot);
    const name = active === null ? "-" : controllerName(state.snapshot, active.id);
    const voters = names(state, active?.voters.map(({ id }) => id) ?? []);
    const observed = {
      ko: `액티브 컨트롤러 ${name} · epoch ${active?.epoch ?? 0} · 투표자 ${voters}`,
      en: `Active controller ${name} · epoch ${active?.epoch ?? 0} · voters ${voters}`,
    };
    return decision(state) === undefined ? pending(observed) : { status: "passed", observed };
  },
};

const topicThere = (state: CheckState): boolean => partitionOf(state.snapshot, ORDERS) !== null;

/** The program prints a number; any broker leads one of the three partitions. */
const killBrokerTwo: Act = {
  when: topicThere,
  command: () => ({ kind: "kill", node: 2 }),
};

export const step: Step = {
  id: "not-one-of-the-brokers",
  title: { ko: "브로커 중 하나가 아니다", en: "Not one of the brokers" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "출력에 찍힌 '컨트롤러' 브로커를 죽이면 무엇이 바뀝니까?",
      en: "You kill the broker that was printed as 'controller'. What changes?",
    },
    options: [
      { ko: "다른 브로커가 컨트롤러가 됨", en: "Another broker becomes controller" },
      { ko: "C1, C2, C3이 선거를 다시 함", en: "C1, C2 and C3 hold another election" },
      {
        ko: "컨트롤러는 그대로이고 파티션의 리더만 바뀜",
        en: "The controller stays; only leaders of partitions change",
      },
    ],
    answer: 2,
  },
  see: {
    ko: "브로커가 죽었지만 육각형은 그대로입니다. 새 파티션 리더를 정한 것은 브로커가 아니라 액티브 컨트롤러입니다.",
    en: "A broker died and the hexagons stayed as they were. The active controller, no broker, chose the new leaders.",
  },
  explain: {
    ko: "KRaft의 컨트롤러는 process.roles=controller인 노드의 역할이고, 리더는 그 투표자들 가운데서 과반수로 뽑습니다. describeCluster가 알려 주는 번호는 '관리 요청을 보낼 브로커'일 뿐이며, 살아 있는 브로커 중 아무나입니다. 그 브로커가 요청을 액티브 컨트롤러에게 넘깁니다. 브로커 하나가 컨트롤러를 겸하는 것은 ZooKeeper 모드(3.9까지)의 이야기이고, 거기서도 투표가 아니라 /controller를 먼저 만든 브로커가 맡았습니다.",
    en: "In KRaft controllers are nodes with process.roles=controller, and a majority of these voters elects one of them leader. The number that describeCluster gives is only 'the broker to send administration to', any living one; it hands the request on to the active controller. A broker that is the controller too belongs to ZooKeeper mode (up to 3.9), and even there it was no vote: whoever created /controller first.",
  },
  // At a high speed on a slow machine the defaults' 2 s are soon over: no election shall come between.
  scenario: cluster(3, 3, [], { "controller.quorum.fetch.timeout.ms": "20000" }),
  start: { name: "start", source: start, acts: [killBrokerTwo] },
  solution: { name: "solution", source: solution, acts: [killBrokerTwo] },
  wrong: [
    { name: "nobody killed", source: solution, acts: [] },
    { name: "active controller killed too", source: solution, acts: [killActive(topicThere), killBrokerTwo] },
  ],
  hints: [
    {
      ko: "new NewTopic(이름, 파티션 수, 복제본 수)입니다. 토픽은 한 번만 만들 수 있으므로, 복제본 1개로 이미 만들었다면 단계를 처음부터 시작합니다.",
      en: "It is new NewTopic(name, partitions, replicas). A topic is made only once: if you have it with 1 replica, restart the step.",
    },
    {
      ko: "육각형이 아니라 브로커 상자를 골라 강제 종료를 누릅니다.",
      en: "Select the box of the broker, not a hexagon, and press Kill.",
    },
    {
      ko: "컨트롤러는 9초 동안 하트비트가 없어야 브로커가 죽었다고 봅니다. 속도를 10×로 올려도 됩니다. 그 사이에 선거가 끼어들지 않도록 이 단계에서는 controller.quorum.fetch.timeout.ms를 20초로 두었습니다(기본값은 2초).",
      en: "A broker counts as dead after 9 s without a heartbeat. You may go to speed 10×. So that no election comes between, controller.quorum.fetch.timeout.ms is 20 s in this step (the default is 2 s).",
    },
  ],
  checks: [threeReplicas, leaderMoved, controllerStays],
  claims: [
    "broker-controller-elected-consensus",
    "kraft-controller-evolved",
    "kraft-controller-roles",
    "kraft-controller-authority",
    "broker-controller-leader-election",
  ],
};
