import { expect, test } from "vitest";
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { testSnapshot } from "../../ui/testing/snapshots.ts";
import type { CheckState } from "../api/lesson.ts";
import { diedWithoutQuorum, refusedWith, timeWithoutQuorum, timeWithoutQuorumAt } from "./stage.ts";

const killed: TraceEvent = { kind: "node-stopped", reason: "killed", error: null };
const starting: TraceEvent = { kind: "node-starting", role: "controller" };

/** Three controllers at the 60th second. */
function stateOf(happened: readonly (readonly [number, string, TraceEvent])[]): CheckState {
  const nodes = [3001, 3002, 3003].map((id): ClusterSnapshot["nodes"][number] => ({
    id,
    role: "controller",
    status: "running",
    sinceMs: 0,
    error: null,
    detail: null,
  }));
  const snapshot = testSnapshot();
  const events = happened.map(
    ([atMs, source, event], index): EngineEvent => ({ id: `x:${index}`, source, atMs, cause: null, event }),
  );
  return { snapshot: { ...snapshot, nodes, time: { ...snapshot.time, nowMs: 60_000 } }, events, output: [] };
}

test("a stretch without a majority goes on while more die, and until enough are back", () => {
  const lost = timeWithoutQuorum(
    stateOf([
      [1_000, "3001", killed],
      [2_000, "3002", killed],
      [3_000, "3003", killed],
      [9_000, "3003", starting],
      [12_000, "3002", starting],
    ]),
  );
  expect([lost?.fromMs, lost?.toMs]).toEqual([2_000, 12_000]);
  expect(timeWithoutQuorum(stateOf([[1_000, "3001", killed]]))).toBeNull();
});

test("of two stretches the last counts, and not the time between them", () => {
  const state = stateOf([
    [1_000, "3001", killed],
    [2_000, "3002", killed],
    [5_000, "3001", starting],
    [6_000, "3002", starting],
    [20_000, "2", killed],
    [30_000, "3002", killed],
    [31_000, "3003", killed],
  ]);
  const lost = timeWithoutQuorum(state);
  expect([lost?.fromMs, lost?.toMs]).toEqual([31_000, 60_000]);
  expect(diedWithoutQuorum(state, () => true)?.diedMs).not.toBe(20_000);
});

const asked: TraceEvent = {
  kind: "request-sent",
  peer: "broker1:9092",
  api: "CreateTopics",
  version: 7,
  correlationId: 1,
  bytes: 50,
};

test("who killed two for too short a time tries again", () => {
  const tooShort = [
    [1_000, "3001", killed],
    [2_000, "3002", killed],
    [3_000, "3001", starting],
    [4_000, "3002", starting],
  ] as const;
  const again = [
    [20_000, "3002", killed],
    [21_000, "3003", killed],
    [25_000, "adminclient-1", asked],
  ] as const;
  const check = refusedWith(2);
  expect(check.evaluate(stateOf(tooShort)).status).toBe("pending");
  const found = check.evaluate(stateOf([...tooShort, ...again]));
  expect([found.status, found.observed.en]).toEqual([
    "passed",
    "C2, C3 down for 39.0 s · asked 1 ×, 0 topics created",
  ]);
  const lost = timeWithoutQuorumAt(stateOf([...tooShort, ...again]), 2_500);
  expect([lost?.fromMs, lost?.toMs, lost?.down]).toEqual([2_000, 3_000, [3001, 3002]]);
  expect(timeWithoutQuorumAt(stateOf(again), 20_500)).toBeNull();
});
