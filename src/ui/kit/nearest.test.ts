import { expect, test } from "vitest";
import { nearestSpot } from "./nearest.ts";

const C1 = { x: 190, y: 30 };
const C2 = { x: 330, y: 30 };
const BROKER_1 = { x: 205, y: 85 };
const BROKER_2 = { x: 345, y: 85 };

test("an arrow key goes on along the row, though a box of another row is nearer", () => {
  expect(nearestSpot(C1, [BROKER_1, BROKER_2, C2], "ArrowRight")).toBe(2);
  expect(nearestSpot(BROKER_2, [BROKER_1, C1, C2], "ArrowLeft")).toBe(0);
  expect(nearestSpot(C2, [C1, BROKER_1, BROKER_2], "ArrowDown")).toBe(2);
});

test("where nothing lies ahead, what lies beside is better than nothing", () => {
  expect(nearestSpot(C2, [C1, BROKER_1, BROKER_2], "ArrowRight")).toBe(2);
  expect(nearestSpot(C2, [C1], "ArrowRight")).toBe(-1);
});
