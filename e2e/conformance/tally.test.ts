// A runner that never fails proves nothing: the comparison itself is tested.
import { expect, test } from "vitest";
import { expectBytes, expectFailure, firstDifference, Mismatch, Tally } from "./tally.ts";

test("the first difference is named by its path", () => {
  expect(firstDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBeUndefined();
  expect(firstDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe("a[1].b: expected 2, got 3");
  expect(firstDifference({ a: 1 }, { a: 1, c: null })).toBe("c: expected nothing, got null");
  expect(firstDifference([], {})).toContain("expected []");
  expect(firstDifference(null, {})).toContain("expected null");
});

test("bytes that differ are refused with the position", () => {
  expect(() => expectBytes(Uint8Array.of(1, 2, 3), "010203", "x")).not.toThrow();
  expect(() => expectBytes(Uint8Array.of(1, 2, 4), "010203", "x")).toThrow(/byte 2 differs/);
  expect(() => expectBytes(Uint8Array.of(1, 2), "010203", "x")).toThrow(/byte 2 differs/);
});

test("what must fail has to fail with a known error", () => {
  expect(() => expectFailure(() => 1, [RangeError], "x")).toThrow(Mismatch);
  const foreign = (): never => {
    throw new TypeError("foreign");
  };
  expect(() => expectFailure(foreign, [RangeError], "x")).toThrow(/foreign error/);
  expect(expectFailure(foreign, [TypeError], "x").message).toBe("foreign");
});

test("a case that throws counts as failed", async () => {
  const tally = new Tally();
  await tally.check("good", () => undefined);
  await tally.check("bad", () => {
    throw new Mismatch("reason");
  });
  expect(tally.passed).toBe(1);
  expect(tally.failures).toEqual(["bad: reason"]);
});
