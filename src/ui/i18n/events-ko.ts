// What each event of the trace is called in Korean: one short line, Kafka's nouns as they are.
import type { TraceEvent } from "../../engine/trace/event.ts";
import { lossEventKo } from "./losses-ko.ts";
import { type NodeNames, nodeNames } from "./node-names.ts";
import { bytes, count, ids } from "./numbers.ts";
import { rolesKo } from "./role-names.ts";

const COMMANDS: Readonly<Record<string, string>> = {
  kill: "강제 종료",
  tear: "쓰는 도중 전원 끊기",
  stop: "정상 종료",
  start: "시작",
  restart: "다시 시작",
  freeze: "얼리기",
  thaw: "녹이기",
  wipeDisk: "디스크 비우기",
  slowDisk: "디스크 늦추기",
  fullDisk: "디스크 가득 채우기",
  failLogDir: "로그 디렉터리 고장",
  cutLink: "링크 끊기",
  healLink: "링크 다시 잇기",
  slowLink: "링크 늦추기",
  holdLink: "메시지 붙잡기",
  releaseLink: "링크 놓아주기",
  releaseMessage: "메시지 보내기",
  dropMessage: "메시지 버리기",
  pause: "일시 정지",
  resume: "재생",
  speed: "속도",
  step: "다음 사건까지",
  jump: "벽시계 옮기기",
  runCleaner: "클리너 실행",
  runRetention: "보존 검사 실행",
};

const REASONS = { controlled: "종료됨", killed: "강제 종료됨", failed: "오류로 종료됨" } as const;
const FENCED = {
  session: "세션 만료",
  shutdown: "종료",
  start: "시작 전",
  "log-dir": "로그 디렉터리 고장",
} as const;
const OUTCOMES = { finished: "끝남", failed: "예외", stopped: "중지", unresponsive: "응답 없음" } as const;
const REFUSALS = {
  "has-leader": "리더가 있음",
  voted: "이미 투표함",
  "log-behind": "로그가 뒤처짐",
  "old-epoch": "지난 epoch",
  "own-candidacy": "스스로 후보이거나 리더",
} as const;
const RESIGNATIONS = {
  shutdown: "종료",
  "check-quorum": "과반수가 fetch하지 않음",
  removed: "더는 투표자가 아님",
  failure: "컨트롤러 오류",
} as const;
const SNAPSHOT_SOURCES = { disk: "디스크에서", leader: "리더에게서" } as const;
const ROLES = { producer: "프로듀서", consumer: "컨슈머", admin: "관리 클라이언트" } as const;

function offsets(from: number, to: number): string {
  return from === to ? `${from}` : `${from}–${to}`;
}

type Command = Readonly<Record<string, string | number | boolean>>;

function commandKo(command: Command, names: NodeNames): string {
  const name = COMMANDS[String(command["kind"])] ?? String(command["kind"]);
  if ("a" in command)
    return `${name} ${names.short(Number(command["a"]))}${command["oneWay"] === true ? "→" : "↔"}${names.short(Number(command["b"]))}`;
  if ("node" in command) return `${name} · ${names.full(Number(command["node"]))}`;
  if ("factor" in command) return `${name} ${command["factor"]}×`;
  return name;
}

/** Until somebody says better, by their numbers. */
const BY_ID = nodeNames([], (id) => `노드 ${id}`);

export function eventsKo(event: TraceEvent, names: NodeNames = BY_ID): string {
  const voters = (ids: readonly number[]): string => `[${ids.map(names.withId).join(", ")}]`;
  switch (event.kind) {
    case "command":
      return commandKo(event.command, names);
    case "node-starting":
      return "시작 중";
    case "node-ready":
      return "준비됨";
    case "node-stopped":
      return event.error === null ? REASONS[event.reason] : `${REASONS[event.reason]} · ${event.error}`;
    case "disk-flushed":
      return `flush ${bytes(event.bytes)}`;
    case "disk-failed":
      return `디스크 오류 · ${event.message}`;
    case "disk-torn":
      return `쓰는 도중 끊김 · ${bytes(event.reachedBytes)}만 디스크에 기록, ${bytes(event.lostBytes)} 사라짐`;
    case "request-sent":
      return `${event.api} 요청 → ${event.peer}`;
    case "request-received":
      return `${event.api} 요청 받음 · ${event.clientId ?? event.peer}`;
    case "response-sent":
      return `${event.api} 응답 → ${event.peer}`;
    case "response-received":
      return `${event.api} 응답 받음 · ${event.peer}`;
    case "connection-closed":
      return `연결 끊김 · ${event.peer}`;
    case "request-parked":
      return `${event.api} 응답 대기 · ${event.waitsFor}`;
    case "request-unparked":
      return event.timedOut ? `${event.api} 대기 시간 초과` : `${event.api} 대기 끝`;
    case "records-appended":
      return `${event.topic}-${event.partition} append ${offsets(event.baseOffset, event.lastOffset)}`;
    case "append-refused":
      return `${event.topic}-${event.partition} 쓰기 거부 · ${event.error}`;
    case "high-watermark-advanced":
      return `${event.topic}-${event.partition} HW ${event.from} → ${event.to}`;
    case "log-truncated":
      return `${event.topic}-${event.partition} 자름 ${event.fromOffset} → ${event.toOffset}`;
    case "log-recovered":
      return `${event.topic}-${event.partition} 복구 · LEO ${event.logEndOffset}${event.cutBytes > 0 ? ` · ${bytes(event.cutBytes)} 버림` : ""}`;
    case "records-lost":
      return lossEventKo(event);
    case "segment-rolled":
      return `${event.topic}-${event.partition} 새 세그먼트 ${event.baseOffset}`;
    case "log-deleted":
      return `${event.topic}-${event.partition} 로그 삭제`;
    case "cleaner-started":
      return `${event.topic}-${event.partition} 컴팩션 시작 · dirty ${Math.round(event.dirtyRatio * 100)}%`;
    case "cleaner-finished":
      return `${event.topic}-${event.partition} 컴팩션 끝 · 레코드 ${count(event.recordsBefore)} → ${count(event.recordsAfter)} · ${bytes(event.bytesBefore)} → ${bytes(event.bytesAfter)}`;
    case "cleaner-failed":
      return `${event.topic}-${event.partition} 컴팩션 불가 · ${event.error}`;
    case "cleaner-idle":
      return event.cleanedLogs === 0
        ? "클리너가 할 일이 없음"
        : `로그 ${count(event.cleanedLogs)}개 컴팩션함`;
    case "became-leader":
      return `${event.topic}-${event.partition} 리더가 됨 · epoch ${event.epoch}`;
    case "became-follower":
      return `${event.topic}-${event.partition} 팔로워가 됨 · 리더 ${event.leader}`;
    case "isr-changed":
      return `${event.topic}-${event.partition} ISR ${ids(event.from)} → ${ids(event.to)}`;
    case "raft-state-changed":
      // Two states may have one name for people: what is new then is the epoch.
      return rolesKo[event.from] === rolesKo[event.to]
        ? `계속 ${rolesKo[event.to]} · epoch ${event.epoch}`
        : `${rolesKo[event.from]} → ${rolesKo[event.to]} · epoch ${event.epoch}`;
    case "election-started":
      return event.preVote ? `사전 투표 · epoch ${event.epoch}` : `선거에 나섬 · epoch ${event.epoch}`;
    case "vote-granted":
      return `${names.short(event.candidate)}에게 ${event.preVote ? "사전 투표" : "투표"} · epoch ${event.epoch}`;
    case "vote-refused":
      return `${names.short(event.candidate)}에게 ${event.preVote ? "사전 투표" : "투표"} 거절 · ${REFUSALS[event.reason]}`;
    case "leader-resigned":
      return `리더 사임 · ${RESIGNATIONS[event.reason]}`;
    case "metadata-snapshot-written":
      return `메타데이터 스냅샷 ${event.endOffset}까지 · ${bytes(event.bytes)}`;
    case "metadata-snapshot-loaded":
      return `메타데이터 스냅샷 ${event.endOffset}까지 읽음 · ${SNAPSHOT_SOURCES[event.from]}`;
    case "voters-changed":
      return `투표자 ${voters(event.from)} → ${voters(event.to)}`;
    case "controller-elected":
      return `컨트롤러 리더가 됨 · epoch ${event.epoch}`;
    case "metadata-committed":
      return `메타데이터 ${event.offset} · ${event.record}${event.content === undefined ? "" : ` · ${event.content}`}`;
    case "broker-registered":
      return `브로커 ${event.broker} 등록`;
    case "broker-fenced":
      return `브로커 ${event.broker} fenced · ${FENCED[event.reason]}`;
    case "broker-unfenced":
      return `브로커 ${event.broker} unfenced`;
    case "topic-created":
      return `토픽 ${event.topic} 생성 · 파티션 ${event.partitions} · 복제 ${event.replicas}`;
    case "topic-deleted":
      return `토픽 ${event.topic} 삭제`;
    case "leader-elected":
      return event.to < 0
        ? `${event.topic}-${event.partition} 리더 없음`
        : `${event.topic}-${event.partition} 리더 ${event.from < 0 ? "없음" : event.from} → ${event.to}${event.unclean ? " · unclean" : ""}`;
    case "client-started":
      return `${ROLES[event.role]} 시작`;
    case "client-closed":
      return "닫음";
    case "batch-sent":
      return `${event.topic}-${event.partition} 배치 전송 · ${count(event.records)}건 · acks=${event.acks === -1 ? "all" : event.acks}`;
    case "batch-acked":
      return event.acks === 0
        ? `${event.topic}-${event.partition} 전송 완료로 침 · ${count(event.records)}건`
        : `${event.topic}-${event.partition} 성공 · 오프셋 ${offsets(event.baseOffset, event.baseOffset + event.records - 1)}`;
    case "batch-failed":
      return `${event.topic}-${event.partition} 실패 · ${event.error}`;
    case "batch-retried":
      return `${event.topic}-${event.partition} 재시도 · ${event.error}`;
    case "records-polled":
      return `${event.topic}-${event.partition} 받음 · ${count(event.records)}건`;
    case "program-started":
      return `${event.name} 실행`;
    case "program-ended":
      return `${event.name} ${OUTCOMES[event.outcome]}`;
  }
}
