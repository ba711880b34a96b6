// A run as a story that a person can read: who did what, when, without the requests in between.
import type { EngineEvent, EventKind, TraceEvent } from "../../trace/event.ts";
import type { Happening } from "./faults.ts";
import type { Outcome } from "./simulation.ts";

/** Traffic: there is too much of it to read, and it says little. */
const TRAFFIC: ReadonlySet<EventKind> = new Set<EventKind>([
  "request-sent",
  "request-received",
  "response-sent",
  "response-received",
  "request-parked",
  "request-unparked",
  "connection-closed",
  "records-appended",
  "high-watermark-advanced",
  "disk-flushed",
  "segment-rolled",
  "batch-sent",
  "batch-acked",
  "batch-retried",
  "records-polled",
  "metadata-committed",
]);

const LAST_LINES = 60;

export function isTraffic({ event }: EngineEvent): boolean {
  return TRAFFIC.has(event.kind);
}

/** `  12345 ms  2           became-leader chaos-0 epoch 3 isr 2,3` */
export function lineOf({ atMs, source, event }: EngineEvent): string {
  return `${timeOf(atMs)}  ${source.padEnd(10)}  ${textOf(event)}`;
}

function timeOf(atMs: number): string {
  return `${Math.round(atMs)} ms`.padStart(10);
}

export function textOf(event: TraceEvent): string {
  if (event.kind === "command") return wordsOf(event.command);
  const { kind, ...rest } = event as TraceEvent & Record<string, unknown>;
  const { topic, partition, ...others } = rest as Record<string, unknown>;
  const place = topic === undefined ? [] : partition === undefined ? [topic] : [`${topic}-${partition}`];
  return [kind, ...place, wordsOf(others)].join(" ").trimEnd();
}

export function happeningText(what: Happening): string {
  return wordsOf({ ...what });
}

function wordsOf(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => (name === "kind" ? String(value) : `${name} ${String(value)}`))
    .join(" ");
}

/** What went wrong outside, what the cluster told towards the end, and what does not hold. */
export function transcriptOf(outcome: Outcome): string[] {
  const { seed, profile, happenings, events, violation } = outcome;
  const told = events.filter((event) => !isTraffic(event)).slice(-LAST_LINES);
  return [
    `seed ${seed}, profile ${profile.name}: ${happenings.length} things happened from outside`,
    ...happenings.map(({ atMs, what }) => `${timeOf(atMs)}  ${happeningText(what)}`),
    `the last ${told.length} things that the cluster told:`,
    ...told.map(lineOf),
    ...(violation === null ? [] : [`violated: ${violation.message}`]),
  ];
}
