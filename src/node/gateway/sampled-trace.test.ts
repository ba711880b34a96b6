import { expect, test } from "vitest";
import { createTraceLog } from "../../engine/cluster/trace-log.ts";
import { eventCount } from "../../engine/trace/counting.ts";
import { OWED_MS } from "../../engine/trace/sampler.ts";
import { sampledInto } from "./sampled-trace.ts";

const EVENTS = 50_000;
const KEPT = 5_000;

test("a busy second pushes no change of state out of the log, and all of it is counted", () => {
  let nowMs = 0;
  const timers: { atMs: number; fire: () => void }[] = [];
  const real = {
    nowMs: () => nowMs,
    setTimer(delayMs: number, fire: () => void) {
      timers.push({ atMs: nowMs + delayMs, fire });
      return { cancel: () => {} };
    },
  };
  const log = createTraceLog(KEPT);
  const trace = log.traceOf("1", () => nowMs, undefined, sampledInto(log, real).take);
  trace.emit({ kind: "topic-created", topic: "orders", partitions: 1, replicas: 3 });
  for (let i = 0; i < EVENTS; i++) {
    nowMs += 0.01;
    trace.emit({ kind: "disk-flushed", bytes: 1 });
  }
  expect(log.since(0).first).toBe(0);
  while (timers.length > 0) {
    const { atMs, fire } = timers.shift()!;
    nowMs = Math.max(nowMs, atMs);
    fire();
  }
  const { events } = log.since(0);
  expect(events[0]!.event.kind).toBe("topic-created");
  expect(events.reduce((sum, event) => sum + eventCount(event), 0)).toBe(EVENTS + 1);
  expect(events.length).toBeLessThan(KEPT / 2);
  expect(log.dropped()).toBe(EVENTS + 1 - events.length);
  expect(nowMs).toBeLessThan(EVENTS * 0.01 + 2 * OWED_MS + 1);
});

test("what ends tells at once what it left out, and nothing afterwards", () => {
  const timers: (() => void)[] = [];
  const setTimer = (_: number, fire: () => void) => {
    timers.push(fire);
    return { cancel: () => {} };
  };
  const log = createTraceLog(KEPT);
  const sampled = sampledInto(log, { nowMs: () => 0, setTimer });
  const trace = log.traceOf("1", () => 0, undefined, sampled.take);
  for (let i = 0; i < EVENTS; i++) trace.emit({ kind: "disk-flushed", bytes: 1 });
  sampled.end();
  const told = log.count();
  for (const fire of timers.splice(0)) fire();
  expect([log.count(), timers.length]).toEqual([told, 0]);
  expect(log.since(0).events.reduce((sum, event) => sum + eventCount(event), 0)).toBe(EVENTS);
});
