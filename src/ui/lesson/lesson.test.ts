import { expect, test } from "vitest";
import type { Check, CheckResult, CheckState } from "../../lessons/api/lesson.ts";
import { testSnapshot } from "../testing/snapshots.ts";
import { judge } from "./checks.ts";
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
    parseProgress({ version: 1, steps: { "acks/1": { passed: true, predicted: 2 }, bad: 7 }, last: null }),
  ).toEqual({
    version: 1,
    steps: { "acks/1": { ...FRESH, passed: true, predicted: 2 } },
    last: null,
  });
});
