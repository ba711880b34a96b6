import { expect, test } from "vitest";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { testSnapshot } from "../../ui/testing/snapshots.ts";
import type { CheckState } from "./lesson.ts";
import { ackedRecords, appendedRecords, failedRecords, polledRecords, programEnded } from "./observe.ts";
import { SETUP_NAME } from "./setup.ts";

const ORDERS = { topic: "orders", partition: 0 };
let serial = 0;
const entry = (event: TraceEvent, standsFor?: EngineEvent["standsFor"]): EngineEvent => ({
  id: `x:${serial++}`,
  source: "x",
  atMs: serial,
  cause: null,
  event,
  ...(standsFor !== undefined && { standsFor }),
});
const stateOf = (events: readonly EngineEvent[]): CheckState => ({
  snapshot: testSnapshot(),
  events,
  output: [],
});

test("records are counted by what events stand for, of the partition that was asked for", () => {
  const acked = { kind: "batch-acked", ...ORDERS, baseOffset: 90, records: 3, acks: -1 } as const;
  const polled = { kind: "records-polled", ...ORDERS, fromOffset: 0, toOffset: 4, records: 4 } as const;
  const appended = { kind: "records-appended", ...ORDERS, baseOffset: 90, lastOffset: 92, bytes: 1 } as const;
  const state = stateOf([
    entry(acked),
    entry(acked, { events: 11, records: 55, fromOffset: 7 }),
    entry({ ...acked, partition: 1 }, { events: 11, records: 55, fromOffset: 7 }),
    entry({ ...acked, acks: 1 }),
    entry({ kind: "batch-failed", ...ORDERS, records: 2, error: "TimeoutException" }),
    entry(polled, { events: 3, records: 100, fromOffset: 0 }),
    entry({ ...appended, role: "leader" }),
    entry({ ...appended, role: "leader" }, { events: 9, records: 40, fromOffset: 5 }),
    entry({ ...appended, role: "follower" }, { events: 9, records: 40, fromOffset: 1 }),
  ]);
  expect(ackedRecords(state, ORDERS, -1)).toBe(58);
  expect(ackedRecords(state, ORDERS, 1)).toBe(3);
  expect(failedRecords(state, ORDERS, "TimeoutException")).toBe(2);
  expect(polledRecords(state, ORDERS)).toBe(100);
  expect(appendedRecords(state, ORDERS)).toEqual({ count: 43, from: 5 });
});

test("the program that makes the topics is none of the learner's", () => {
  const ended = { kind: "program-ended", outcome: "finished", error: null } as const;
  const setUp = entry({ ...ended, name: SETUP_NAME });
  expect(programEnded(stateOf([setUp]))).toBe(false);
  expect(programEnded(stateOf([setUp, entry({ ...ended, name: "acks-1.ts" })]))).toBe(true);
});
