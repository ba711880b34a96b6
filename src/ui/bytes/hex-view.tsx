// The bytes themselves: rows of sixteen, of which only those in sight exist. One cursor, moved by arrows; what it belongs
// to is chosen with it.
import {
  type KeyboardEvent,
  type RefObject,
  type UIEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { composite } from "../kit/composite.ts";
import { useSize } from "../kit/size.ts";
import { MARK } from "./byte-marks.ts";
import styles from "./hex.module.css";
import { type HexScroll, hexScroll, ROW_HEIGHT, rowAt, scrollTo } from "./hex-rows.ts";
import { positionText } from "./node-text.ts";

export interface HexProps {
  readonly label: string;
  readonly sizeBytes: number;
  readonly perRow: number;
  readonly byteAt: (position: number) => number | undefined;
  readonly marks: (start: number, length: number) => Uint16Array;
  readonly cursor: number;
  /** To be brought into sight; a new object each time. */
  readonly reveal: { readonly position: number } | null;
  readonly onSight: (start: number, end: number) => void;
  readonly onCursor: (position: number) => void;
  readonly onHover: (position: number | null) => void;
  readonly onEnter: () => void;
  readonly focusRef: RefObject<HTMLDivElement | null>;
}

/** The parts of the grid, which have neither keys nor pointer of their own. */
const ROWS = { role: "rowgroup" } as const;
const HEADER = { role: "rowheader" } as const;
const rowPart = (row: number) => ({ role: "row", "aria-rowindex": row + 1 }) as const;
const cellPart = (chosen: boolean) => ({ role: "gridcell", "aria-selected": chosen }) as const;

function positionOf(target: EventTarget): number | null {
  const cell = target instanceof Element ? target.closest("[data-position]") : null;
  return cell === null ? null : Number(cell.getAttribute("data-position"));
}

const hex = (byte: number): string => byte.toString(16).padStart(2, "0");
const printable = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·");

const CLASSES: readonly (readonly [bit: number, name: string])[] = [
  [MARK.chosen, "chosen"],
  [MARK.within, "within"],
  [MARK.hovered, "hovered"],
  [MARK.kin, "kin"],
  [MARK.key, "key"],
  [MARK.value, "value"],
  [MARK.crcOk, "crcOk"],
  [MARK.crcBad, "crcBad"],
  [MARK.begins, "begins"],
  [MARK.pale, "pale"],
  [MARK.dirty, "dirty"],
  [MARK.zeros, "zeros"],
  [MARK.broken, "broken"],
];

const classCache = new Map<number, string>();

function classOf(flags: number): string {
  let known = classCache.get(flags);
  if (known === undefined) {
    known = CLASSES.filter(([bit]) => (flags & bit) !== 0)
      .map(([, name]) => styles[name] ?? "")
      .join(" ");
    classCache.set(flags, known);
  }
  return known;
}

export function HexView(props: HexProps) {
  const { sizeBytes, perRow, cursor, reveal, onSight, focusRef: scroller } = props;
  const words = useBytesWords();
  const [area, size] = useSize<HTMLDivElement>();
  const [top, setTop] = useState(0);
  const scroll = hexScroll(sizeBytes, perRow, size?.height ?? 400);
  const first = Math.min(top, Math.max(0, scroll.rows - 1));
  const last = Math.min(scroll.rows, first + scroll.visibleRows + 1);

  useEffect(
    () => onSight(first * perRow, Math.min(sizeBytes, last * perRow)),
    [first, last, perRow, sizeBytes, onSight],
  );
  useReveal(reveal, scroll, perRow, top, setTop, scroller);
  useWheel(scroller, scroll, setTop);

  function goTo(position: number): void {
    const bounded = Math.max(0, Math.min(sizeBytes - 1, position));
    props.onCursor(bounded);
    const row = Math.floor(bounded / perRow);
    if (row < first) showRow(row);
    else if (row >= first + scroll.visibleRows - 2) showRow(row - scroll.visibleRows + 3);
  }

  function showRow(row: number): void {
    const next = Math.max(0, Math.min(row, scroll.rows - 1));
    setTop(next);
    if (scroller.current !== null) scroller.current.scrollTop = scrollTo(scroll, next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, scroll.visibleRows - 2) * perRow;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: cursor - 1,
      ArrowRight: cursor + 1,
      ArrowUp: cursor - perRow,
      ArrowDown: cursor + perRow,
      PageUp: cursor - page,
      PageDown: cursor + page,
      Home: event.ctrlKey ? 0 : cursor - (cursor % perRow),
      End: event.ctrlKey ? sizeBytes - 1 : cursor - (cursor % perRow) + perRow - 1,
    };
    const to = moves[event.key];
    if (event.key === "Enter") props.onEnter();
    else if (to !== undefined) goTo(to);
    else return;
    event.preventDefault();
  }

  // No table has as many rows as a file, and none scrolls by itself.
  const grid = {
    ...composite({
      role: "grid",
      label: props.label,
      active: `byte-${cursor}`,
      partAt: positionOf,
      onKeyDown,
      onHover: props.onHover,
      onPress: props.onCursor,
    }),
    "aria-rowcount": scroll.rows,
    "aria-colcount": perRow + 1,
    onScroll(event: UIEvent<HTMLDivElement>): void {
      const { scrollTop } = event.currentTarget;
      // A scaled bar that was set to where the wheel had gone says nothing new.
      if (!scroll.isScaled || Math.abs(scrollTo(scroll, top) - scrollTop) > 2)
        setTop(rowAt(scroll, scrollTop));
    },
  } as const;
  const rows = [];
  for (let row = first; row < last; row++) rows.push(row);
  const marks = props.marks(first * perRow, Math.max(0, (last - first) * perRow));
  return (
    <div className={styles["hex"]}>
      <div className={styles["columns"]} aria-hidden="true">
        <span className={styles["position"]} />
        <span className={styles["bytes"]}>
          {Array.from({ length: perRow }, (_, i) => (
            <i key={hex(i)}>{i.toString(16)}</i>
          ))}
        </span>
        <span className={styles["text"]}>{words.ascii}</span>
      </div>
      <div className={styles["area"]} ref={area}>
        <div ref={scroller} className={styles["scroller"]} {...grid}>
          <div style={{ height: scroll.pixels }} className={styles["space"]} role="presentation">
            <div
              {...ROWS}
              className={styles["rows"]}
              style={{ transform: `translateY(${scrollTo(scroll, first)}px)` }}
            >
              {rows.map((row) => (
                <HexRow key={row} row={row} first={first} marks={marks} props={props} />
              ))}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

function HexRow({
  row,
  first,
  marks,
  props,
}: {
  readonly row: number;
  readonly first: number;
  readonly marks: Uint16Array;
  readonly props: HexProps;
}) {
  const { perRow, sizeBytes, byteAt, cursor } = props;
  const start = row * perRow;
  const cells = [];
  const letters = [];
  for (let i = 0; i < perRow && start + i < sizeBytes; i++) {
    const position = start + i;
    const byte = byteAt(position);
    const flags = marks[(row - first) * perRow + i] ?? 0;
    const isCursor = position === cursor;
    const name = `${classOf(flags)} ${isCursor ? styles["cursor"] : ""}`;
    cells.push(
      <span
        {...cellPart((flags & MARK.chosen) !== 0)}
        key={position}
        id={isCursor ? `byte-${position}` : undefined}
        className={name}
        data-position={position}
      >
        {byte === undefined ? "  " : hex(byte)}
      </span>,
    );
    letters.push(
      <span key={position} className={name} data-position={position} aria-hidden="true">
        {byte === undefined ? " " : printable(byte)}
      </span>,
    );
  }
  return (
    <div {...rowPart(row)} className={styles["row"]} style={{ height: ROW_HEIGHT }}>
      <span {...HEADER} className={styles["position"]}>
        {positionText(start, sizeBytes)}
      </span>
      <span className={styles["bytes"]} role="presentation">
        {cells}
      </span>
      <span className={styles["text"]} role="presentation">
        {letters}
      </span>
    </div>
  );
}

function useReveal(
  reveal: HexProps["reveal"],
  scroll: HexScroll,
  perRow: number,
  top: number,
  setTop: (row: number) => void,
  scroller: RefObject<HTMLDivElement | null>,
): void {
  const done = useRef<HexProps["reveal"]>(null);
  useLayoutEffect(() => {
    if (reveal === null || done.current === reveal) return;
    done.current = reveal;
    const row = Math.floor(reveal.position / perRow);
    if (row >= top && row < top + scroll.visibleRows - 2) return;
    const next = Math.max(0, Math.min(row - 2, scroll.rows - scroll.visibleRows + 1));
    setTop(next);
    if (scroller.current !== null) scroller.current.scrollTop = scrollTo(scroll, next);
  }, [reveal, scroll, perRow, top, setTop, scroller]);
}

/** Where the scroll bar is scaled, the wheel still goes row by row. */
function useWheel(
  scroller: RefObject<HTMLDivElement | null>,
  scroll: HexScroll,
  setTop: (change: (row: number) => number) => void,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null || !scroll.isScaled) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      setTop((row) => {
        const next = Math.max(0, Math.min(scroll.rows - 1, row + Math.round(event.deltaY / ROW_HEIGHT)));
        element.scrollTop = scrollTo(scroll, next);
        return next;
      });
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  });
}
