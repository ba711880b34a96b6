import type { DynamicConfigSnapshot } from "../../../engine/inspect/snapshot.ts";
import type { Act, Check, CheckState, Step } from "../../api/lesson.ts";
import { controllersOf, eventsOf, runningBroker } from "../../api/observe.ts";
import { cluster, names, pending } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";
import wrongSameForAll from "./wrong-same-for-all.ts?raw";

const TOPIC = "orders";
const NAME = "message.max.bytes";
const IN_FILE = "1500000";
const FOR_ALL = "2000000";
const FOR_ONE = "3000000";
const BROKERS = [1, 2, 3];

interface Written {
  readonly topicRecord: number;
  /** Offsets in the metadata log. */
  readonly partitionRecords: readonly number[];
}

/** The records of the metadata log that made the topic: what came of each names it as its cause. */
function written(state: CheckState): Written | null {
  const records = new Map(eventsOf(state, "metadata-committed").map(({ id, event }) => [id, event]));
  const created = eventsOf(state, "topic-created").find(({ event }) => event.topic === TOPIC);
  const topicRecord = records.get(created?.cause ?? "");
  if (created === undefined || topicRecord === undefined) return null;
  const partitionRecords = eventsOf(state, "leader-elected").flatMap(({ cause, event }) => {
    const record = records.get(cause ?? "");
    return event.topic === TOPIC && record?.record === "PartitionRecord" ? [record.offset] : [];
  });
  if (partitionRecords.length < created.event.partitions) return null;
  return { topicRecord: topicRecord.offset, partitionRecords };
}

const noTopicYet = pending({ ko: `토픽 ${TOPIC}가 아직 없습니다.`, en: `There is no topic ${TOPIC} yet.` });

const recordsInALog: Check = {
  id: "records-in-a-log",
  goal: {
    ko: "orders는 메타데이터 로그의 기록 네 개이고, 여섯 노드가 모두 그 기록을 가짐",
    en: "orders is four records of the metadata log, and all six nodes have them",
  },
  evaluate(state) {
    const found = written(state);
    if (found === null) return noTopicYet;
    const { topicRecord, partitionRecords } = found;
    const last = Math.max(topicRecord, ...partitionRecords);
    const controllers = controllersOf(state.snapshot).filter(({ highWatermark }) => highWatermark > last);
    const brokers = BROKERS.filter((id) => (runningBroker(state.snapshot, id)?.metadataOffset ?? -1) >= last);
    const observed = {
      ko: `오프셋 ${topicRecord} TopicRecord, ${partitionRecords.join(", ")} PartitionRecord · 가진 노드: ${names(
        state,
        controllers.map(({ id }) => id),
      )}, 브로커 ${brokers.join(", ")}`,
      en: `Offset ${topicRecord} TopicRecord, ${partitionRecords.join(", ")} PartitionRecord · had by ${names(
        state,
        controllers.map(({ id }) => id),
      )}, brokers ${brokers.join(", ")}`,
    };
    const all = controllers.length === 3 && brokers.length === BROKERS.length;
    return all ? { status: "passed", observed } : pending(observed);
  },
};

const configAt = (state: CheckState, broker: number): DynamicConfigSnapshot | null =>
  runningBroker(state.snapshot, broker)?.dynamicConfigs.find(({ name }) => name === NAME) ?? null;

/** 3000000 over 2000000 over 1500000: the first is in force. */
const layers = (config: DynamicConfigSnapshot | null): string =>
  config?.values
    .filter(({ source }) => source !== "default")
    .map(({ value }) => value)
    .join(" > ") ?? "-";

const RIGHT: Readonly<Record<number, string>> = {
  1: `${FOR_ONE} > ${FOR_ALL} > ${IN_FILE}`,
  2: `${FOR_ALL} > ${IN_FILE}`,
  3: `${FOR_ALL} > ${IN_FILE}`,
};

const isSet = (state: CheckState): boolean =>
  BROKERS.every((id) => layers(configAt(state, id)) === RIGHT[id]);

const notSetYet = pending({
  ko: "세 브로커의 값이 아직 다 바뀌지 않았습니다.",
  en: "The three brokers do not have their new values yet.",
});

const nobodyElseAsked: Check = {
  id: "nobody-else-asked",
  goal: {
    ko: "토픽과 설정이 적히는 동안 브로커와 컨트롤러 말고는 누구에게도 요청이 가지 않음",
    en: "While topic and configs are written, no request goes to anything but brokers and controllers",
  },
  evaluate(state) {
    if (written(state) === null) return noTopicYet;
    if (!isSet(state)) return notSetYet;
    const own = state.snapshot.nodes.flatMap(({ detail }) =>
      detail === null ? [] : [`${detail.host}:${detail.port}`],
    );
    const peers = new Set(eventsOf(state, "request-sent").map(({ event }) => event.peer));
    const strangers = [...peers].filter((peer) => !own.includes(peer));
    const ports = [...new Set([...peers].map((peer) => peer.split(":").at(-1)))].sort().join(", ");
    return {
      status: strangers.length === 0 ? "passed" : "failed",
      observed: {
        ko: `요청이 간 주소 ${peers.size}곳, 포트 ${ports} · 그 밖의 주소 ${strangers.length}곳`,
        en: `Requests to ${peers.size} addresses, ports ${ports} · to any other: ${strangers.length}`,
      },
    };
  },
};

const layered: Check = {
  id: "layered",
  goal: {
    ko: "설정은 ConfigRecord로 적히고, 브로커별 값이 모두의 값을, 모두의 값이 파일을 이김",
    en: "Configs are ConfigRecords; a broker's own value beats that for all, and that beats the file",
  },
  evaluate(state) {
    const records = eventsOf(state, "metadata-committed").filter(
      ({ event }) => event.record === "ConfigRecord",
    );
    const told = BROKERS.map((id) => [id, layers(configAt(state, id))] as const);
    const observed = {
      ko: `ConfigRecord ${records.length}개 · ${told.map(([id, text]) => `브로커 ${id}: ${text}`).join(" · ")}`,
      en: `${records.length} ConfigRecord${records.length === 1 ? "" : "s"} · ${told.map(([id, text]) => `broker ${id}: ${text}`).join(" · ")}`,
    };
    return records.length >= 2 && isSet(state) ? { status: "passed", observed } : pending(observed);
  },
};

const outlives: Check = {
  id: "outlives-the-process",
  goal: {
    ko: "다시 시작한 브로커의 값이 파일의 것으로 돌아가지 않음",
    en: "A broker that restarts does not go back to the value of its file",
  },
  evaluate(state) {
    const set = eventsOf(state, "metadata-committed").find(({ event }) => event.record === "ConfigRecord");
    const left = eventsOf(state, "node-stopped").findLast(
      ({ source, atMs }) => BROKERS.includes(Number(source)) && set !== undefined && atMs > set.atMs,
    );
    if (left === undefined)
      return pending({
        ko: "값을 바꾼 뒤에 다시 시작한 브로커가 아직 없습니다.",
        en: "No broker has restarted since the value was changed.",
      });
    const isBack = eventsOf(state, "node-ready").some(
      ({ source, atMs }) => source === left.source && atMs > left.atMs,
    );
    const { values } = configAt(state, Number(left.source)) ?? { values: [] };
    const inFile = values.find(({ source }) => source === "static")?.value;
    const now = isBack ? values[0] : undefined;
    const observed = {
      ko: `다시 시작한 브로커 ${left.source} · 파일의 값 ${inFile ?? "-"}, 지금의 값 ${now?.value ?? "-"}`,
      en: `Broker ${left.source} restarted · value in the file ${inFile ?? "-"}, value now ${now?.value ?? "-"}`,
    };
    return now !== undefined && now.source !== "static" && now.source !== "default"
      ? { status: "passed", observed }
      : pending(observed);
  },
};

const restart = (when: (state: CheckState) => boolean): Act => ({
  when,
  command: () => ({ kind: "restart", node: 2 }),
});
const printed = ({ output }: CheckState): boolean => output.some((line) => line.startsWith("broker 3:"));

export const step: Step = {
  id: "no-zookeeper-to-ask",
  title: { ko: "물어볼 ZooKeeper가 없다", en: "No ZooKeeper to ask" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "브로커 2의 파일에는 1500000이 있습니다. 실행 중에 모든 브로커의 값을 2000000으로 바꾸고 브로커 2를 다시 시작하면, 값은 얼마입니까?",
      en: "The file of broker 2 says 1500000. While it runs the value for all brokers is set to 2000000; then broker 2 restarts. What is its value?",
    },
    options: [
      { ko: "1500000. 시작할 때 파일을 읽으므로", en: "1500000, as it reads its file when it starts" },
      {
        ko: "2000000. 바꾼 값은 메타데이터 로그에 있으므로",
        en: "2000000, as the change is in the metadata log",
      },
      { ko: "2000000. 바꿀 때 파일도 고쳐졌으므로", en: "2000000, as the file was changed, too" },
    ],
    answer: 1,
  },
  see: {
    ko: "토픽도 설정도 같은 로그 __cluster_metadata의 기록입니다. 이 로그는 컨트롤러가 쓰고, 브로커를 포함한 모든 노드가 복제합니다.",
    en: "Topics and configs alike are records of one log, __cluster_metadata. Controllers write it; every node, brokers too, has a copy.",
  },
  explain: {
    ko: "첫 문장은 맞습니다. 메타데이터는 따로 둔 시스템이 아니라 컨트롤러와 브로커가 함께 가진 로그이고, 무엇을 확정할지는 컨트롤러들이 Raft로 정합니다. ZooKeeper 의존성을 없애려고 만든 것이 이 쿼럼 컨트롤러라는 말도 맞습니다(KIP-500). 3.3에서 운영에 쓸 수 있게 되었고 4.0에서 ZooKeeper 모드가 없어졌으므로, 'ZooKeeper가 메타데이터를 관리한다'는 3.9까지의 말입니다. 둘째 문장은 너무 막연합니다. 정적 설정은 브로커마다 자기 server.properties에 있고, 동적 설정은 로그의 ConfigRecord입니다. 이기는 순서는 브로커별 동적 값, 모든 브로커의 동적 값, 파일, Kafka 기본값입니다. 다시 시작한 브로커는 파일을 읽고 나서 로그를 따라잡습니다. 그래서 파일만 보고는 지금의 값을 알 수 없습니다.",
    en: "The first sentence is right. The metadata are not a system apart but a log that controllers and brokers share, and what is decided in it the controllers settle by Raft. Right, too, that this quorum controller was made to be rid of ZooKeeper (KIP-500): ready for production in 3.3, and in 4.0 ZooKeeper mode was gone. So 'ZooKeeper manages the metadata' holds up to 3.9 only. The second sentence is too vague. Static configs are in each broker's server.properties; dynamic ones are ConfigRecords in the log. What wins, in order: a broker's own dynamic value, the dynamic value for all, the file, Kafka's default. A broker that restarts reads its file and then catches up with the log. Hence the file alone does not tell what holds now.",
  },
  scenario: cluster(3, 3, [], { [NAME]: IN_FILE }),
  start: { name: "start", source: start, acts: [restart(printed)] },
  solution: { name: "solution", source: solution, acts: [restart(printed)] },
  wrong: [
    { name: "nobody restarted", source: solution, acts: [] },
    { name: "restarted before the change", source: solution, acts: [restart(() => true)] },
    { name: "each broker by itself", source: wrongSameForAll, acts: [restart(printed)] },
  ],
  hints: [
    {
      ko: 'changes는 new Map([["", "2000000"], ["1", "3000000"]])이 됩니다. 빈 이름은 모든 브로커를 뜻합니다.',
      en: 'changes becomes new Map([["", "2000000"], ["1", "3000000"]]). The empty name means all brokers.',
    },
    {
      ko: "다시 시작한 브로커는 등록을 마칠 때까지 10초쯤 걸릴 수 있습니다. 속도를 올려도 됩니다.",
      en: "A broker that restarts may take some 10 s until it has registered. You may raise the speed.",
    },
    {
      ko: "사건 목록은 맨 아래 사건 흐름에서 '표'를 누르면 나옵니다. 휴대전화에서는 '사건'입니다. 숫자는 __cluster_metadata의 오프셋입니다.",
      en: "For the list of events press 'Table' in the timeline at the bottom; on a phone it is under 'Events'. The numbers are offsets of __cluster_metadata.",
    },
  ],
  checks: [recordsInALog, nobodyElseAsked, layered, outlives],
  claims: [
    "kraft-builtin",
    "kraft-replaces-zk",
    "kraft-metadata-coordination",
    "zk-metadata-coordination",
    "zk-role-metadata",
    "broker-config-managed",
  ],
};
