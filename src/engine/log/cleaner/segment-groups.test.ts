import { expect, test } from "vitest";
import { groupSegments } from "./segment-groups.ts";

const LIMITS = { segmentBytes: 100, segmentIndexBytes: 48 };

function segment(baseOffset: number, sizeBytes: number, entries = 0, timeEntries = entries) {
  return { baseOffset, sizeBytes, index: { entries }, timeIndex: { entries: timeEntries } };
}

function groups(segments: readonly ReturnType<typeof segment>[], firstUncleanableOffset: number): number[][] {
  return groupSegments(segments, LIMITS, firstUncleanableOffset).map((group) =>
    group.map(({ baseOffset }) => baseOffset),
  );
}

test("neighbours go together while their sizes fit", () => {
  expect(
    groups([segment(0, 50), segment(5, 50), segment(9, 1), segment(12, 200), segment(20, 1)], 30),
  ).toEqual([[0, 5], [9], [12], [20]]);
});

test("and while both of their indexes fit: entries have 8 and 12 bytes", () => {
  expect(groups([segment(0, 1, 4, 0), segment(5, 1, 2, 0), segment(9, 1, 1, 0)], 30)).toEqual([[0, 5], [9]]);
  expect(groups([segment(0, 1, 0, 2), segment(5, 1, 0, 2), segment(9, 1, 0, 1)], 30)).toEqual([[0, 5], [9]]);
});

test("and while offsets fit into 31 bits; an empty segment fits anywhere", () => {
  const far = 2 ** 31;
  expect(groups([segment(0, 1), segment(5, 1)], far)).toEqual([[0, 5]]);
  expect(groups([segment(0, 1), segment(5, 1)], far + 1)).toEqual([[0], [5]]);
  expect(groups([segment(0, 1), segment(5, 1), segment(far + 1, 1)], far + 4)).toEqual([[0], [5, far + 1]]);
  expect(groups([segment(0, 1), segment(far + 5, 0), segment(far + 6, 1)], far + 9)).toEqual([
    [0, far + 5],
    [far + 6],
  ]);
});
