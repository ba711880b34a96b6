import type { Act, Check, CheckState, Step } from "../../api/lesson.ts";
import { ackedRecords, eventsOf, leaderReplica, partitionOf } from "../../api/observe.ts";
import { controllerIds, running } from "../../api/observe-quorum.ts";
import { cluster, killBroker, ORDERS, pending, seconds } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

const TARGET = 3;
const WRITTEN = 10;
const SILENT_MS = 5_000;
/** What was on its way when the broker stopped. */
const ON_THE_WAY_MS = 500;

const isOrders = (event: { readonly topic: string; readonly partition: number }): boolean =>
  event.topic === ORDERS.topic && event.partition === ORDERS.partition;

const replicasNow = (state: CheckState): readonly number[] =>
  partitionOf(state.snapshot, ORDERS)?.replicas ?? [];

const moved: Check = {
  id: "moved",
  goal: {
    ko: "컨트롤러가 orders-0의 복제본을 브로커 3으로 바꿈",
    en: "The controller changes the replicas of orders-0 to broker 3",
  },
  evaluate(state) {
    const replicas = replicasNow(state);
    const written = ackedRecords(state, ORDERS, -1);
    const observed = {
      ko: `orders-0의 복제본 [${replicas.join(", ")}] · 쓴 레코드 ${written}건`,
      en: `Replicas of orders-0: [${replicas.join(", ")}] · ${written} records written`,
    };
    const done = replicas.join() === `${TARGET}` && written >= WRITTEN;
    return done ? { status: "passed", observed } : pending(observed);
  },
};

const carried: Check = {
  id: "carried-by-brokers",
  goal: {
    ko: "레코드는 브로커 3이 다른 브로커에게서 fetch하고, 컨트롤러에는 한 건도 가지 않음",
    en: "Broker 3 fetches the records from another broker; not one goes to a controller",
  },
  evaluate(state) {
    const copied = eventsOf(state, "records-appended")
      .filter(({ source, event }) => source === `${TARGET}` && event.role === "follower" && isOrders(event))
      .reduce((sum, { event, standsFor }) => {
        return sum + (standsFor?.records ?? event.lastOffset - event.baseOffset + 1);
      }, 0);
    const controllers = controllerIds(state.snapshot).map(String);
    const produced = eventsOf(state, "request-received").filter(({ event }) => event.api === "Produce");
    const toControllers = produced.filter(({ source }) => controllers.includes(source)).length;
    const observed = {
      ko: `브로커 3이 복제한 레코드 ${copied}건 · Produce 요청은 브로커에 ${produced.length - toControllers}건, 컨트롤러에 ${toControllers}건`,
      en: `${copied} records copied by broker 3 · Produce requests to brokers ${produced.length - toControllers}, to controllers ${toControllers}`,
    };
    if (toControllers > 0) return { status: "failed", observed };
    return copied >= WRITTEN && produced.length > 0 ? { status: "passed", observed } : pending(observed);
  },
};

interface Outage {
  readonly fromMs: number;
  /** When the broker was ready again; null while it is not. */
  readonly toMs: number | null;
}

/** The broker was away after the records had come to it; of several times the last, as the first may have been too short. */
function outage(state: CheckState): Outage | null {
  const copied = eventsOf(state, "records-appended").find(
    ({ source, event }) => source === `${TARGET}` && isOrders(event),
  );
  const left = eventsOf(state, "node-stopped").findLast(
    ({ source, atMs }) => source === `${TARGET}` && copied !== undefined && atMs > copied.atMs,
  );
  if (left === undefined || replicasNow(state).join() !== `${TARGET}`) return null;
  const back = eventsOf(state, "node-ready").find(
    ({ source, atMs }) => source === `${TARGET}` && atMs > left.atMs,
  );
  return { fromMs: left.atMs, toMs: back?.atMs ?? null };
}

const polledWithin = (state: CheckState, fromMs: number, toMs: number): number =>
  eventsOf(state, "records-polled")
    .filter(({ atMs, event }) => isOrders(event) && atMs > fromMs && atMs <= toMs)
    .reduce((sum, { event, standsFor }) => sum + (standsFor?.records ?? event.records), 0);

const notStopped = pending({
  ko: "브로커 3이 아직 멈춘 적이 없습니다.",
  en: "Broker 3 has not been stopped yet.",
});

const nobodyElse: Check = {
  id: "nobody-else-has-them",
  goal: {
    ko: "브로커 3이 멈추면, 다른 브로커와 컨트롤러가 살아 있어도 한 건도 읽히지 않음",
    en: "With broker 3 stopped nothing is read, though other brokers and the controllers are alive",
  },
  evaluate(state) {
    const away = outage(state);
    if (away === null) return notStopped;
    const toMs = away.toMs ?? state.snapshot.time.nowMs;
    const read = polledWithin(state, away.fromMs + ON_THE_WAY_MS, toMs);
    const others = [1, 2, ...controllerIds(state.snapshot)];
    const alive = others.filter((id) => running(state.snapshot, id)).length;
    const observed = {
      ko: `브로커 3이 없는 ${seconds(toMs - away.fromMs)}초 동안 읽은 레코드 ${read}건 · 살아 있는 다른 노드 ${alive}개`,
      en: `${read} records read in the ${seconds(toMs - away.fromMs)} s without broker 3 · ${alive} other nodes alive`,
    };
    if (read > 0) return { status: "failed", observed };
    const surely = toMs - away.fromMs >= SILENT_MS && alive === others.length;
    return surely ? { status: "passed", observed } : pending(observed);
  },
};

const stillThere: Check = {
  id: "still-there",
  goal: {
    ko: "브로커 3이 돌아오면 같은 레코드가 오프셋 0부터 다시 읽힘",
    en: "With broker 3 back, the same records are read again, from offset 0",
  },
  evaluate(state) {
    const away = outage(state);
    if (away === null) return notStopped;
    if (away.toMs === null)
      return pending({ ko: "브로커 3이 아직 돌아오지 않았습니다.", en: "Broker 3 is not back yet." });
    const log = leaderReplica(state.snapshot, ORDERS);
    const read = polledWithin(state, away.toMs, state.snapshot.time.nowMs);
    const written = ackedRecords(state, ORDERS, -1);
    const observed = {
      ko: `쓴 레코드 ${written}건 · 브로커 ${log?.leader ?? "-"}의 로그 끝 ${log?.logEndOffset ?? "-"} · 다시 읽은 레코드 ${read}건`,
      en: `${written} written · the log on broker ${log?.leader ?? "-"} ends at ${log?.logEndOffset ?? "-"} · ${read} read again`,
    };
    const whole = log?.leader === TARGET && log.logStartOffset === 0 && log.logEndOffset === written;
    return whole && written > 0 && read >= written ? { status: "passed", observed } : pending(observed);
  },
};

const hasCome = (state: CheckState): boolean =>
  replicasNow(state).join() === `${TARGET}` && polledWithin(state, 0, Number.POSITIVE_INFINITY) >= WRITTEN;
const stopTarget: Act = { when: hasCome, command: () => ({ kind: "stop", node: TARGET }) };
const startTarget: Act = {
  when(state) {
    const away = outage(state);
    return away !== null && state.snapshot.time.nowMs - away.fromMs > SILENT_MS;
  },
  command: () => ({ kind: "start", node: TARGET }),
};
const bothActs = [stopTarget, startTarget];

export const step: Step = {
  id: "who-carries-the-records",
  title: { ko: "정하는 것과 나르는 것", en: "Deciding and carrying" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "복제본을 브로커 1, 2에서 3으로 옮길 때 레코드 10건은 어떤 길로 갑니까?",
      en: "The replicas move from brokers 1 and 2 to 3. Which way do the 10 records go?",
    },
    options: [
      {
        ko: "리더에게서 컨트롤러로, 컨트롤러에게서 브로커 3으로",
        en: "From the leader to the controller, and on to broker 3",
      },
      { ko: "브로커 3이 리더에게서 fetch함", en: "Broker 3 fetches them from the leader" },
      { ko: "프로듀서가 브로커 3에 다시 보냄", en: "The producer sends them again, to broker 3" },
    ],
    answer: 1,
  },
  see: {
    ko: "컨트롤러는 자리만 바꾸어 적었고 레코드는 브로커끼리 주고받았습니다. 브로커 3이 멈춘 동안에는 누구도 대신 읽어 주지 못했습니다.",
    en: "The controller wrote down new places; the records went from broker to broker. While broker 3 was stopped, nobody could serve them in its stead.",
  },
  explain: {
    ko: "두 문장은 맞습니다. 다만 둘이 말하는 일이 다릅니다. 컨트롤러가 관리하는 것은 어느 브로커가 복제본을 갖는지, 누가 ISR에 있고 누가 리더인지입니다. 레코드는 새 팔로워인 브로커 3이 리더에게서 fetch합니다. 다 따라잡아 ISR에 들면 컨트롤러가 브로커 1과 2를 목록에서 빼고, 두 브로커는 자기 로그를 지웁니다. 저장하는 것은 브로커이므로 프로그램이 닫히고 브로커가 다시 시작해도 레코드는 디스크에 같은 오프셋으로 남아 있습니다. '브로커는 데이터를 저장하고 프로듀서와 컨슈머의 요청을 처리한다', '서버 프로세스 하나를 브로커라 한다'는 말도 맞습니다. 그래서 그 프로세스가 멈추면 컨트롤러가 orders를 다 알고 있어도 레코드를 내줄 곳이 없습니다. 복제본을 여럿 두는 까닭입니다.",
    en: "Both sentences are right, and speak of two different things. What the controller manages is which brokers have replicas, who is in the ISR and who leads. The records are fetched from the leader by the new follower, broker 3. When it has caught up and joined the ISR, the controller takes brokers 1 and 2 off the list, and they delete their logs. Storing is done by brokers: programs close and the broker restarts, and the records are still on its disk, at the same offsets. 'Brokers store data and serve the requests of producers and consumers' and 'one server process is a broker' are right as well. So when that process stops, nobody can give out the records, though the controllers know all about orders. That is why one keeps several replicas.",
  },
  scenario: cluster(3, 3, [{ name: "orders", replicas: [[1, 2]], configs: {} }]),
  start: { name: "start", source: start, acts: [] },
  solution: { name: "solution", source: solution, acts: bothActs },
  wrong: [
    { name: "another broker stopped", source: solution, acts: [killBroker(1, hasCome)] },
    { name: "broker 3 stays away", source: solution, acts: [stopTarget] },
    {
      name: "nothing moved",
      source: start,
      acts: [{ ...stopTarget, when: (state) => ackedRecords(state, ORDERS, -1) >= WRITTEN }],
    },
  ],
  hints: [
    {
      ko: "new NewPartitionReassignment([3])은 '브로커 3만 복제본을 갖게 하라'는 뜻입니다.",
      en: "new NewPartitionReassignment([3]) says: let broker 3 alone have a replica.",
    },
    {
      ko: "브로커 3을 골라 정상 종료를 누르고 5초 넘게 둡니다. 그동안 read 0이 찍힙니다.",
      en: "Select broker 3, press Stop, and leave it for more than 5 s: read 0 is printed meanwhile.",
    },
    {
      ko: "다시 시작한 브로커는 등록을 마쳐야 리더가 됩니다. 10초쯤 걸릴 수 있습니다. 프로그램이 먼저 끝났다면 다시 실행합니다.",
      en: "A broker that starts again has to register before it leads, which may take 10 s. If the program has ended, run it again.",
    },
  ],
  checks: [moved, carried, nobodyElse, stillThere],
  claims: [
    "broker-controller-replicas",
    "broker-storage-server",
    "broker-handles-clients",
    "broker-instance",
  ],
};
