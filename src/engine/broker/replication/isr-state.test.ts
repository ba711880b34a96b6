import { expect, test } from "vitest";
import { proposedIsr } from "./isr-state.ts";

test("who comes back stands where a set of ids has it, not at the end", () => {
  expect(proposedIsr({ kind: "growing", isr: [1, 3], adding: 2 })).toEqual([1, 2, 3]);
  expect(proposedIsr({ kind: "growing", isr: [3], adding: 1 })).toEqual([1, 3]);
  // Sixteen slots: 16 shares that of 0, and 33 that of 1.
  expect(proposedIsr({ kind: "growing", isr: [2, 33, 1], adding: 16 })).toEqual([16, 1, 33, 2]);
});

test("who remains is sorted likewise; what is not changed keeps its order", () => {
  expect(proposedIsr({ kind: "shrinking", isr: [3, 1, 2], removing: [1] })).toEqual([2, 3]);
  expect(proposedIsr({ kind: "committed", isr: [3, 1, 2] })).toEqual([3, 1, 2]);
});
