// The ways between the parts of the cluster map: where lines begin and end, and how they bow.
import type { MapLayout } from "./map-layout.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The way between two ends, as the three points of a quadratic curve. */
export interface Way {
  readonly from: Point;
  readonly bend: Point;
  readonly to: Point;
}

export type End =
  | { readonly kind: "broker"; readonly id: number }
  | { readonly kind: "controller"; readonly id: number }
  | { readonly kind: "client"; readonly name: string };

/** Brokers bow below their boxes, controllers are reached from the top edge, clients from below. */
export function wayBetween(layout: MapLayout, a: End, b: End): Way | null {
  if (a.kind === "broker" && b.kind === "broker") {
    const from = layout.columns.find(({ id }) => id === a.id);
    const to = layout.columns.find(({ id }) => id === b.id);
    if (from === undefined || to === undefined || a.id === b.id) return null;
    const rightwards = from.x < to.x;
    const start = { x: from.x + from.width * (rightwards ? 0.62 : 0.38), y: layout.railY };
    const end = { x: to.x + to.width * (rightwards ? 0.38 : 0.62), y: layout.railY };
    const apart = Math.abs(layout.columns.indexOf(from) - layout.columns.indexOf(to));
    return { from: start, bend: { x: (start.x + end.x) / 2, y: layout.railY + 16 + apart * 42 }, to: end };
  }
  const at = (end: End, other: End): Point | null => {
    if (end.kind === "broker") {
      const column = layout.columns.find(({ id }) => id === end.id);
      if (column === undefined) return null;
      return other.kind === "controller"
        ? { x: column.x + column.width / 2, y: column.y }
        : { x: column.x + column.width / 2, y: layout.railY };
    }
    if (end.kind === "controller") {
      const place = layout.controllers.find(({ id }) => id === end.id);
      return place === undefined ? null : { x: place.x, y: place.y + 16 };
    }
    const place = layout.clients.find(({ name }) => name === end.name);
    return place === undefined ? null : { x: place.x + place.width / 2, y: place.y };
  };
  const from = at(a, b);
  const to = at(b, a);
  if (from === null || to === null) return null;
  return { from, bend: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, to };
}

export function wayPath({ from, bend, to }: Way): string {
  return `M${from.x} ${from.y}Q${bend.x} ${bend.y} ${to.x} ${to.y}`;
}

/** A point on the way, 0 at its start, 1 at its end. */
export function wayPoint({ from, bend, to }: Way, at: number): Point {
  const rest = 1 - at;
  return {
    x: rest * rest * from.x + 2 * rest * at * bend.x + at * at * to.x,
    y: rest * rest * from.y + 2 * rest * at * bend.y + at * at * to.y,
  };
}
