import { expect, test } from "vitest";
import { placeLabels } from "./label-places.ts";
import type { Way } from "./ways.ts";

const flat: Way = { from: { x: 0, y: 100 }, bend: { x: 100, y: 100 }, to: { x: 200, y: 100 } };
const size = { width: 60, height: 14 };

test("a label leaves the line that its first spot lies on", () => {
  const spots = [
    { x: 100, y: 100 },
    { x: 100, y: 114 },
  ];
  expect(placeLabels([{ ...size, spots }], [flat], 400)).toEqual([{ x: 100, y: 114 }]);
  expect(placeLabels([{ ...size, spots }], [], 400)).toEqual([{ x: 100, y: 100 }]);
});

test("labels do not lie on each other", () => {
  const spots = [
    { x: 100, y: 50 },
    { x: 130, y: 55 },
    { x: 100, y: 80 },
  ];
  const places = placeLabels(
    [
      { ...size, spots },
      { ...size, spots },
    ],
    [flat],
    400,
  );
  expect(places).toEqual([
    { x: 100, y: 50 },
    { x: 100, y: 80 },
  ]);
});

test("where every spot has something in the way, a line is better than another label; the edge is kept", () => {
  const spots = [{ x: 100, y: 50 }];
  const second = [
    { x: 100, y: 52 },
    { x: 100, y: 100 },
  ];
  expect(
    placeLabels(
      [
        { ...size, spots },
        { ...size, spots: second },
      ],
      [flat],
      400,
    )[1],
  ).toEqual({ x: 100, y: 100 });
  expect(placeLabels([{ ...size, spots: [{ x: 395, y: 10 }] }], [], 400)[0]).toEqual({ x: 368, y: 10 });
});
