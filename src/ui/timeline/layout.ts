// Where the events of a stretch of time lie: a row for each source, squares for what happened, diamonds for what time
// itself brought about, bars for what is pending, ticks for the hum of the wire. Pure: events in, marks out.
import type { EngineEvent, EventId } from "../../engine/trace/event.ts";
import { firstAtOrAfter } from "../session/trace-log.ts";
import type { Digest } from "./digest.ts";

export interface TimelineRow {
  readonly key: string;
  /** Who: the person, a client or program, a broker, the only controller, or one of several. */
  readonly kind: "you" | "client" | "broker" | "controllers" | "controller";
  readonly name: string;
}

export interface TimelineMark {
  readonly id: EventId;
  readonly row: number;
  readonly x: number;
  readonly shape: "square" | "diamond";
  readonly tone: "you" | "client" | "log" | "bad" | "plain";
  readonly event: EngineEvent;
}

export interface TimelineTick {
  readonly row: number;
  readonly x: number;
}

export interface TimelineBar {
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly kind: "waiting" | "down";
  /** It goes on beyond what is shown. */
  readonly open: boolean;
  /** The event that began it. */
  readonly id: EventId;
  readonly api: string | null;
  readonly lastsMs: number;
  /** Of bars that end together only the longest is named. */
  readonly named: boolean;
}

export interface TimelineCurve {
  readonly from: { readonly x: number; readonly row: number };
  readonly to: { readonly x: number; readonly row: number };
  readonly selected: boolean;
}

export interface TimelineLayout {
  readonly rows: readonly TimelineRow[];
  readonly marks: readonly TimelineMark[];
  readonly ticks: readonly TimelineTick[];
  readonly bars: readonly TimelineBar[];
  readonly curves: readonly TimelineCurve[];
  readonly grid: readonly { readonly x: number; readonly atMs: number }[];
}

export interface TimelineInput {
  readonly digest: Digest;
  /** All who ever told of an event, in the order of their first. */
  readonly sources: ReadonlySet<string>;
  readonly fromMs: number;
  readonly toMs: number;
  /** Up to where the clock has run. */
  readonly nowMs: number;
  readonly width: number;
  readonly brokers: readonly number[];
  readonly controllers: readonly { readonly id: number; readonly label: string }[];
  /** The chain that the person has selected, newest first. */
  readonly chain: readonly EngineEvent[];
}

const GRID_STEPS_MS = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000,
  21_600_000, 86_400_000,
];
const GRID_APART = 96;
const CURVES_MAX = 24;

/** What no one asked for at that moment: a deadline passed. */
function broughtByTime({ event }: EngineEvent): boolean {
  if (event.kind === "request-unparked") return event.timedOut;
  if (event.kind === "isr-changed") return event.to.length < event.from.length;
  return event.kind === "broker-fenced" && event.reason === "session";
}

/** Something was lost or refused. A node that a person stops, or that is fenced while it starts, is in order. */
export function isGrave({ event }: EngineEvent): boolean {
  switch (event.kind) {
    case "node-stopped":
      return event.reason !== "controlled";
    case "broker-fenced":
      return event.reason === "session" || event.reason === "log-dir";
    case "leader-elected":
      return event.to < 0 || event.unclean;
    case "append-refused":
    case "batch-failed":
    case "disk-failed":
    case "log-truncated":
      return true;
    case "records-lost":
      return event.gone > 0;
    case "program-ended":
      return event.outcome === "failed" || event.outcome === "unresponsive";
    default:
      return false;
  }
}

function tone(entry: EngineEvent): TimelineMark["tone"] {
  if (isGrave(entry)) return "bad";
  const { source, event } = entry;
  switch (event.kind) {
    case "records-appended":
    case "high-watermark-advanced":
      return "log";
    case "command":
    case "program-started":
      return "you";
    case "batch-sent":
    case "batch-acked":
    case "batch-retried":
    case "client-started":
    case "client-closed":
    case "records-polled":
    case "program-ended":
      return "client";
    default:
      return source === "you" ? "you" : "plain";
  }
}

function rowsOf(input: TimelineInput): readonly TimelineRow[] {
  const nodes = new Set([...input.brokers, ...input.controllers.map(({ id }) => id)].map(String));
  const clients = [...input.sources].filter((source) => source !== "you" && !nodes.has(source));
  return [
    { key: "you", kind: "you", name: "you" },
    ...clients.slice(-4).map((name): TimelineRow => ({ key: name, kind: "client", name })),
    ...input.brokers.map((id): TimelineRow => ({ key: String(id), kind: "broker", name: String(id) })),
    // Several have a row each: in one for all, the bar of the one that is down would lie upon those that run.
    ...input.controllers.map(
      ({ id, label }, _, { length }): TimelineRow =>
        length === 1
          ? { key: String(id), kind: "controllers", name: "controllers" }
          : { key: String(id), kind: "controller", name: label },
    ),
  ];
}

/** The row of each source: thousands of events are looked up in it. */
function rowsBySource(rows: readonly TimelineRow[]): RowOf {
  return new Map(rows.map((row, index) => [row.key, index]));
}

function gridOf({ fromMs, toMs, width }: TimelineInput): TimelineLayout["grid"] {
  const perPixel = (toMs - fromMs) / Math.max(1, width);
  const step = GRID_STEPS_MS.find((each) => each / perPixel >= GRID_APART) ?? 86_400_000 * 7;
  const grid: { x: number; atMs: number }[] = [];
  for (let atMs = Math.ceil(Math.max(0, fromMs) / step) * step; atMs <= toMs; atMs += step) {
    grid.push({ x: (atMs - fromMs) / perPixel, atMs });
  }
  return grid;
}

/** What lasted less than a few pixels is a tick, not a bar. */
const BAR_MIN = 5;
const NAMES_APART = 60;

export function timelineLayout(input: TimelineInput): TimelineLayout {
  const { fromMs, toMs, width } = input;
  const scale = width / Math.max(1, toMs - fromMs);
  const xOf = (atMs: number): number => (atMs - fromMs) * scale;
  const rows = rowsOf(input);
  const rowOf = rowsBySource(rows);
  return {
    rows,
    marks: marksOf(input, rowOf, xOf),
    ticks: ticksOf(input, rowOf, xOf),
    bars: barsOf(input, rowOf, xOf),
    curves: curvesOf(input, rowOf, xOf),
    grid: gridOf(input),
  };
}

type RowOf = ReadonlyMap<string, number>;
type XOf = (atMs: number) => number;

function marksOf({ digest, fromMs, toMs }: TimelineInput, rowOf: RowOf, xOf: XOf): readonly TimelineMark[] {
  const marks: TimelineMark[] = [];
  const marked = new Set<string>();
  for (let index = firstAtOrAfter(digest.main, fromMs); index < digest.main.length; index++) {
    const entry = digest.main[index]!;
    const row = rowOf.get(entry.source);
    // They are in order, or nearly.
    if (row === undefined || entry.atMs < fromMs || entry.atMs > toMs) continue;
    const x = xOf(entry.atMs);
    const shape = broughtByTime(entry) ? "diamond" : "square";
    const spot = `${row}/${Math.round(x / 9)}/${shape}/${tone(entry)}`;
    if (marked.has(spot)) continue;
    marked.add(spot);
    marks.push({ id: entry.id, row, x, shape, tone: tone(entry), event: entry });
  }
  return marks;
}

function ticksOf({ digest, fromMs, toMs }: TimelineInput, rowOf: RowOf, xOf: XOf): readonly TimelineTick[] {
  const ticks: TimelineTick[] = [];
  const ticked = new Set<number>();
  for (const [source, moments] of digest.hum) {
    const row = rowOf.get(source);
    if (row === undefined) continue;
    for (let index = moments.length - 1; index >= 0; index--) {
      const atMs = moments[index]!;
      if (atMs < fromMs) break;
      const x = xOf(atMs);
      const pixel = row * 100_000 + Math.round(x / 2);
      if (atMs > toMs || ticked.has(pixel)) continue;
      ticked.add(pixel);
      ticks.push({ row, x });
    }
  }
  return ticks;
}

function barsOf(
  { digest, fromMs, toMs, nowMs, width }: TimelineInput,
  rowOf: RowOf,
  xOf: XOf,
): readonly TimelineBar[] {
  const bars: TimelineBar[] = [];
  for (const stretch of digest.stretches()) {
    const { source, kind, id, api } = stretch;
    const row = rowOf.get(source);
    const endMs = stretch.toMs ?? Math.min(nowMs, toMs);
    if (row === undefined || endMs < fromMs || stretch.fromMs > toMs) continue;
    const from = Math.max(0, xOf(stretch.fromMs));
    const to = Math.min(width, xOf(endMs));
    if (to - from < BAR_MIN) continue;
    const named = !bars.some(
      (other) => other.row === row && other.kind === kind && Math.abs(other.to - to) < NAMES_APART,
    );
    bars.push({
      row,
      from,
      to,
      kind,
      open: stretch.toMs === null,
      id,
      api,
      lastsMs: endMs - stretch.fromMs,
      named,
    });
  }
  return bars;
}

const MARK_REACH = 8;
const BAR_PADDING = 6;

/** Where a text of that width ends within a bar so that no mark of its row lies upon it; null where there is no room. */
export function barTextEnd(
  bar: TimelineBar,
  marks: readonly TimelineMark[],
  textWidth: number,
): number | null {
  const within = marks
    .filter(({ row, x }) => row === bar.row && x > bar.from - MARK_REACH && x < bar.to + MARK_REACH)
    .map(({ x }) => x)
    .sort((a, b) => b - a);
  let end = bar.to - BAR_PADDING;
  for (const x of [...within, bar.from + BAR_PADDING - MARK_REACH]) {
    if (end - (x + MARK_REACH) >= textWidth) return end;
    end = Math.min(end, x - MARK_REACH);
  }
  return null;
}

/** The selected chain as curves from cause to effect; without one, nothing: all causes at once are a tangle. */
function curvesOf({ chain, fromMs, toMs }: TimelineInput, rowOf: RowOf, xOf: XOf): readonly TimelineCurve[] {
  const curves: TimelineCurve[] = [];
  for (let index = 0; index + 1 < chain.length && curves.length < CURVES_MAX; index++) {
    const effect = chain[index];
    const cause = chain[index + 1];
    if (effect === undefined || cause === undefined) continue;
    const from = rowOf.get(cause.source);
    const to = rowOf.get(effect.source);
    if (from === undefined || to === undefined) continue;
    if (effect.atMs < fromMs || cause.atMs > toMs) continue;
    curves.push({
      from: { x: xOf(cause.atMs), row: from },
      to: { x: xOf(effect.atMs), row: to },
      selected: true,
    });
  }
  return curves;
}
