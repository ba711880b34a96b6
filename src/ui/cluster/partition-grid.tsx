// Every partition of the cluster at a glance, a cell each: where a drawing has room for a few of thousands, here are all.
// It says how many are whole, behind or without a leader; press one to open it.
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useState } from "react";
import { useWords } from "../i18n/language.ts";
import { composite } from "../kit/composite.ts";
import { useSize } from "../kit/size.ts";
import { Patterns } from "./marks.tsx";
import styles from "./partition-grid.module.css";
import {
  CELL,
  CELL_STATES,
  type CellState,
  cellAt,
  cellPath,
  cellState,
  type GridLayout,
  gridLayout,
  PITCH,
} from "./partition-grid-layout.ts";
import type { PartitionView } from "./partition-views.ts";

interface GridProps {
  readonly partitions: readonly PartitionView[];
  readonly focus: string | null;
  onFocus(key: string): void;
}

/** Drawn anew only when a partition has moved. */
export const PartitionGrid = memo((props: GridProps) => {
  const words = useWords();
  const [area, size] = useSize<HTMLDivElement>();
  const counts = countsOf(props.partitions);
  return (
    <section className={styles["grid"]} aria-label={words.cluster.allPartitions}>
      <h3>{words.cluster.partitionCount(props.partitions.length)}</h3>
      <ul className={styles["counts"]}>
        {CELL_STATES.filter((state) => state === "whole" || counts[state] > 0).map((state) => (
          <li key={state}>
            <svg width={CELL + 2} height={CELL + 2} aria-hidden="true">
              <path className={styles[state]} d={`M1 1h${CELL}v${CELL}h-${CELL}z`} />
            </svg>
            {words.cluster.cellStates[state](counts[state])}
          </li>
        ))}
      </ul>
      <div ref={area}>{size === null ? null : <Cells {...props} width={size.width} />}</div>
    </section>
  );
});

function countsOf(partitions: readonly PartitionView[]): Readonly<Record<CellState, number>> {
  const counts = { whole: 0, behind: 0, dark: 0 };
  for (const partition of partitions) counts[cellState(partition)]++;
  return counts;
}

/** The cell that an arrow key goes to from another one. */
function cellAfter({ cells }: GridLayout, from: number, key: string): number {
  const at = cells[from];
  if (at === undefined) return 0;
  const last = cells.length - 1;
  if (key === "ArrowLeft") return Math.max(0, from - 1);
  if (key === "ArrowRight") return Math.min(last, from + 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  const isDown = key === "ArrowDown";
  if (!isDown && key !== "ArrowUp") return from;
  // The next line, and there what is nearest.
  const others = cells.map((cell, index) => ({ ...cell, index }));
  const beyond = others.filter(({ y }) => (isDown ? y > at.y : y < at.y));
  const line = isDown ? beyond[0]?.y : beyond.at(-1)?.y;
  const near = beyond
    .filter(({ y }) => y === line)
    .reduce<(typeof others)[number] | null>(
      (best, cell) => (best === null || Math.abs(cell.x - at.x) < Math.abs(best.x - at.x) ? cell : best),
      null,
    );
  return near?.index ?? from;
}

function Cells({ partitions, focus, onFocus, width }: GridProps & { readonly width: number }) {
  const words = useWords();
  const [cursor, setCursor] = useState<number | null>(null);
  // Both as one text each: partitions are new objects whenever a number of theirs moves.
  const names = partitions.map(({ topic }) => topic).join();
  const states = partitions.map(cellState).join();
  const layout = useMemo(() => gridLayout(names === "" ? [] : names.split(","), width), [names, width]);
  const paths = useMemo(() => {
    const each = states.split(",") as CellState[];
    return CELL_STATES.map((state) => [state, cellPath(layout, each, state)] as const);
  }, [layout, states]);
  const opened = partitions.findIndex(({ key }) => key === focus);
  const at = cursor ?? Math.max(0, opened);
  const named = partitions[at];
  const cell = layout.cells[at];

  function pointed({ clientX, clientY, currentTarget }: PointerEvent<SVGSVGElement>): number {
    const box = currentTarget.getBoundingClientRect();
    return cellAt(layout, clientX - box.x, clientY - box.y);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter" || event.key === " ") {
      if (named !== undefined) onFocus(named.key);
    } else {
      const next = cellAfter(layout, at, event.key);
      if (next === at) return;
      setCursor(next);
    }
    event.preventDefault();
  }

  const list = composite<number>({
    role: "listbox",
    label: words.cluster.allPartitions,
    active: cell === undefined ? undefined : "partition-cell",
    partAt: () => null,
    onKeyDown,
    onPress() {},
    onHover: () => setCursor(null),
  });
  return (
    <>
      <svg
        className={styles["cells"]}
        width={width}
        height={layout.height}
        {...list}
        aria-label={words.cluster.allPartitions}
        onPointerMove={(event) => {
          const index = pointed(event);
          if (index >= 0) setCursor(index);
        }}
        onPointerDown={(event) => {
          const key = partitions[pointed(event)]?.key;
          if (key !== undefined) onFocus(key);
        }}
      >
        <Patterns />
        {layout.names.map(({ topic, y }) => (
          <text key={topic} x={0} y={y + CELL} className={styles["topic"]}>
            {topic.length > 15 ? `${topic.slice(0, 14)}…` : topic}
          </text>
        ))}
        {paths.map(([state, path]) => (
          <path key={state} className={styles[state]} d={path} />
        ))}
        <Outline at={layout.cells[opened]} look={styles["open"]} />
        {cell === undefined || named === undefined ? null : (
          <g
            id="partition-cell"
            role="option"
            aria-selected={named.key === focus}
            aria-label={words.cluster.partitionLabel(named.key, named.leader, named.isr)}
          >
            <Outline at={cell} look={styles["cursor"]} />
          </g>
        )}
      </svg>
      <p className={styles["named"]} aria-hidden="true">
        {named === undefined ? "" : words.cluster.partitionLabel(named.key, named.leader, named.isr)}
      </p>
    </>
  );
}

function Outline({
  at,
  look,
}: {
  readonly at: { readonly x: number; readonly y: number } | undefined;
  readonly look: string | undefined;
}) {
  if (at === undefined) return null;
  const side = PITCH + 1;
  return <rect className={look} x={at.x - 2} y={at.y - 2} width={side} height={side} rx={2} />;
}
