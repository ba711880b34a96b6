import type { Act, Check, CheckState, Step } from "../../api/lesson.ts";
import { activeController, controllersOf, eventsOf } from "../../api/observe.ts";
import {
  type ControllerElection,
  controllerElections,
  controllerIds,
  controllerName,
} from "../../api/observe-quorum.ts";
import { cluster, killActive, pending, seconds } from "../stage.ts";
import pageEn from "./page.en.md";
import pageKo from "./page.ko.md";
import solution from "./solution.ts?raw";
import start from "./start.ts?raw";

interface CutOff {
  readonly old: number;
  readonly oldEpoch: number;
  readonly resignedMs: number;
}

/** The leaders that found themselves without a majority, and resigned: whoever tries again may cut off another one. */
function allCutOff(state: CheckState): readonly CutOff[] {
  return eventsOf(state, "leader-resigned")
    .filter(({ event }) => event.reason === "check-quorum")
    .map(({ source, atMs, event }) => ({ old: Number(source), oldEpoch: event.epoch, resignedMs: atMs }));
}

function cutOff(state: CheckState): CutOff | null {
  return allCutOff(state).at(-1) ?? null;
}

function successorOf(state: CheckState, { old, oldEpoch }: CutOff): ControllerElection | undefined {
  return controllerElections(state).find(({ controller, epoch }) => controller !== old && epoch > oldEpoch);
}

function leaders(state: CheckState) {
  const now = controllersOf(state.snapshot).filter(({ state: is }) => is === "leader");
  const told = (gap: string): string =>
    now.map(({ id, epoch }) => `${controllerName(state.snapshot, id)}${gap}(epoch ${epoch})`).join(", ");
  return now.length === 0
    ? { ko: "지금은 리더가 없습니다.", en: "There is no leader now." }
    : { ko: `지금 리더는 ${told("")}입니다.`, en: `Leading now: ${told(" ")}.` };
}

const oldResigns: Check = {
  id: "old-resigns",
  goal: {
    ko: "끊긴 리더가 죽지 않은 채 스스로 물러남",
    en: "The leader that was cut off resigns, alive",
  },
  evaluate(state) {
    const found = cutOff(state);
    if (found === null) return pending(leaders(state));
    const name = controllerName(state.snapshot, found.old);
    return {
      status: "passed",
      observed: {
        ko: `${name} 사임 · epoch ${found.oldEpoch} · 과반수의 fetch가 3초 동안 없었습니다.`,
        en: `${name} resigned · epoch ${found.oldEpoch} · no majority had fetched for 3 s.`,
      },
    };
  },
};

const neverTwoInOneEpoch: Check = {
  id: "never-two-in-one-epoch",
  goal: {
    ko: "두 리더의 epoch이 다르고, 한 epoch에는 리더가 하나뿐임",
    en: "The two leaders have different epochs; no epoch has two",
  },
  evaluate(state) {
    const found = cutOff(state);
    const next = found === null ? undefined : successorOf(state, found);
    if (found === null || next === undefined) return pending(leaders(state));
    const byEpoch = new Map<number, Set<number>>([[found.oldEpoch, new Set([found.old])]]);
    for (const { epoch, controller } of controllerElections(state))
      byEpoch.set(epoch, (byEpoch.get(epoch) ?? new Set()).add(controller));
    const alone = [...byEpoch.values()].every(({ size }) => size === 1);
    const old = controllerName(state.snapshot, found.old);
    const fresh = controllerName(state.snapshot, next.controller);
    const togetherMs = Math.max(0, found.resignedMs - next.atMs);
    return {
      status: alone ? "passed" : "failed",
      observed: {
        ko: `${old} epoch ${found.oldEpoch}, ${fresh} epoch ${next.epoch} · 둘이 함께 리더였던 시간 ${seconds(togetherMs)}초`,
        en: `${old} in epoch ${found.oldEpoch}, ${fresh} in epoch ${next.epoch} · both led for ${seconds(togetherMs)} s`,
      },
    };
  },
};

const oneDecision: Check = {
  id: "one-decision",
  goal: {
    ko: "다시 이으면 옛 리더가 확정되지 않은 기록을 잘라 냄",
    en: "Healed, the old leader cuts off what was never decided",
  },
  evaluate(state) {
    const found = cutOff(state);
    if (found === null) return pending(leaders(state));
    const truncated = eventsOf(state, "log-truncated").find(
      ({ source, atMs, event }) =>
        event.topic === "__cluster_metadata" &&
        allCutOff(state).some(({ old, resignedMs }) => Number(source) === old && atMs > resignedMs),
    );
    const name = controllerName(state.snapshot, Number(truncated?.source ?? found.old));
    const own = controllersOf(state.snapshot).find(({ id }) => id === found.old);
    if (truncated === undefined) {
      if (own?.state === "follower" && own.logEndOffset === own.highWatermark)
        return pending({
          ko: `${name}에는 잘라 낼 기록이 없습니다. 프로그램이 토픽을 만드는 동안 액티브 컨트롤러를 다시 고립시킵니다.`,
          en: `${name} has nothing to cut off. Isolate the active controller once more, while the program creates topics.`,
        });
      return pending({
        ko: `${name}의 로그 끝 ${own?.logEndOffset ?? "-"}, 확정된 곳 ${own?.highWatermark ?? "-"}`,
        en: `The log of ${name} ends at ${own?.logEndOffset ?? "-"}, decided up to ${own?.highWatermark ?? "-"}`,
      });
    }
    const { fromOffset, toOffset } = truncated.event;
    const lost = Math.abs(fromOffset - toOffset);
    return {
      status: "passed",
      observed: {
        ko: `혼자 적은 기록 ${lost}개를 ${name}에서 잘라 냈습니다.`,
        en: `${name} cut off ${lost} record${lost === 1 ? "" : "s"} that it alone had written.`,
      },
    };
  },
};

const agreed: Check = {
  id: "agreed",
  goal: {
    ko: "세 컨트롤러의 메타데이터가 다시 같아짐",
    en: "All three controllers have the same metadata again",
  },
  evaluate(state) {
    const found = cutOff(state);
    const active = activeController(state.snapshot);
    if (found === null || active === null) return pending(leaders(state));
    const all = controllersOf(state.snapshot);
    const told = all.map(
      ({ id, epoch, topics }) => `${controllerName(state.snapshot, id)} epoch ${epoch}, ${topics.length}`,
    );
    const same = all.every(
      ({ epoch, leaderId, topics }) =>
        epoch === active.epoch &&
        leaderId === active.id &&
        topics.every(({ name, topicId }, index) => {
          const there = active.topics[index];
          return there?.name === name && there.topicId === topicId;
        }),
    );
    const linked = state.snapshot.links.every(({ cut: isCut }) => !isCut);
    const observed = {
      ko: `토픽 수: ${told.join(" · ")}`,
      en: `Topics: ${told.join(" · ")}`,
    };
    return same && linked ? { status: "passed", observed } : pending(observed);
  },
};

const others = (state: CheckState): readonly number[] => {
  const active = activeController(state.snapshot)?.id;
  return controllerIds(state.snapshot).filter((id) => id !== active);
};
const someTopics = (state: CheckState): boolean => eventsOf(state, "topic-created").length >= 2;
/** The active one as it was before anything was cut. */
const cutLink = (which: 0 | 1): Act => ({
  when: someTopics,
  command: (state) => ({
    kind: "cutLink",
    a: activeController(state.snapshot)?.id ?? -1,
    b: others(state)[which] ?? -1,
  }),
});
const healLink = (which: 0 | 1): Act => ({
  when(state) {
    const found = cutOff(state);
    return found !== null && state.snapshot.time.nowMs - found.resignedMs > 3000;
  },
  command(state) {
    const old = cutOff(state)?.old ?? -1;
    const rest = controllerIds(state.snapshot).filter((id) => id !== old);
    return { kind: "healLink", a: old, b: rest[which] ?? -1 };
  },
});

const cutBoth = [cutLink(0), cutLink(1)];
const healBoth = [healLink(0), healLink(1)];

export const step: Step = {
  id: "two-leaders-one-decision",
  title: { ko: "두 리더, 하나의 결정", en: "Two leaders, one decision" },
  page: { ko: pageKo, en: pageEn },
  prediction: {
    question: {
      ko: "리더가 둘인 동안 옛 리더에게 간 토픽 만들기 요청은 어떻게 됩니까?",
      en: "While there are two leaders, what becomes of a create request that reaches the old one?",
    },
    options: [
      { ko: "옛 리더도 만들어, 토픽이 두 갈래가 됨", en: "The old one creates it, too, and topics diverge" },
      {
        ko: "옛 리더의 로그에 적히지만 확정되지 않고, 나중에 잘려 나감",
        en: "It is written to the old one's log, never decided, and cut off later",
      },
      {
        ko: "옛 리더가 끊긴 것을 알고 곧바로 거절함",
        en: "The old one knows that it is cut off, and refuses at once",
      },
    ],
    answer: 1,
  },
  see: {
    ko: "리더가 둘인 시간이 있었지만 epoch이 달랐고, 옛 리더의 로그 끝은 늘었어도 확정된 곳(HW)은 멈춰 있었습니다. 다시 잇자 그 꼬리를 잘라 내고 새 리더를 따라갔습니다.",
    en: "For a while there were two leaders, of different epochs. The old one's log grew, but its HW stood still. Healed, it cut off that tail and followed the new leader.",
  },
  explain: {
    ko: "노트의 문장은 지표로는 맞지만, 컨트롤러들 스스로의 말을 더하면 잠깐 2가 될 수 있습니다. 그래도 갈라지지 않는 까닭은 둘입니다. 투표자는 한 epoch에 한 번만 투표하므로 한 epoch의 리더는 하나뿐이고, 기록은 과반수가 가져야 확정되는데 두 과반수는 반드시 한 노드에서 겹칩니다. 끊긴 리더에게는 그 과반수가 없습니다. 그래서 아무것도 약속하지 못한 채, 과반수의 fetch가 3초 동안 없으면 물러납니다. 링크를 하나만 끊었다면 어떻습니까? 나머지 하나와 함께 과반수이므로 리더가 바뀌지 않습니다.",
    en: "As a rule for a metric the note is right; but add up what controllers say of themselves, and it may be 2 for a moment. Two things keep the cluster whole. A voter votes once in an epoch, so an epoch has one leader. And a record is decided when a majority has it, and any two majorities share a node. The leader that is cut off has no majority: it can promise nothing, and resigns when none has fetched for 3 s. And with one link cut only? With the other controller it still has a majority, and the leader stays.",
  },
  scenario: cluster(3, 3, []),
  live: "quorum",
  start: { name: "start", source: start, acts: [] },
  solution: { name: "solution", source: solution, acts: [...cutBoth, ...healBoth] },
  wrong: [
    { name: "one link cut", source: solution, acts: [cutLink(0)] },
    { name: "the leader killed", source: solution, acts: [killActive(someTopics)] },
    { name: "not healed", source: solution, acts: cutBoth },
  ],
  hints: [
    {
      ko: "육각형의 메뉴에서도 '링크 C1↔C2 끊기'처럼 하나씩 끊을 수 있습니다. 브로커와의 링크는 끊지 않습니다.",
      en: "The menu of a hexagon cuts links too, one by one, such as C1↔C2. Leave those to brokers whole.",
    },
    {
      ko: "링크 하나만 끊으면 리더가 바뀌지 않습니다. 둘 다 끊어야 합니다.",
      en: "With one link cut the leader stays. Both have to be cut.",
    },
    {
      ko: "시도가 계속되는 동안 끊어야 옛 리더의 로그에 꼬리가 남습니다. 끊긴 뒤 시간 초과가 찍히면 남은 것입니다.",
      en: "Cut while tries are going on, so that the old leader's log gets a tail: a timeout after the cut says that it has.",
    },
  ],
  checks: [oldResigns, neverTwoInOneEpoch, oneDecision, agreed],
  claims: [
    "kraft-active-leader",
    "monitor-active-controller",
    "zk-quorum-majority",
    "kraft-controller-cluster",
  ],
};
