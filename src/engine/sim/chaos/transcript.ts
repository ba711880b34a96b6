// A run as a story that a person can read: who did what, when, without the requests in between.
import type { EngineEvent, EventKind } from "../../trace/event.ts";
import { WIRE_EVENTS } from "../../trace/wire.ts";
import { commandText, tellerOf, textOf } from "./sentences.ts";
import type { Outcome } from "./simulation.ts";

/** Traffic: there is too much of it to read, and it says little. */
const TRAFFIC: ReadonlySet<EventKind> = new Set<EventKind>([
  ...WIRE_EVENTS,
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

/** `  12.345 s  broker 2         leads orders-0 in epoch 3, ISR [2 3]` */
export function lineOf({ atMs, source, event }: EngineEvent): string {
  return lineFrom(atMs, tellerOf(source), textOf(event));
}

export function lineFrom(atMs: number, teller: string, text: string): string {
  return `${timeOf(atMs)}  ${teller.padEnd(15)}  ${text}`;
}

function timeOf(atMs: number): string {
  return `${(Math.round(atMs) / 1000).toFixed(3)} s`.padStart(10);
}

/** What went wrong outside, what the cluster told towards the end, and what does not hold. */
export function transcriptOf(outcome: Outcome): string[] {
  const { seed, profile, happenings, events, violation } = outcome;
  const told = events.slice(-LAST_LINES);
  return [
    `seed ${seed}, profile ${profile.name}: ${happenings.length} things happened from outside`,
    ...happenings.map(({ atMs, what }) => `${timeOf(atMs)}  ${commandText({ ...what })}`),
    `the last ${told.length} things that the cluster told:`,
    ...told.map(lineOf),
    ...(violation === null ? [] : [`violated: ${violation.message}`]),
  ];
}
