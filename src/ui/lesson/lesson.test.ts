import { expect, test, vi } from "vitest";
import type { Check, CheckResult, CheckState } from "../../lessons/api/lesson.ts";
import { createProgram } from "../editor/program.ts";
import { openSession } from "../session/session.ts";
import { openFakeWorkspace } from "../testing/fake-workspace.ts";
import { testSnapshot } from "../testing/snapshots.ts";
import { judge, observedBy, watchChecks } from "./checks.ts";
import { stageOf } from "./predict-card.tsx";
import { FRESH, parseProgress } from "./progress.ts";

const state: CheckState = { snapshot: testSnapshot(), events: [], output: [] };
const checkOf = (results: CheckResult["status"][]): Check => ({
  id: "a",
  goal: { ko: "목표", en: "goal" },
  evaluate: () => ({ status: results.shift() ?? "failed", observed: { ko: "관찰", en: "seen" } }),
});

test("what has passed stays passed", () => {
  const check = checkOf(["pending", "passed", "failed"]);
  let judged = judge([check], [], state);
  expect(judged[0]?.result.status).toBe("pending");
  judged = judge([check], judged, state);
  expect(judged[0]?.result.status).toBe("passed");
  const again = judge([check], judged, state);
  expect(again[0]).toBe(judged[0]);
});

test("an unchanged judgement is the same object, so nothing is drawn anew", () => {
  const check = checkOf(["pending", "pending"]);
  const judged = judge([check], [], state);
  expect(judge([check], judged, state)[0]).toBe(judged[0]);
});

test("predict, run, see, explain: each opens by what was done", () => {
  expect(stageOf(FRESH)).toBe("predict");
  expect(stageOf({ ...FRESH, predicted: 1 })).toBe("run");
  expect(stageOf({ ...FRESH, predicted: 1, ran: true })).toBe("see");
  expect(stageOf({ ...FRESH, predicted: 1, ran: true, passed: true })).toBe("explain");
});

test("progress of another form is not progress", () => {
  expect(parseProgress({ version: 2, steps: {} })).toBeNull();
  expect(parseProgress("nonsense")).toBeNull();
  expect(
    parseProgress({ version: 1, steps: { "acks/sent": { passed: true, predicted: 2 }, bad: 7 }, last: null }),
  ).toEqual({
    version: 1,
    steps: { "acks/sent": { ...FRESH, passed: true, predicted: 2 } },
    last: null,
  });
});

test("what the checks observed is kept with the step; what is no sentence in both languages is left out", () => {
  const observed = {
    told: { ko: "성공 40건", en: "40 successes" },
    half: { ko: "반쪽" },
    odd: "text",
    number: { ko: 1, en: 2 },
  };
  const parsed = parseProgress({
    version: 1,
    steps: { "acks/sent": { passed: true, observed } },
    last: null,
  });
  expect(parsed?.steps["acks/sent"]?.observed).toEqual({ told: { ko: "성공 40건", en: "40 successes" } });
  const without = parseProgress({ version: 1, steps: { "acks/sent": { observed: [] } }, last: null });
  expect(without?.steps["acks/sent"]?.observed).toEqual({});
});

test("sentences of a passed step are shown again on the next visit, by check", () => {
  vi.useFakeTimers();
  const session = openSession(openFakeWorkspace, {
    id: "t",
    brokers: 3,
    controllers: 1,
    properties: {},
    seed: 1,
  });
  const program = createProgram("lesson");
  const passed: string[] = [];
  const two = [checkOf(["failed"]), { ...checkOf(["passed"]), id: "b" }];
  const checks = watchChecks(session, program, two, (check) => passed.push(check.id));
  const seen = { ko: "그때 본 것", en: "seen then" };
  checks.begin({ a: seen });
  vi.advanceTimersByTime(1_000);
  expect(observedBy(checks)).toEqual({ a: seen, b: { ko: "관찰", en: "seen" } });
  expect(checks.store.getState()).toMatchObject({ passed: 2, all: true });
  // What was passed then is not announced anew.
  expect(passed).toEqual(["b"]);
  checks.stop();
  void session.close();
  vi.useRealTimers();
});
