// Where labels of links go: near their place on the line, but not on any line and not on each other. Pure geometry over
// the ways of the layout; the first spot that is free wins, and where none is, the one with least in the way.
import type { MapLayout } from "./map-layout.ts";
import { type Point, type Way, wayPoint } from "./ways.ts";

export interface Label {
  readonly width: number;
  readonly height: number;
  /** Where the centre of the label would best be, first choice first. */
  readonly spots: readonly Point[];
}

interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A straight line as a way, to be kept clear: the edge of a box. */
function edge(from: Point, to: Point): Way {
  return { from, bend: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, to };
}

/** A controller's mark with its text: left and right of its centre. */
const CONTROLLER_LEFT = 20;
const CONTROLLER_RIGHT = 130;

/** What labels keep clear of beside the ways: controllers with their text, edges of the brokers' boxes. */
export function boxEdges({
  columns,
  controllers,
}: Pick<MapLayout, "columns" | "controllers">): readonly Way[] {
  const boxes = columns.flatMap(({ x, y, width, height }) =>
    [y, y + 12, y + 24, y + height - 12, y + height].map((at) => edge({ x, y: at }, { x: x + width, y: at })),
  );
  const marks = controllers.flatMap(({ x, y }) =>
    [y - 10, y, y + 10].map((at) =>
      edge({ x: x - CONTROLLER_LEFT, y: at }, { x: x + CONTROLLER_RIGHT, y: at }),
    ),
  );
  return [...boxes, ...marks];
}

const SAMPLES = 48;
const MARGIN = 2;

const rectAt = ({ width, height }: Label, { x, y }: Point): Rect => ({
  left: x - width / 2,
  top: y - height / 2,
  right: x + width / 2,
  bottom: y + height / 2,
});

function pointsIn(rect: Rect, ways: readonly Way[]): number {
  let inside = 0;
  for (const way of ways) {
    for (let step = 0; step <= SAMPLES; step++) {
      const { x, y } = wayPoint(way, step / SAMPLES);
      if (
        x > rect.left - MARGIN &&
        x < rect.right + MARGIN &&
        y > rect.top - MARGIN &&
        y < rect.bottom + MARGIN
      )
        inside++;
    }
  }
  return inside;
}

function shared(a: Rect, b: Rect): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/** The centre of each label. Labels on each other are worse than labels on a line. */
export function placeLabels(labels: readonly Label[], ways: readonly Way[], width: number): readonly Point[] {
  const taken: Rect[] = [];
  return labels.map((label) => {
    let best: Point = label.spots[0] ?? { x: 0, y: 0 };
    let least = Number.POSITIVE_INFINITY;
    for (const spot of label.spots) {
      const half = label.width / 2;
      const x = Math.min(Math.max(spot.x, half + 2), Math.max(half + 2, width - half - 2));
      const at = { x, y: spot.y };
      const rect = rectAt(label, at);
      const cost = taken.reduce((sum, other) => sum + shared(rect, other), 0) * 10 + pointsIn(rect, ways);
      if (cost >= least) continue;
      least = cost;
      best = at;
      if (cost === 0) break;
    }
    taken.push(rectAt(label, best));
    return best;
  });
}
