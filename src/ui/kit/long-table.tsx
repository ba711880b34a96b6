// A table that may have thousands of rows: only those in sight exist. It scrolls in a box of its own.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { DataTable } from "./data-table.tsx";
import { SCROLLABLE } from "./scrollable.ts";

/** As kit.module.css has it: all rows are as high as each other. */
const ROW_HEIGHT = 29;
const MARGIN_ROWS = 12;

export function LongTable({
  caption,
  columns,
  rows,
  rowAt,
  above,
  className,
}: {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: number;
  rowAt(index: number): ReactNode;
  /** Scrolls with it. */
  readonly above?: ReactNode;
  readonly className: string | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(table.current?.offsetTop ?? 0), []);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: MARGIN_ROWS,
    scrollMargin: top,
  });
  const shown = virtual.getVirtualItems();
  const before = shown[0] === undefined ? 0 : shown[0].start - top;
  const after = virtual.getTotalSize() - ((shown.at(-1)?.end ?? top) - top);
  return (
    <div className={className} ref={scroller} {...SCROLLABLE}>
      {above}
      <div ref={table}>
        <DataTable caption={caption} columns={columns} rows={rows}>
          <Room height={before} />
          {shown.map(({ index }) => rowAt(index))}
          <Room height={after} />
        </DataTable>
      </div>
    </div>
  );
}

/** Where rows are that do not exist. */
function Room({ height }: { readonly height: number }) {
  return height <= 0 ? null : <tr style={{ height }} />;
}
