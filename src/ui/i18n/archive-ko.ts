// Words of the export and import of files.
import type { ArchiveErrorKind, ImportOutcome } from "../../workers/page/workspace.ts";
import { bytes } from "./numbers.ts";
import { withParticle } from "./particle.ts";

const errors: Readonly<Record<ArchiveErrorKind, string>> = {
  "no-tar": "tar 파일이 아닙니다.",
  damaged: "파일이 손상되었습니다.",
  truncated: "파일이 중간에서 끝납니다.",
  "unsafe-name": "바깥 경로를 가리키는 이름이 들어 있습니다.",
  unsupported: "링크처럼 지원하지 않는 항목이 들어 있습니다.",
  "too-large": "너무 큰 값이 들어 있습니다.",
  "no-logs": "Kafka의 로그 디렉터리가 들어 있지 않습니다.",
  "other-nodes": "이 클러스터의 노드와 맞지 않습니다.",
  "topic-exists": "같은 이름의 토픽이 이미 있습니다.",
  "bad-log": "로그 파일을 읽을 수 없습니다.",
  changed: "내보내는 동안 파일이 바뀌었습니다. 다시 시도할 수 있습니다.",
  "not-there": "내보낼 대상이 없습니다.",
  refused: "클러스터가 거절했습니다.",
};

export const archiveKo = {
  title: "파일 내보내기와 가져오기",
  about: "Kafka가 디스크에 두는 파일 그대로를 tar 파일 하나로 옮깁니다.",
  what: "내보낼 대상",
  workspace: "클러스터 전체",
  broker: (id: number): string => `브로커 ${id}의 로그 디렉터리`,
  controller: (label: string): string => `컨트롤러 ${label}의 로그 디렉터리`,
  topic: (name: string): string => `토픽 ${name}`,
  export: "내보내기",
  restNote: "내보내는 동안 해당 노드를 정상 종료했다가 다시 시작합니다.",
  topicNote: "실행 중인 리더의 디스크에서 flush된 만큼 내보냅니다.",
  choose: "가져올 파일",
  pick: "파일 고르기",
  nothing: "고른 파일이 없습니다.",
  import: "가져오기",
  importNote:
    "클러스터 전체를 담은 파일은 지금 클러스터를 대신합니다. Apache Kafka의 log.dirs를 담은 파일에서는 토픽을 가져오고, 그동안 브로커가 다시 시작됩니다.",
  working: "진행 상황",
  exported: (name: string, size: number): string => `${name} · ${bytes(size)}`,
  imported: (outcome: ImportOutcome): string => {
    if (outcome.kind === "workspace") return "클러스터 전체를 가져왔습니다.";
    if (outcome.kind === "node") return `브로커 ${outcome.node}의 디스크를 가져왔습니다.`;
    return `토픽 ${withParticle(outcome.topics.join(", "), "을/를")} 가져왔습니다.`;
  },
  failed: (message: string): string => `실패했습니다: ${message}`,
  errors,
};
