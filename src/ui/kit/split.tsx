// Panes side by side that resize and remember; a double click on a divider restores.
import { type ReactNode, useState } from "react";
import { Group, type Layout, Panel, Separator } from "react-resizable-panels";
import { useWords } from "../i18n/language.ts";
import { isRecord, keep, readKept } from "../session/kept.ts";
import styles from "./split.module.css";

export interface SplitPart {
  readonly id: string;
  /** Percent of the whole. */
  readonly size: number;
  readonly min: string;
  readonly content: ReactNode;
}

function parseLayout(value: unknown, parts: readonly SplitPart[]): Layout | null {
  if (!isRecord(value)) return null;
  const layout: Layout = {};
  for (const { id } of parts) {
    const size = value[id];
    if (typeof size !== "number" || !(size > 0 && size < 100)) return null;
    layout[id] = size;
  }
  return layout;
}

export function Split({
  name,
  direction,
  parts,
}: {
  /** Under which the sizes are kept. */
  readonly name: string;
  readonly direction: "horizontal" | "vertical";
  readonly parts: readonly SplitPart[];
}) {
  const words = useWords();
  const key = `split:${name}`;
  // Read once; what the person drags afterwards is the library's.
  const [first] = useState(
    () =>
      readKept(key, (value) => parseLayout(value, parts)) ??
      Object.fromEntries(parts.map(({ id, size }) => [id, size])),
  );
  return (
    <Group
      id={name}
      orientation={direction}
      className={styles["group"]}
      defaultLayout={first}
      onLayoutChanged={(layout) => {
        keep(key, layout);
      }}
    >
      {parts.flatMap((part, index) => [
        ...(index === 0
          ? []
          : [
              <Separator
                key={`before-${part.id}`}
                aria-label={words.app.divider}
                className={direction === "horizontal" ? styles["upright"] : styles["level"]}
              />,
            ]),
        <Panel
          key={part.id}
          id={part.id}
          defaultSize={`${part.size}%`}
          minSize={part.min}
          className={styles["panel"]}
        >
          {part.content}
        </Panel>,
      ])}
    </Group>
  );
}
