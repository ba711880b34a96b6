import type { Check, Step } from "../../api/lesson.ts";
import { activeController, type PartitionName, partitionOf, polledRecords } from "../../api/observe.ts";
import { cluster, killLeader, leaderReplaced, survivors, toldOf } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";
import wrongAcksOne from "./wrong-acks-one.ts?raw";
import wrongOneReplica from "./wrong-one-replica.ts?raw";

const PAYMENTS: PartitionName = { topic: "payments", partition: 0 };

const safeTopic: Check = {
  id: "safe-topic",
  goal: {
    ko: "payments의 복제본이 3개이고 min.insync.replicas가 2임",
    en: "payments has 3 replicas and min.insync.replicas 2",
  },
  evaluate({ snapshot }) {
    const topic = activeController(snapshot)?.topics.find(({ name }) => name === PAYMENTS.topic);
    if (topic === undefined) {
      return {
        status: "pending",
        observed: { ko: "토픽 payments가 아직 없습니다.", en: "There is no topic payments yet." },
      };
    }
    const replicas = partitionOf(snapshot, PAYMENTS)?.replicas.length ?? 0;
    const minIsr = topic.configs["min.insync.replicas"] ?? null;
    return {
      status: replicas === 3 && minIsr === "2" ? "passed" : "failed",
      observed: {
        ko: `복제본 ${replicas}개, 토픽의 min.insync.replicas ${minIsr ?? "설정 없음"}`,
        en: `${replicas} replicas, min.insync.replicas of the topic ${minIsr ?? "not set"}`,
      },
    };
  },
};

const readBack: Check = {
  id: "read-back",
  goal: {
    ko: "컨슈머가 payments-0에서 40건 이상 읽음",
    en: "A consumer reads 40 records or more from payments-0",
  },
  evaluate(state) {
    const count = polledRecords(state, PAYMENTS);
    return {
      status: count >= 40 ? "passed" : "pending",
      observed: { ko: `지금까지 ${count}건을 읽었습니다.`, en: `${count} read so far.` },
    };
  },
};

export const step: Step = {
  id: "put-it-together",
  title: { ko: "안전한 설정 완성하기", en: "Put it together" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "복제본 3, min.insync.replicas=2, acks=all이면 브로커 몇 대까지 잃고도 쓸 수 있습니까?",
      en: "3 replicas, min.insync.replicas=2, acks=all: how many brokers may be lost while writes go on?",
    },
    options: [
      { ko: "0대", en: "None" },
      { ko: "1대", en: "One" },
      { ko: "2대", en: "Two" },
    ],
    answer: 1,
  },
  see: {
    ko: "리더가 죽었지만 성공한 40건이 모두 새 리더에 있고, 컨슈머가 처음부터 읽었습니다.",
    en: "The leader died, yet all 40 successes are at the new leader, and the consumer read them from the start.",
  },
  explain: {
    ko: "쓰기는 1대까지, 이미 성공한 데이터는 2대까지 잃어도 남습니다. 복제본 3과 min.insync.replicas=2가 흔한 까닭입니다. 둘을 같은 수로 두면 1대만 죽어도 쓰기가 멈춥니다.",
    en: "Writes survive the loss of one broker; what was acknowledged survives two. Hence the usual 3 replicas and min.insync.replicas=2: with both equal, one dead broker stops all writes.",
  },
  scenario: cluster([]),
  start: { name: "start", source: start, acts: [killLeader(PAYMENTS, 1, 10)] },
  solution: { name: "solution", source: solution, acts: [killLeader(PAYMENTS, -1, 10)] },
  wrong: [
    { name: "one replica", source: wrongOneReplica, acts: [killLeader(PAYMENTS, -1, 10)] },
    { name: "acks=1", source: wrongAcksOne, acts: [killLeader(PAYMENTS, 1, 10)] },
    { name: "nobody killed", source: solution, acts: [] },
  ],
  hints: [
    {
      ko: "new NewTopic(이름, 파티션 수, 복제본 수)의 순서입니다.",
      en: "The order is new NewTopic(name, partitions, replicas).",
    },
    {
      ko: '.configs({ "min.insync.replicas": "2" })를 NewTopic 뒤에 붙입니다.',
      en: 'Append .configs({ "min.insync.replicas": "2" }) to the NewTopic.',
    },
    {
      ko: "읽을 때는 assign, seekToBeginning, 그리고 빈 결과가 나올 때까지 poll을 되풀이합니다.",
      en: "To read: assign, seekToBeginning, then poll until it comes back empty.",
    },
  ],
  checks: [
    safeTopic,
    toldOf(PAYMENTS, -1, 40),
    leaderReplaced(PAYMENTS),
    survivors(PAYMENTS, -1, "kept"),
    readBack,
  ],
  claims: ["broker-durability", "producer-idem-safety"],
};
