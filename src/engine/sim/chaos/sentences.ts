// What each event says, as a person would write it down. Faults and elections have sentences of their own; what is
// seldom read (requests, flushes) is told by its fields.
import { FIRST_CONTROLLER_ID } from "../../cluster/cluster-config.ts";
import type { EventOf, TraceEvent } from "../../trace/event.ts";

const FENCED = {
  session: "its session expired",
  shutdown: "it shuts down",
  start: "it has just registered",
  "log-dir": "its log directory failed",
} as const;

const REFUSALS = {
  "has-leader": "it has heard of a leader lately",
  voted: "its vote of this epoch is given",
  "log-behind": "the candidate's log ends before its own",
  "old-epoch": "it is in a newer epoch",
  "own-candidacy": "it leads or stands itself",
} as const;

const RESIGNATIONS = {
  shutdown: "it shuts down",
  "check-quorum": "no majority fetches from it",
  removed: "it is no voter any more",
  failure: "the controller above it failed",
} as const;

/** Answers the words of an event without its time and its teller. */
export function textOf(event: TraceEvent): string {
  switch (event.kind) {
    case "command":
      return commandText(event.command);
    case "node-starting":
      return "starts";
    case "node-ready":
      return "is ready";
    case "node-stopped":
      return event.error === null ? `ends (${event.reason})` : `ends: ${event.error}`;
    case "disk-failed":
      return `its disk fails: ${event.message}`;
    case "disk-torn":
      return `writes are torn: ${event.reachedBytes} bytes reached the disk, ${event.lostBytes} did not`;
    case "append-refused":
      return `refuses to append to ${at(event)}: ${event.error}`;
    case "records-appended":
      return `appends ${offsets(event.baseOffset, event.lastOffset)} to ${at(event)} as ${event.role}`;
    case "high-watermark-advanced":
      return `high watermark of ${at(event)}: ${event.from} -> ${event.to}`;
    case "log-truncated":
      return `truncates ${at(event)} from ${event.fromOffset} to ${event.toOffset}${committedText(event.committed ?? 0)}`;
    case "log-recovered":
      return `recovers ${at(event)}: log end ${event.logEndOffset}, ${event.clean ? "stopped in order" : "after a power cut"}${event.cutBytes === 0 ? "" : `, ${event.cutBytes} bytes cut off`}`;
    case "records-lost":
      return lossText(event);
    case "log-deleted":
      return `deletes the log of ${at(event)}`;
    case "became-leader":
      return `leads ${at(event)} in epoch ${event.epoch}, ISR ${ids(event.isr)}`;
    case "became-follower":
      return `follows ${event.leader === -1 ? "nobody" : event.leader} for ${at(event)} in epoch ${event.epoch}`;
    case "isr-changed":
      return `ISR of ${at(event)}: ${ids(event.from)} -> ${ids(event.to)}`;
    case "raft-state-changed":
      return `${event.from} -> ${event.to} in epoch ${event.epoch}${event.leader === -1 ? "" : `, leader ${event.leader}`}`;
    case "election-started":
      return event.preVote
        ? `asks whether it could win an election (pre-vote, epoch ${event.epoch})`
        : `stands for election in epoch ${event.epoch}`;
    case "vote-granted":
      return `gives ${event.candidate} its ${vote(event)} in epoch ${event.epoch}`;
    case "vote-refused":
      return `refuses ${event.candidate} its ${vote(event)} in epoch ${event.epoch}: ${REFUSALS[event.reason]}`;
    case "leader-resigned":
      return `resigns from epoch ${event.epoch}: ${RESIGNATIONS[event.reason]}`;
    case "metadata-snapshot-written":
      return `writes a snapshot of the metadata up to offset ${event.endOffset} (${event.bytes} bytes)`;
    case "metadata-snapshot-loaded":
      return `loads the metadata up to offset ${event.endOffset} from a snapshot (${event.from})`;
    case "voters-changed":
      return `voters: ${ids(event.from)} -> ${ids(event.to)}`;
    case "controller-elected":
      return `is the active controller in epoch ${event.epoch}`;
    case "broker-registered":
      return `registers broker ${event.broker}, broker epoch ${event.brokerEpoch}`;
    case "broker-fenced":
      return `fences broker ${event.broker}: ${FENCED[event.reason]}`;
    case "broker-unfenced":
      return `unfences broker ${event.broker}`;
    case "topic-created":
      return `creates topic ${event.topic}: ${event.partitions} partitions, ${event.replicas} replicas each`;
    case "topic-deleted":
      return `deletes topic ${event.topic}`;
    case "leader-elected":
      return `${event.unclean ? "UNCLEAN leader" : "leader"} of ${at(event)}: ${nobodyOr(event.from)} -> ${nobodyOr(event.to)}, epoch ${event.epoch}, ISR ${ids(event.isr)}`;
    case "client-started":
      return `${event.role} opens`;
    case "client-closed":
      return "closes";
    case "batch-failed":
      return `gives up ${count(event.records, "record")} for ${at(event)}: ${event.error}`;
    case "batch-retried":
      return `tries ${count(event.records, "record")} for ${at(event)} again: ${event.error}`;
    case "program-ended":
      return `program ${event.name} ${event.outcome}${event.error === null ? "" : `: ${event.error}`}`;
    default:
      return fieldsText({ ...event });
  }
}

/** `broker 1`, `controller 3001`; clients and the person by their own names. */
export function tellerOf(source: string): string {
  if (!/^\d+$/.test(source)) return source;
  return `${Number(source) >= FIRST_CONTROLLER_ID ? "controller" : "broker"} ${source}`;
}

/** What a person did, whatever the command. */
export function commandText(command: Readonly<Record<string, unknown>>): string {
  const { oneWay, delayMs } = command;
  const [node, a, b] = [command["node"], command["a"], command["b"]].map((id) => tellerOf(String(id)));
  const link = oneWay === true ? `from ${a} to ${b}` : `between ${a} and ${b}`;
  switch (command["kind"]) {
    case "kill":
      return `cuts the power of ${node}`;
    case "tear":
      return `cuts the power of ${node} in the middle of its writes`;
    case "stop":
      return `stops ${node} in order`;
    case "start":
    case "restart":
    case "freeze":
    case "thaw":
      return `${command["kind"]}s ${node}`;
    case "wipeDisk":
      return `empties the disk of ${node}`;
    case "slowDisk":
      return `makes each flush of ${node} ${String(delayMs)} ms slower`;
    case "fullDisk":
      return command["full"] === true ? `fills the disk of ${node}` : `makes room on the disk of ${node}`;
    case "driftClock":
      return `lets the clock of ${node} run at ${String(command["rate"])} of the true speed`;
    case "setClock": {
      const aheadMs = Number(command["aheadMs"]);
      return `sets the wall clock of ${node} ${Math.abs(aheadMs)} ms ${aheadMs < 0 ? "behind" : "ahead of"} the true time`;
    }
    case "rot":
      return `lets bits of batches rot on the disk of ${node}`;
    case "addVoter":
      return `asks that ${tellerOf(String(command["voter"]))} become a voter`;
    case "removeVoter":
      return `asks that ${tellerOf(String(command["voter"]))} be no voter any more`;
    case "cutLink":
      return `cuts the link ${link}`;
    case "slowLink":
      return `slows the link ${link} by ${String(delayMs)} ms`;
    case "holdLink":
      return `holds what goes over the link ${link}`;
    case "releaseLink":
      return `lets go on what the link ${link} holds`;
    case "releaseMessage":
      return `lets message ${String(command["id"])} go on`;
    case "dropMessage":
      return `loses message ${String(command["id"])}`;
    case "healLink":
      return `heals the link ${link}`;
    default:
      return fieldsText(command);
  }
}

function lossText(event: EventOf<"records-lost">): string {
  const { fromOffset, toOffset, returning, gone, goneCommitted } = event;
  const fates = [
    ...(returning === 0 ? [] : [`${returning} come back from the leader`]),
    ...(gone === 0 ? [] : [`${gone} gone for good, ${goneCommitted} of them committed`]),
  ];
  return `lost ${offsets(fromOffset, toOffset - 1)} of ${at(event)} to the power cut: ${fates.join(", ")}`;
}

const at = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}-${partition}`;

const ids = (list: readonly number[]): string => `[${list.join(" ")}]`;
const nobodyOr = (id: number): string => (id === -1 ? "nobody" : `${id}`);
const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
const offsets = (from: number, to: number): string =>
  from === to ? `offset ${from}` : `offsets ${from} to ${to}`;
const vote = ({ preVote }: { readonly preVote: boolean }): string => (preVote ? "pre-vote" : "vote");

function committedText(committed: number): string {
  return committed === 0 ? "" : `; ${committed} of these were committed, and are lost`;
}

/** The kind, then every field by its name. */
function fieldsText({
  kind,
  ...fields
}: { readonly kind?: unknown } & Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name} ${valueText(value)}`);
  return [String(kind), ...rows].join(" ");
}

/** A list as in [1 2], an object as in {name value, name value}. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(" ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const rows = Object.entries(value).map(([name, inner]) => `${name} ${valueText(inner)}`);
  return `{${rows.join(", ")}}`;
}
