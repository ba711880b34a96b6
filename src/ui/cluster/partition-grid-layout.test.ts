import { expect, test } from "vitest";
import { CELL, cellAt, cellPath, gridLayout, PITCH } from "./partition-grid-layout.ts";

const topics = (count: number, partitions: number): string[] =>
  Array.from({ length: count * partitions }, (_, i) => `topic-${Math.floor(i / partitions)}`);

test("two thousand cells, none upon another, none outside", () => {
  const layout = gridLayout(topics(20, 100), 700);
  expect(layout.cells).toHaveLength(2_000);
  expect(new Set(layout.cells.map(({ x, y }) => `${x}/${y}`)).size).toBe(2_000);
  for (const { x, y } of layout.cells) {
    expect(x + CELL).toBeLessThanOrEqual(700);
    expect(y + CELL).toBeLessThanOrEqual(layout.height);
  }
  expect(layout.names.map(({ topic }) => topic)).toEqual(Array.from({ length: 20 }, (_, i) => `topic-${i}`));
});

test("of two thousand topics none has a line of its own", () => {
  const layout = gridLayout(topics(2_000, 1), 700);
  expect(layout.names).toEqual([]);
  expect(layout.height).toBeLessThan(1_000);
});

test("what is pressed is the cell under the pointer", () => {
  const layout = gridLayout(topics(3, 50), 400);
  layout.cells.forEach(({ x, y }, index) => {
    expect(cellAt(layout, x + CELL / 2, y + CELL / 2)).toBe(index);
  });
  expect(cellAt(layout, 0, 0)).toBe(-1);
});

test("each cell is in the outline of its state alone", () => {
  const layout = gridLayout(topics(1, 3), 400);
  const states = ["whole", "dark", "whole"] as const;
  expect(cellPath(layout, states, "whole").split("M")).toHaveLength(3);
  expect(cellPath(layout, states, "dark")).toBe(`M${112 + PITCH} 0h${CELL}v${CELL}h-${CELL}z`);
  expect(cellPath(layout, states, "behind")).toBe("");
});
