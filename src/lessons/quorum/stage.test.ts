import { expect, test } from "vitest";
import { asked, created, killed, starting, stateOf } from "../testing/controllers.ts";
import { diedWithoutQuorum, refusedWith, timeWithoutQuorum, timeWithoutQuorumAt } from "./stage.ts";

test("a stretch without a majority goes on while more die, and until enough are back", () => {
  const lost = timeWithoutQuorum(
    stateOf(3, [
      [1_000, "3001", killed],
      [2_000, "3002", killed],
      [3_000, "3003", killed],
      [9_000, "3003", starting],
      [12_000, "3002", starting],
    ]),
  );
  expect([lost?.fromMs, lost?.toMs]).toEqual([2_000, 12_000]);
  expect(timeWithoutQuorum(stateOf(3, [[1_000, "3001", killed]]))).toBeNull();
});

test("of two stretches the last counts, and not the time between them", () => {
  const state = stateOf(3, [
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
  expect(check.evaluate(stateOf(3, tooShort)).status).toBe("pending");
  const found = check.evaluate(stateOf(3, [...tooShort, ...again]));
  expect([found.status, found.observed.en]).toEqual([
    "passed",
    "C2, C3 down for 39.0 s · asked 1 ×, 0 topics created",
  ]);
  const refuted = [
    ...tooShort.slice(0, 2),
    [2_500, "3003", created] as const,
    ...tooShort.slice(2),
    ...again,
  ];
  expect(check.evaluate(stateOf(3, refuted)).status).toBe("failed");
  const lost = timeWithoutQuorumAt(stateOf(3, [...tooShort, ...again]), 2_500);
  expect([lost?.fromMs, lost?.toMs, lost?.down]).toEqual([2_000, 3_000, [3001, 3002]]);
  expect(timeWithoutQuorumAt(stateOf(3, again), 20_500)).toBeNull();
});
