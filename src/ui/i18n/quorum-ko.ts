// Korean of the quorum view: loaded with it, not with the first page.
import type { VoteRefusal } from "../../engine/trace/event.ts";
import { controllerRoles } from "../cluster/node-state.ts";
import type { LinkState } from "../quorum/link-state.ts";
import type { QuorumFact } from "../quorum/quorum-model.ts";
import { ko } from "./ko.ts";
import { count, span } from "./numbers.ts";
import { withParticle } from "./particle.ts";

interface Sentence {
  readonly fact: string;
  readonly cause: string;
}

const refusals: Readonly<Record<VoteRefusal, string>> = {
  "has-leader": "거절 · 리더의 소식을 최근에 들음",
  voted: "거절 · 이 epoch의 표를 이미 줌",
  "log-behind": "거절 · 후보의 로그가 자기 것보다 짧음",
  "old-epoch": "거절 · 더 새로운 epoch에 있음",
  "own-candidacy": "거절 · 스스로 후보이거나 리더",
};

const NO_METADATA =
  "파티션의 리더가 살아 있으면 쓰고 읽기는 계속됩니다. 토픽 생성, ISR 변경, 파티션 리더 선출, 새 프로듀서 ID 발급은 과반수가 돌아올 때까지 멈춥니다.";

function now(fact: QuorumFact): Sentence {
  switch (fact.kind) {
    case "starting":
      return { fact: "쿼럼을 시작하고 있습니다.", cause: "" };
    case "alone":
      return {
        fact: `컨트롤러는 ${fact.voter} 하나입니다. epoch ${fact.epoch}.`,
        cause: "투표자가 하나면 과반수도 1입니다. 이 컨트롤러가 멈추면 메타데이터를 바꿀 수 없습니다.",
      };
    case "none":
      return { fact: "하나뿐인 컨트롤러가 실행 중이 아닙니다.", cause: NO_METADATA };
    case "whole":
      return {
        fact: `${withParticle(fact.leader, "이/가")} epoch ${fact.epoch}의 리더입니다.`,
        cause: `투표자 ${fact.voters}개가 모두 같은 메타데이터 로그를 따라갑니다.`,
      };
    case "reduced":
      return {
        fact: `${withParticle(fact.leader, "이/가")} 리더이고, ${fact.without.join(", ")} 없이 커밋합니다.`,
        cause:
          fact.spare === 0
            ? `따르는 투표자가 리더까지 ${fact.following}개로, 과반수에 딱 맞습니다. 하나만 더 빠지면 쿼럼을 잃습니다.`
            : `따르는 투표자가 리더까지 ${fact.following}개입니다. ${fact.spare}개가 더 빠져도 쿼럼이 유지됩니다.`,
      };
    case "two-leaders":
      return {
        fact: "리더가 둘로 보이지만 하나만 커밋합니다.",
        cause: `${withParticle(fact.stale, "은/는")} 과반수의 응답이 없어 HW를 ${fact.highWatermark}에서 올리지 못합니다. 커밋하는 리더는 ${fact.leader}입니다.`,
      };
    case "losing":
      return {
        fact: `과반수가 ${withParticle(fact.leader, "을/를")} 따르지 않습니다.`,
        cause: "fetch timeout의 1.5배 동안 과반수의 Fetch가 없으면 리더가 스스로 물러납니다.",
      };
    case "electing":
      return {
        fact: "지금은 컨트롤러 리더가 없습니다.",
        cause:
          fact.candidates.length === 0
            ? "리더의 소식이 끊긴 투표자가 곧 선거를 시작합니다."
            : `${withParticle(fact.candidates.join(", "), "이/가")} 표를 모으고 있습니다.`,
      };
    case "no-quorum":
      return {
        fact: "쿼럼이 없습니다.",
        cause: `투표자 ${fact.voters}개 가운데 서로 연결된 것은 많아야 ${fact.connected}개이고, 과반수는 ${fact.majority}입니다. ${NO_METADATA}`,
      };
  }
}

export const quorumKo = {
  title: "컨트롤러 쿼럼",
  log: "메타데이터 로그",
  toPlayground: "놀이터로",
  open: "쿼럼 보기",
  roles: controllerRoles(ko),
  refusals,
  now,
  voters: "투표자",
  offset: "오프셋",
  drawing: "메타데이터 로그 그림",
  lane: (voter: string, role: string, epoch: number, hw: number, leo: number, lag: number | null) =>
    `${voter}, ${role}, epoch ${epoch}, HW ${hw}, LEO ${leo}${lag === null ? "" : `, 리더보다 ${lag} 뒤`}`,
  actions: (voter: string) => `${voter}에 할 수 있는 일`,
  lag: (records: number) => (records === 0 ? "뒤처짐 없음" : `${count(records)} 뒤`),
  fetched: (ms: number) => `fetch ${span(ms)} 전`,
  neverFetched: "fetch 없음",
  unknownLag: "리더만 아는 값",
  down: (ms: number) => `${span(ms)} 전부터`,
  votedFor: (voter: string, epoch: number) => `epoch ${epoch}의 표: ${voter}`,
  uncommitted: "커밋되지 않음",
  willTruncate: "합류하면 잘림",
  cells: {
    committed: "커밋됨",
    uncommitted: "커밋되지 않음",
    diverging: "갈라짐, 합류하면 잘림",
    absent: "아직 없음",
    before: "로그 시작 앞",
  },
  majorityLine: (following: number, voters: number, majority: number) =>
    `따르는 투표자 ${following} / ${voters} · 과반수 ${majority}`,
  majorityTitle: "과반수",
  election: (epoch: number, preVote: boolean) => `epoch ${epoch} ${preVote ? "사전 투표" : "투표"}`,
  noElection: "기록에 남은 선거가 없습니다. 리더를 종료하면 선거가 여기에 나타납니다.",
  electedFor: (candidate: string) => `후보 ${candidate}`,
  ballot: { self: "자신에게", granted: "찬성", silent: "응답 없음" },
  tally: (votes: number, voters: number, won: boolean, majority: number) =>
    `${votes} / ${voters} · ${votes >= majority ? "과반수" : "과반수 아님"}${won ? " · 당선" : ""}`,
  observers: "관찰자",
  observersNote: "표 없이 메타데이터 로그를 따라가는 브로커입니다.",
  noObservers: "리더가 아는 관찰자가 없습니다.",
  links: "링크",
  linksNote:
    "투표자 사이의 연결입니다. 끊으면 바이트가 기다리고, 이으면 순서대로 갑니다. 늦추면 800 ms씩 늦게 가고, 붙잡으면 메시지를 하나씩 보낼 수 있습니다.",
  noLinks: "투표자가 하나라 링크가 없습니다.",
  link: (a: string, b: string) => `${a} ↔ ${b}`,
  linkState: (
    state: Pick<LinkState, "cut" | "delayMs" | "holds" | "held"> & Partial<Pick<LinkState, "silent">>,
  ): string => {
    const parts = [
      ...(state.cut === "both" ? ["끊김"] : []),
      ...(state.cut === "one-way"
        ? [state.silent ? `${state.silent.from}→${state.silent.to}만 끊김` : "한쪽만 끊김"]
        : []),
      ...(state.delayMs > 0 ? [`+${span(state.delayMs)}`] : []),
      ...(state.holds ? [`붙잡음 ${state.held}`] : []),
    ];
    return parts.length === 0 ? "정상" : parts.join(" · ");
  },
  since: (ms: number) => `${span(ms)} 전`,
  cut: "끊기",
  heal: "다시 잇기",
  slow: "늦추기",
  hold: "붙잡기",
  let: "놓아주기",
  onLink: (action: string, link: string) => `${link} ${action}`,
  isolate: (voter: string) => `${voter} 고립`,
  healAll: "모든 링크 다시 잇기",
  held: "붙잡은 메시지",
  heldNote: "프레임 하나가 메시지 하나입니다. 한 연결 안에서는 앞의 것부터 갑니다.",
  noHeld: "붙잡은 메시지가 없습니다. 링크에서 붙잡기를 누르면 오가는 프레임이 여기서 기다립니다.",
  message: (api: string, isResponse: boolean, id: number) => `${api} ${isResponse ? "응답" : "요청"} #${id}`,
  release: "보내기",
  drop: "버리기",
  dropNote: "버리면 TCP 연결이 끊깁니다.",
  waitsBehind: "앞 메시지를 기다림",
  onMessage: (action: string, message: string, from: string, to: string) =>
    `${message}, ${from}에서 ${to}로, ${action}`,
  history: "상태의 시간 흐름",
  stretch: (voter: string, state: string, epoch: number | null, ms: number) =>
    `${voter} ${state}${epoch === null ? "" : ` epoch ${epoch}`}, ${span(ms)} 동안`,
  events: "쿼럼 사건",
  noEvents: "아직 쿼럼의 사건이 없습니다.",
  unknownState: "알 수 없음",
  size: (controllers: number) => `컨트롤러 ${controllers}개`,
  changeSize: "컨트롤러 수 바꾸기",
  columns: {
    voter: "투표자",
    role: "역할",
    epoch: "Epoch",
    vote: "표",
    hw: "HW",
    leo: "LEO",
    lag: "뒤처짐",
    fetch: "마지막 fetch",
    from: "보낸 쪽",
    to: "받을 쪽",
    message: "메시지",
    size: "크기",
    wait: "기다림",
  },
  oneController:
    "컨트롤러가 하나면 선거도 과반수도 볼 것이 적습니다. 셋으로 다시 시작하면 하나를 꺼도 클러스터가 이어집니다.",
  tabs: { log: "로그", links: "링크", events: "사건" },
};

export type QuorumDictionary = typeof quorumKo;
