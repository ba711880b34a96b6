// Where the cells of a replica lie. Offset is the axis: all lanes of a partition share one window, so equal offsets align
// in every column. A window shows the newest offsets; it widens until the slowest live replica is in sight, drops the
// numbers when they no longer fit, and folds into bars beyond sixty cells.
import type { PartitionView, ReplicaView } from "./partition-views.ts";

export type LaneMode = "numbers" | "cells" | "bars";

export interface LaneWindow {
  readonly mode: LaneMode;
  /** First offset in sight, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Pixels per offset. */
  readonly pitch: number;
}

export type CellKind = "committed" | "uncommitted" | "absent";

export interface Cell {
  readonly kind: CellKind;
  /** A bar stands for many offsets. */
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
}

export const CELLS_MAX = 60;
const CELL_GAP = 1.5;
const PLAIN_PITCH = 10.5;
const DIGIT_WIDTH = 6.4;

function numberedPitch(largest: number): number {
  return Math.max(17, String(Math.max(0, largest - 1)).length * DIGIT_WIDTH + 4.3);
}

export function laneWindow(partition: PartitionView, width: number, numbered: boolean): LaneWindow {
  const known = partition.replicas.filter((replica) => replica.known);
  const to = Math.max(0, ...known.map((replica) => replica.logEndOffset));
  const live = known.filter((replica) => replica.state !== "offline");
  const start = Math.min(...(known.length > 0 ? known.map((replica) => replica.logStartOffset) : [0]));
  const slowest = Math.min(
    to,
    ...live.map((replica) => Math.min(replica.highWatermark, replica.logEndOffset)),
  );
  const wanted = Math.max(1, to - Math.max(start, slowest - 1));

  const numberPitch = numberedPitch(to);
  const numberRoom = Math.floor(width / numberPitch);
  if (numbered && wanted <= numberRoom) {
    return { mode: "numbers", from: Math.max(start, to - numberRoom), to, pitch: numberPitch };
  }
  const plainRoom = Math.floor(width / PLAIN_PITCH);
  if (wanted <= plainRoom) {
    return { mode: "cells", from: Math.max(start, to - plainRoom), to, pitch: PLAIN_PITCH };
  }
  const from = Math.max(start, to - wanted);
  const mode = to - from <= CELLS_MAX ? "cells" : "bars";
  return { mode, from, to, pitch: width / Math.max(1, to - from) };
}

/** Where an offset's left edge lies, kept inside the lane. */
export function offsetX(window: LaneWindow, offset: number): number {
  return (Math.min(Math.max(offset, window.from), window.to) - window.from) * window.pitch;
}

function bar(window: LaneWindow, kind: CellKind, from: number, to: number): readonly Cell[] {
  const first = Math.max(from, window.from);
  const last = Math.min(to, window.to);
  if (last <= first) return [];
  const x = offsetX(window, first);
  return [{ kind, from: first, to: last, x, width: Math.max(1, offsetX(window, last) - x - CELL_GAP) }];
}

export function cellsOf(replica: ReplicaView, window: LaneWindow): readonly Cell[] {
  if (!replica.known) return [];
  const start = Math.max(replica.logStartOffset, window.from);
  const committed = Math.min(replica.highWatermark, replica.logEndOffset);
  if (window.mode === "bars") {
    return [
      ...bar(window, "committed", start, committed),
      ...bar(window, "uncommitted", Math.max(start, committed), replica.logEndOffset),
      ...bar(window, "absent", Math.max(start, replica.logEndOffset), window.to),
    ];
  }
  const gap = Math.min(CELL_GAP, window.pitch / 4);
  const cells: Cell[] = [];
  for (let offset = start; offset < window.to; offset++) {
    cells.push({
      kind: offset < committed ? "committed" : offset < replica.logEndOffset ? "uncommitted" : "absent",
      from: offset,
      to: offset + 1,
      x: offsetX(window, offset),
      width: window.pitch - gap,
    });
  }
  return cells;
}

/** Earlier offsets exist than the window shows. */
export function isTorn(replica: ReplicaView, window: LaneWindow): boolean {
  return replica.known && replica.logStartOffset < window.from;
}
