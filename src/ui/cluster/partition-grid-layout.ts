// Where each of very many partitions stands in the overview: a small cell each, a topic beginning a line of its own while
// there are few topics. Cells of one state are one outline, so that two thousand of them are four elements.
import type { PartitionTrouble, PartitionView } from "./partition-views.ts";

/** From so many on they are all shown at a glance, beside the one that is open. */
export const MANY_PARTITIONS = 16;
export const CELL = 9;
export const PITCH = 12;
const NAME_WIDTH = 112;
/** Above so many topics a line for each would be a long way down: they follow each other. */
const NAMED_TOPICS_MAX = 40;
const TOPIC_GAP = 4;

/** What a cell says of its partition. */
export type CellState = "whole" | "behind" | "dark";
export const CELL_STATES: readonly CellState[] = ["whole", "behind", "dark"];

const STATES: Readonly<Record<PartitionTrouble, CellState>> = {
  none: "whole",
  held: "behind",
  "under-replicated": "behind",
  "under-min-isr": "dark",
  "no-leader": "dark",
};

export const cellState = ({ trouble }: PartitionView): CellState => STATES[trouble];

export interface GridCell {
  readonly x: number;
  readonly y: number;
}

export interface GridLayout {
  readonly height: number;
  /** In the order of the partitions. */
  readonly cells: readonly GridCell[];
  readonly names: readonly { readonly topic: string; readonly y: number }[];
}

export function gridLayout(topics: readonly string[], width: number): GridLayout {
  const isNamed = new Set(topics).size <= NAMED_TOPICS_MAX;
  const left = isNamed ? NAME_WIDTH : 0;
  const right = Math.max(left + PITCH, width);
  const cells: GridCell[] = [];
  const names: { topic: string; y: number }[] = [];
  let [x, y] = [left, 0];
  topics.forEach((topic, index) => {
    const begins = topic !== topics[index - 1];
    if (begins && isNamed) {
      if (index > 0) y += PITCH + TOPIC_GAP;
      x = left;
      names.push({ topic, y });
    } else if (begins && index > 0) x += TOPIC_GAP;
    if (x + CELL > right) {
      x = left;
      y += PITCH;
    }
    cells.push({ x, y });
    x += PITCH;
  });
  return { height: y + PITCH, cells, names };
}

/** The outlines of all cells in a state. */
export function cellPath({ cells }: GridLayout, states: readonly CellState[], state: CellState): string {
  return cells
    .map(({ x, y }, index) => (states[index] === state ? `M${x} ${y}h${CELL}v${CELL}h-${CELL}z` : ""))
    .join("");
}

/** The cell at a point, the room around it included; -1 for none. */
export function cellAt({ cells }: GridLayout, x: number, y: number): number {
  return cells.findIndex(
    (cell) => x >= cell.x - 1 && x < cell.x + PITCH && y >= cell.y - 1 && y < cell.y + PITCH,
  );
}
