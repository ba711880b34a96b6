import { expect, test } from "vitest";
import { randomBelow, seededRandom } from "../../engine/base/random.ts";
import { eventCount, lowestOffset, recordCount } from "../../engine/trace/counting.ts";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { OWED_MS } from "../../engine/trace/sampler.ts";
import { createTraceBatch } from "./trace-batch.ts";

function harness() {
  let now = 0;
  const later: (() => void)[] = [];
  const sent: EngineEvent[] = [];
  let dropped = 0;
  const batch = createTraceBatch({
    clock: { monotonicMs: () => now, wallMs: () => now, setTimer: () => ({ cancel() {} }) },
    realNowMs: () => now,
    later: (fire) => void later.push(fire),
    firstSequence: 7,
    send: (events, lost) => {
      sent.push(...events);
      dropped += lost;
    },
  });
  const pass = (ms: number): void => {
    now += ms;
    for (const fire of later.splice(0)) fire();
  };
  return { batch, sent, later, dropped: () => dropped, pass };
}

const flushed = { kind: "disk-flushed", bytes: 1 } as const;
const at = { topic: "orders", partition: 0 } as const;
const acked = (baseOffset: number, records: number, acks = -1): TraceEvent => ({
  kind: "batch-acked",
  ...at,
  baseOffset,
  records,
  acks,
});

test("events leave together, with ids that go on from the first sequence", () => {
  const { batch, sent, later, pass } = harness();
  const trace = batch.traceOf("1");
  const cause = trace.emit(flushed);
  trace.emit({ kind: "topic-deleted", topic: "orders" }, cause);
  expect([sent.length, later.length]).toEqual([0, 1]);
  pass(16);
  expect(sent.map(({ id, cause, standsFor }) => [id, cause, standsFor])).toEqual([
    ["1:7", null, undefined],
    ["1:8", "1:7", undefined],
  ]);
});

test("above the limit chatter is left out and counted, changes of state are not left out", () => {
  const { batch, sent, dropped, pass } = harness();
  const trace = batch.traceOf("1");
  for (let i = 0; i < 5_000; i++) trace.emit(flushed);
  trace.emit({ kind: "topic-deleted", topic: "orders" });
  pass(16);
  expect([sent.length, dropped()]).toEqual([1_001, 0]);
  pass(OWED_MS);
  // The last of those that were left out stands for them all.
  expect([sent.length, dropped()]).toEqual([1_002, 3_999]);
  expect(sent.at(-1)).toMatchObject({
    id: "1:5006",
    standsFor: { events: 4_000, records: 0, fromOffset: null },
  });
  pass(1_000);
  trace.emit(flushed);
  pass(16);
  expect(sent.length).toBe(1_003);
  expect(sent.at(-1)?.standsFor).toBeUndefined();
});

test("the next that is told stands for those before it; the end leaves nothing untold", () => {
  const { batch, sent, pass } = harness();
  const trace = batch.traceOf("producer-1");
  for (let i = 0; i < 1_000; i++) trace.emit(flushed);
  for (let i = 0; i < 10; i++) trace.emit(acked(100 + 5 * i, 5));
  trace.emit(acked(7, 1, 1));
  pass(16);
  expect(sent.length).toBe(1_000);
  pass(100);
  trace.emit(acked(150, 5));
  pass(16);
  expect(sent.slice(1_000).map(({ event, standsFor }) => [event, standsFor])).toEqual([
    [acked(150, 5), { events: 11, records: 55, fromOffset: 100 }],
  ]);
  batch.flush();
  expect(sent.at(-1)).toMatchObject({ event: acked(7, 1, 1) });
  expect(sent.length).toBe(1_002);
});

test("however many there are, whoever counts counts all of them", () => {
  const rng = seededRandom(3);
  const { batch, sent, dropped, pass } = harness();
  const sources = ["1", "2", "producer-1"].map((source) => ({ source, trace: batch.traceOf(source) }));
  const emitted = new Map<string, { events: number; records: number; from: number }>();
  const note = (key: string, events: number, records: number, from: number): void => {
    const sum = emitted.get(key) ?? { events: 0, records: 0, from: Infinity };
    emitted.set(key, {
      events: sum.events + events,
      records: sum.records + records,
      from: Math.min(sum.from, from),
    });
  };
  for (let i = 0; i < 20_000; i++) {
    const { source, trace } = sources[randomBelow(rng, 3)]!;
    const partition = randomBelow(rng, 3);
    const baseOffset = 1_000 - Math.floor(i / 40) + randomBelow(rng, 50);
    const records = 1 + randomBelow(rng, 9);
    const role = randomBelow(rng, 2) === 0 ? "leader" : "follower";
    const lastOffset = baseOffset + records - 1;
    const appended = {
      kind: "records-appended",
      role,
      topic: "t",
      partition,
      baseOffset,
      lastOffset,
      bytes: 9,
    } as const;
    trace.emit(appended);
    note(`${source} ${partition} ${role}`, 1, records, baseOffset);
    if (randomBelow(rng, 40) === 0) pass(randomBelow(rng, 30));
  }
  batch.flush();
  const wanted = new Map(emitted);
  emitted.clear();
  for (const entry of sent) {
    if (entry.event.kind !== "records-appended") throw new Error(entry.event.kind);
    const key = `${entry.source} ${entry.event.partition} ${entry.event.role}`;
    note(key, eventCount(entry), recordCount(entry), lowestOffset(entry)!);
  }
  expect(emitted).toEqual(wanted);
  expect(dropped()).toBe(20_000 - sent.length);
  expect(dropped()).toBeGreaterThan(10_000);
});
