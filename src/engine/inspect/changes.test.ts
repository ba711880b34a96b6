import fc from "fast-check";
import { expect, test } from "vitest";
import { changesBetween, withChanges } from "./changes.ts";

const anything = fc.jsonValue({ maxDepth: 5 });

test("any value becomes any other, and the old one stays as it was", () => {
  fc.assert(
    fc.property(anything, anything, (before, after) => {
      const kept = structuredClone(before);
      expect(withChanges(before, structuredClone(changesBetween(before, after)))).toEqual(after);
      expect(before).toEqual(kept);
    }),
  );
});

test("what is equal is no change, however it was made", () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(changesBetween(value, structuredClone(value))).toEqual([]);
    }),
  );
});

test("a number that moved is told alone, and its neighbours stay the same objects", () => {
  const before = {
    id: 1,
    replicas: [
      { leo: 1, followers: [{ at: 1 }, { at: 2 }] },
      { leo: 2, followers: [] },
    ],
  };
  const after = {
    id: 1,
    replicas: [
      { leo: 1, followers: [{ at: 1 }, { at: 9 }] },
      { leo: 2, followers: [] },
    ],
  };
  const changes = changesBetween(before, after);
  expect(changes).toEqual([[["replicas", 0, "followers", 1, "at"], 9]]);
  const seen = withChanges(before, changes);
  expect(seen.replicas[1]).toBe(before.replicas[1]);
  expect(seen.replicas[0]?.followers[0]).toBe(before.replicas[0]?.followers[0]);
  expect(seen.replicas[0]).not.toBe(before.replicas[0]);
});

test("a list that grows tells what is new at its end", () => {
  expect(changesBetween([1, 2], [1, 2, 3])).toEqual([[[2], 3]]);
  expect(changesBetween([1, 2], [2])).toEqual([[[], [2]]]);
});

test("a field that is gone, and one that came", () => {
  expect(withChanges({ a: 1, b: 2 }, changesBetween({ a: 1, b: 2 }, { b: 2 }))).toEqual({ b: 2 });
  expect(withChanges({ b: 2 }, changesBetween({ b: 2 }, { b: 2, c: { d: 1 } }))).toEqual({
    b: 2,
    c: { d: 1 },
  });
});
