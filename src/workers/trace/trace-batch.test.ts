import { expect, test } from "vitest";
import type { EngineEvent } from "../../engine/trace/event.ts";
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
  return { batch, sent, later, dropped: () => dropped, pass: (ms: number) => (now += ms) };
}

const flushed = { kind: "disk-flushed", bytes: 1 } as const;

test("events leave together, with ids that go on from the first sequence", () => {
  const { batch, sent, later } = harness();
  const trace = batch.traceOf("1");
  const cause = trace.emit(flushed);
  trace.emit({ kind: "topic-deleted", topic: "orders" }, cause);
  expect([sent.length, later.length]).toEqual([0, 1]);
  later[0]!();
  expect(sent.map(({ id, cause }) => [id, cause])).toEqual([
    ["1:7", null],
    ["1:8", "1:7"],
  ]);
});

test("above the limit chatter is dropped and counted, changes of state are not", () => {
  const { batch, sent, dropped, pass } = harness();
  const trace = batch.traceOf("1");
  for (let i = 0; i < 5_000; i++) trace.emit(flushed);
  trace.emit({ kind: "topic-deleted", topic: "orders" });
  batch.flush();
  expect([sent.length, dropped()]).toEqual([1_001, 4_000]);
  pass(1_000);
  trace.emit(flushed);
  batch.flush();
  expect(sent.length).toBe(1_002);
});
