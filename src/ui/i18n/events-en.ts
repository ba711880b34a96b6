// What each event of the trace is called in English.
import type { TraceEvent } from "../../engine/trace/event.ts";
import { lossEventEn } from "./losses-en.ts";
import { type NodeNames, nodeNames } from "./node-names.ts";
import { bytes, count, ids } from "./numbers.ts";
import { rolesEn } from "./role-names.ts";

const COMMANDS: Readonly<Record<string, string>> = {
  kill: "Kill",
  tear: "Cut power mid-write",
  stop: "Stop",
  start: "Start",
  restart: "Restart",
  freeze: "Freeze",
  thaw: "Thaw",
  wipeDisk: "Wipe disk",
  slowDisk: "Slow disk",
  fullDisk: "Full disk",
  failLogDir: "Fail a log directory",
  cutLink: "Cut link",
  healLink: "Heal link",
  slowLink: "Slow link",
  holdLink: "Hold messages",
  releaseLink: "Release link",
  releaseMessage: "Release message",
  dropMessage: "Drop message",
  pause: "Pause",
  resume: "Play",
  speed: "Speed",
  step: "Next event",
  jump: "Move wall clock",
  runCleaner: "Run cleaner",
  runRetention: "Run retention",
};

const REASONS = { controlled: "stopped", killed: "killed", failed: "failed" } as const;
const FENCED = {
  session: "session expired",
  shutdown: "shutdown",
  start: "starting",
  "log-dir": "log directory failed",
} as const;
const OUTCOMES = { finished: "finished", failed: "threw", stopped: "stopped", unresponsive: "hung" } as const;
const REFUSALS = {
  "has-leader": "has a leader",
  voted: "has voted",
  "log-behind": "its log is behind",
  "old-epoch": "old epoch",
  "own-candidacy": "stands or leads itself",
} as const;
const RESIGNATIONS = {
  shutdown: "shutdown",
  "check-quorum": "no majority fetches",
  removed: "no voter any more",
  failure: "controller failed",
} as const;
const ROLES = { producer: "Producer", consumer: "Consumer", admin: "Admin" } as const;

const many = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? "" : "s"}`;

function offsets(from: number, to: number): string {
  return from === to ? `${from}` : `${from}–${to}`;
}

type Command = Readonly<Record<string, string | number | boolean>>;

function commandEn(command: Command, names: NodeNames): string {
  const name = COMMANDS[String(command["kind"])] ?? String(command["kind"]);
  if ("a" in command)
    return `${name} ${names.short(Number(command["a"]))}${command["oneWay"] === true ? "→" : "↔"}${names.short(Number(command["b"]))}`;
  if ("node" in command) return `${name} · ${names.full(Number(command["node"]))}`;
  if ("factor" in command) return `${name} ${command["factor"]}×`;
  return name;
}

/** Until somebody says better, by their numbers. */
const BY_ID = nodeNames([], (id) => `node ${id}`);

export function eventsEn(event: TraceEvent, names: NodeNames = BY_ID): string {
  const voters = (ids: readonly number[]): string => `[${ids.map(names.withId).join(", ")}]`;
  switch (event.kind) {
    case "command":
      return commandEn(event.command, names);
    case "node-starting":
      return "starting";
    case "node-ready":
      return "ready";
    case "node-stopped":
      return event.error === null ? REASONS[event.reason] : `${REASONS[event.reason]} · ${event.error}`;
    case "disk-flushed":
      return `flush ${bytes(event.bytes)}`;
    case "disk-failed":
      return `disk error · ${event.message}`;
    case "disk-torn":
      return `torn write · ${bytes(event.reachedBytes)} reached the disk, ${bytes(event.lostBytes)} did not`;
    case "request-sent":
      return `${event.api} request → ${event.peer}`;
    case "request-received":
      return `${event.api} request from ${event.clientId ?? event.peer}`;
    case "response-sent":
      return `${event.api} response → ${event.peer}`;
    case "response-received":
      return `${event.api} response from ${event.peer}`;
    case "connection-closed":
      return `connection closed · ${event.peer}`;
    case "request-parked":
      return `${event.api} waits · ${event.waitsFor}`;
    case "request-unparked":
      return event.timedOut ? `${event.api} wait timed out` : `${event.api} wait over`;
    case "records-appended":
      return `${event.topic}-${event.partition} append ${offsets(event.baseOffset, event.lastOffset)}`;
    case "append-refused":
      return `${event.topic}-${event.partition} append refused · ${event.error}`;
    case "high-watermark-advanced":
      return `${event.topic}-${event.partition} HW ${event.from} → ${event.to}`;
    case "log-truncated":
      return `${event.topic}-${event.partition} truncated ${event.fromOffset} → ${event.toOffset}`;
    case "log-recovered":
      return `${event.topic}-${event.partition} recovered · LEO ${event.logEndOffset}${event.cutBytes > 0 ? ` · ${bytes(event.cutBytes)} dropped` : ""}`;
    case "records-lost":
      return lossEventEn(event);
    case "segment-rolled":
      return `${event.topic}-${event.partition} new segment ${event.baseOffset}`;
    case "log-deleted":
      return `${event.topic}-${event.partition} log deleted`;
    case "cleaner-started":
      return `${event.topic}-${event.partition} cleaning · ${Math.round(event.dirtyRatio * 100)}% dirty`;
    case "cleaner-finished":
      return `${event.topic}-${event.partition} cleaned · ${count(event.recordsBefore)} → ${many(event.recordsAfter, "record")} · ${bytes(event.bytesBefore)} → ${bytes(event.bytesAfter)}`;
    case "cleaner-failed":
      return `${event.topic}-${event.partition} uncleanable · ${event.error}`;
    case "cleaner-idle":
      return event.cleanedLogs === 0
        ? "cleaner found nothing to do"
        : `${many(event.cleanedLogs, "log")} cleaned`;
    case "became-leader":
      return `${event.topic}-${event.partition} now leader · epoch ${event.epoch}`;
    case "became-follower":
      return `${event.topic}-${event.partition} now follower of ${event.leader}`;
    case "isr-changed":
      return `${event.topic}-${event.partition} ISR ${ids(event.from)} → ${ids(event.to)}`;
    case "raft-state-changed":
      // Two states may have one name for people: what is new then is the epoch.
      return rolesEn[event.from] === rolesEn[event.to]
        ? `still ${rolesEn[event.to]} · epoch ${event.epoch}`
        : `${rolesEn[event.from]} → ${rolesEn[event.to]} · epoch ${event.epoch}`;
    case "election-started":
      return event.preVote ? `pre-vote · epoch ${event.epoch}` : `stands for election · epoch ${event.epoch}`;
    case "vote-granted":
      return `${event.preVote ? "pre-vote" : "vote"} for ${names.short(event.candidate)} · epoch ${event.epoch}`;
    case "vote-refused":
      return `no ${event.preVote ? "pre-vote" : "vote"} for ${names.short(event.candidate)} · ${REFUSALS[event.reason]}`;
    case "leader-resigned":
      return `resigned · ${RESIGNATIONS[event.reason]}`;
    case "metadata-snapshot-written":
      return `metadata snapshot up to ${event.endOffset} · ${bytes(event.bytes)}`;
    case "metadata-snapshot-loaded":
      return `metadata snapshot up to ${event.endOffset} loaded from ${event.from}`;
    case "voters-changed":
      return `voters ${voters(event.from)} → ${voters(event.to)}`;
    case "controller-elected":
      return `now controller leader · epoch ${event.epoch}`;
    case "metadata-committed":
      return `metadata ${event.offset} · ${event.record}${event.content === undefined ? "" : ` · ${event.content}`}`;
    case "broker-registered":
      return `broker ${event.broker} registered`;
    case "broker-fenced":
      return `broker ${event.broker} fenced · ${FENCED[event.reason]}`;
    case "broker-unfenced":
      return `broker ${event.broker} unfenced`;
    case "topic-created":
      return `topic ${event.topic} created · ${many(event.partitions, "partition")} · ${many(event.replicas, "replica")}`;
    case "topic-deleted":
      return `topic ${event.topic} deleted`;
    case "leader-elected":
      return event.to < 0
        ? `${event.topic}-${event.partition} has no leader`
        : `${event.topic}-${event.partition} leader ${event.from < 0 ? "none" : event.from} → ${event.to}${event.unclean ? " · unclean" : ""}`;
    case "client-started":
      return `${ROLES[event.role]} started`;
    case "client-closed":
      return "closed";
    case "batch-sent":
      return `${event.topic}-${event.partition} batch sent · ${many(event.records, "record")} · acks=${event.acks === -1 ? "all" : event.acks}`;
    case "batch-acked":
      return event.acks === 0
        ? `${event.topic}-${event.partition} counted as sent · ${many(event.records, "record")}`
        : `${event.topic}-${event.partition} acknowledged · ${event.records === 1 ? "offset" : "offsets"} ${offsets(event.baseOffset, event.baseOffset + event.records - 1)}`;
    case "batch-failed":
      return `${event.topic}-${event.partition} failed · ${event.error}`;
    case "batch-retried":
      return `${event.topic}-${event.partition} retried · ${event.error}`;
    case "records-polled":
      return `${event.topic}-${event.partition} polled · ${many(event.records, "record")}`;
    case "program-started":
      return `${event.name} runs`;
    case "program-ended":
      return `${event.name} ${OUTCOMES[event.outcome]}`;
  }
}
