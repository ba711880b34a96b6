import { expect, test } from "vitest";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { createTraceLog } from "../session/trace-log.ts";
import { createDigest } from "./digest.ts";
import { barTextEnd, type TimelineInput, timelineLayout } from "./layout.ts";

let serial = 0;
const at = (atMs: number, source: string, event: TraceEvent, cause: string | null = null): EngineEvent => ({
  id: `${source}:${serial++}`,
  source,
  atMs,
  cause,
  event,
});
/** Two of a thousand pixels for ten seconds. */
const GRAIN_MS = 20;
function digestOf(events: readonly EngineEvent[]) {
  const trace = createTraceLog();
  const digest = createDigest(GRAIN_MS);
  trace.append(events);
  digest.take(trace);
  return digest;
}
const layoutOf = (events: readonly EngineEvent[], change: Partial<TimelineInput> = {}) =>
  timelineLayout({
    digest: digestOf(events),
    sources: new Set(events.map(({ source }) => source)),
    fromMs: 0,
    toMs: 10_000,
    nowMs: 8_000,
    width: 1_000,
    brokers: [1, 2],
    controllers: [{ id: 3001, label: "C1" }],
    chain: [],
    ...change,
  });
const appended: TraceEvent = {
  kind: "records-appended",
  topic: "orders",
  partition: 0,
  role: "leader",
  baseOffset: 12,
  lastOffset: 14,
  bytes: 100,
};
const flushed: TraceEvent = { kind: "disk-flushed", bytes: 1 };

test("a row for the person, each client, each broker, and the controller", () => {
  const { rows } = layoutOf([at(1, "producer-1", { kind: "client-closed" }), at(2, "3001", flushed)]);
  expect(rows.map(({ key }) => key)).toEqual(["you", "producer-1", "1", "2", "3001"]);
  expect(rows.at(-1)).toMatchObject({ kind: "controllers" });
});

test("of several controllers each has its row: one that is down says nothing of the others", () => {
  const controllers = [3001, 3002, 3003].map((id, index) => ({ id, label: `C${index + 1}` }));
  const stop: TraceEvent = { kind: "node-stopped", reason: "killed", error: null };
  const { rows, bars, ticks } = layoutOf([at(1_000, "3002", stop), at(4_000, "3003", flushed)], {
    controllers,
  });
  expect(rows.slice(3).map(({ kind, name }) => [kind, name])).toEqual([
    ["controller", "C1"],
    ["controller", "C2"],
    ["controller", "C3"],
  ]);
  expect(bars.map(({ kind, row }) => [kind, row])).toEqual([["down", 4]]);
  expect(ticks).toEqual([{ row: 5, x: 400 }]);
});

test("squares for what happened, diamonds for what time brought about, ticks for the hum", () => {
  const { marks, ticks } = layoutOf([
    at(2_000, "1", appended),
    at(3_000, "1", {
      kind: "isr-changed",
      topic: "o",
      partition: 0,
      from: [1, 2],
      to: [1],
      leader: 1,
      epoch: 0,
    }),
    at(4_000, "2", flushed),
  ]);
  expect(marks.map(({ shape, x, row }) => [shape, x, row])).toEqual([
    ["square", 200, 1],
    ["diamond", 300, 1],
  ]);
  expect(ticks).toEqual([{ row: 2, x: 400 }]);
});

test("a thousand events in a few pixels are a few marks", () => {
  const { marks, ticks } = layoutOf(
    Array.from({ length: 1_000 }, (_, index) =>
      at(2_000 + index / 100, "1", index % 2 === 0 ? appended : flushed),
    ),
  );
  expect(marks.length).toBeLessThan(4);
  expect(ticks.length).toBeLessThan(4);
});

test("a waiting request is a bar until it is answered, and open while it waits", () => {
  const parked = (correlationId: number): TraceEvent => ({
    kind: "request-parked",
    api: "Produce",
    correlationId,
    waitsFor: "HW 15",
  });
  const { bars } = layoutOf([
    at(1_000, "1", parked(1)),
    at(3_000, "1", { kind: "request-unparked", api: "Produce", correlationId: 1, timedOut: false }),
    at(4_000, "1", parked(2)),
  ]);
  expect(bars.map(({ from, to, open, lastsMs }) => [from, to, open, lastsMs])).toEqual([
    [100, 300, false, 2_000],
    [400, 800, true, 4_000],
  ]);
});

test("a node that is down is a bar, also when it fell before what is shown", () => {
  const stop: TraceEvent = { kind: "node-stopped", reason: "killed", error: null };
  const { bars } = layoutOf([at(1_000, "2", stop), at(9_000, "2", { kind: "node-ready", role: "broker" })], {
    fromMs: 5_000,
    toMs: 15_000,
    nowMs: 12_000,
  });
  expect(bars.map(({ kind, from, to, row }) => [kind, from, to, row])).toEqual([["down", 0, 400, 2]]);
});

test("the selected chain is drawn as curves from cause to effect", () => {
  const cause = at(1_000, "you", { kind: "command", command: { kind: "kill", node: 2 } });
  const effect = at(2_000, "3001", { kind: "broker-fenced", broker: 2, reason: "session" }, cause.id);
  const { curves } = layoutOf([cause, effect], { chain: [effect, cause] });
  expect(curves).toEqual([{ from: { x: 100, row: 0 }, to: { x: 200, row: 3 }, selected: true }]);
});

test("the grid has room for its numbers", () => {
  const { grid } = layoutOf([]);
  for (const [index, { x }] of grid.slice(1).entries()) {
    expect(x - (grid[index]?.x ?? 0)).toBeGreaterThanOrEqual(96);
  }
});

test("a bar's text keeps clear of the marks on it, or is left out", () => {
  const bar = (from: number, to: number) =>
    ({ row: 1, from, to, kind: "down", open: true, id: "1:1", api: null, lastsMs: 1, named: true }) as const;
  const { marks } = layoutOf([at(3_000, "1", appended), at(5_900, "1", appended), at(5_000, "2", appended)]);
  expect(barTextEnd(bar(100, 600), [], 50)).toBe(594);
  // One at 300, one at 590, and one of another row.
  expect(barTextEnd(bar(100, 600), marks, 50)).toBe(582);
  expect(barTextEnd(bar(280, 310), marks, 50)).toBeNull();
  expect(barTextEnd(bar(100, 305), marks, 50)).toBe(292);
  expect(barTextEnd(bar(250, 305), marks, 50)).toBeNull();
});
