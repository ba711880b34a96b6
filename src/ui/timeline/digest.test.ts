import { expect, test } from "vitest";
import { randomBelow, seededRandom } from "../../engine/base/random.ts";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { createTraceLog } from "../session/trace-log.ts";
import { createDigest } from "./digest.ts";

const GRAIN_MS = 20;

function kindOf(dice: number, correlationId: number): TraceEvent {
  if (dice === 0) return { kind: "topic-deleted", topic: "orders" };
  if (dice === 1) return { kind: "node-stopped", reason: "killed", error: null };
  if (dice === 2) return { kind: "node-ready", role: "broker" };
  if (dice === 3) return { kind: "request-parked", api: "Produce", correlationId, waitsFor: "HW 15" };
  if (dice === 4) return { kind: "request-unparked", api: "Produce", correlationId, timedOut: false };
  return { kind: "disk-flushed", bytes: 1 };
}

function randomEvents(seed: number, count: number): EngineEvent[] {
  const random = seededRandom(seed);
  let atMs = 0;
  return Array.from({ length: count }, (_, index) => {
    atMs += randomBelow(random, 15);
    const source = String(1 + randomBelow(random, 3));
    return {
      id: `${source}:${index}`,
      source,
      atMs,
      cause: null,
      event: kindOf(randomBelow(random, 12), randomBelow(random, 4)),
    };
  });
}

const told = (digest: ReturnType<typeof createDigest>) => ({
  main: digest.main.map(({ id }) => id),
  hum: [...digest.hum].sort(),
  stretches: digest.stretches(),
});

test("read piece by piece it says the same as read at once", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const events = randomEvents(seed, 2_000);
    const trace = createTraceLog();
    const growing = createDigest(GRAIN_MS);
    const random = seededRandom(seed + 1_000);
    for (let at = 0; at < events.length; ) {
      const next = at + 1 + randomBelow(random, 300);
      trace.append(events.slice(at, next));
      growing.take(trace);
      at = next;
    }
    const whole = createDigest(GRAIN_MS);
    whole.take(trace);
    expect(told(growing)).toEqual(told(whole));
    expect(growing.main.length).toBeGreaterThan(100);
    expect(growing.stretches().length).toBeGreaterThan(10);
  }
});

test("it keeps no more than the trace does, however it is read", () => {
  const events = randomEvents(7, 5_000);
  const trace = createTraceLog(400);
  const digest = createDigest(GRAIN_MS);
  for (let at = 0; at < events.length; at += 130) {
    trace.append(events.slice(at, at + 130));
    // Now and then so late that some have come and gone in between.
    if (at % 780 < 390) digest.take(trace);
  }
  digest.take(trace);
  const oldestMs = trace.events[0]?.atMs ?? 0;
  expect(oldestMs).toBeGreaterThan(10_000);
  expect(digest.main.filter(({ atMs }) => atMs < oldestMs)).toEqual([]);
  expect([...digest.hum.values()].flat().filter((atMs) => atMs < oldestMs)).toEqual([]);
  const main = new Set(digest.main.map(({ id }) => id));
  const kept = trace.events.filter(({ event }) => event.kind === "topic-deleted");
  expect(kept.filter(({ id }) => !main.has(id))).toEqual([]);
});

test("a trace that was cleared is another one", () => {
  const trace = createTraceLog();
  const digest = createDigest(GRAIN_MS);
  trace.append(randomEvents(1, 50));
  digest.take(trace);
  trace.clear();
  const after = randomEvents(2, 60);
  trace.append(after);
  digest.take(trace);
  const fresh = createDigest(GRAIN_MS);
  fresh.take(trace);
  expect(told(digest)).toEqual(told(fresh));
});
