// The decoded structure as a tree of rows, of which only those in sight exist. Chosen here, seen in the bytes, and the
// other way round.
import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { composite } from "../kit/composite.ts";
import { useSize } from "../kit/size.ts";
import { nodeText, positionText } from "./node-text.ts";
import styles from "./tree.module.css";
import type { NodeId, TreeRow } from "./tree-rows.ts";

export const TREE_ROW_HEIGHT = 27;
const MARGIN_ROWS = 6;
const INDENT = 14;
/** Values stand below each other, however deep their names are. */
const NAME_WIDTH = 164;

export interface TreeProps {
  readonly rows: readonly TreeRow[];
  readonly sizeBytes: number;
  readonly chosen: NodeId | null;
  readonly hovered: NodeId | null;
  /** A new object each time the chosen row is to be brought into sight. */
  readonly reveal: object | null;
  readonly onChoose: (row: TreeRow) => void;
  readonly onHover: (row: TreeRow | null) => void;
  readonly onToggle: (id: NodeId, open: boolean) => void;
  readonly onEnter: (row: TreeRow) => void;
  readonly focusRef: RefObject<HTMLDivElement | null>;
}

export function TreeView(props: TreeProps) {
  const { rows, chosen, reveal, onChoose, onToggle, focusRef: scroller } = props;
  const words = useBytesWords();
  const [area, size] = useSize<HTMLDivElement>();
  const [scrollTop, setScrollTop] = useState(0);
  const done = useRef<object | null>(null);
  const at = rows.findIndex(({ id }) => id === chosen);
  const height = size?.height ?? 400;
  const first = Math.max(0, Math.floor(scrollTop / TREE_ROW_HEIGHT) - MARGIN_ROWS);
  const last = Math.min(rows.length, Math.ceil((scrollTop + height) / TREE_ROW_HEIGHT) + MARGIN_ROWS);

  useEffect(() => {
    if (reveal === null || done.current === reveal || at < 0) return;
    done.current = reveal;
    bringIntoSight(scroller.current, at, height);
  }, [reveal, at, height, scroller]);

  function rowOf(target: EventTarget): TreeRow | null {
    const element = target instanceof Element ? target.closest("[data-row]") : null;
    return rows[Number(element?.getAttribute("data-row") ?? -1)] ?? null;
  }

  function choose(index: number): void {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    onChoose(row);
    bringIntoSight(scroller.current, rows.indexOf(row), height);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = rows[at];
    const page = Math.max(1, Math.floor(height / TREE_ROW_HEIGHT) - 1);
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(Math.max(0, at - 1));
    else if (event.key === "PageDown") choose(at + page);
    else if (event.key === "PageUp") choose(at - page);
    else if (event.key === "Home") choose(0);
    else if (event.key === "End") choose(rows.length - 1);
    else if (row === undefined) return;
    else if (event.key === "ArrowRight") {
      if (row.hasChildren && !row.isOpen) onToggle(row.id, true);
      else if (row.isOpen) choose(at + 1);
    } else if (event.key === "ArrowLeft") {
      if (row.isOpen) onToggle(row.id, false);
      else choose(parentOf(rows, at));
    } else if (event.key === "Enter" || event.key === " ") props.onEnter(row);
    else return;
    event.preventDefault();
  }

  const tree = composite({
    role: "tree",
    label: words.treeLabel,
    active: at >= first && at < last ? `tree-${at}` : undefined,
    partAt: rowOf,
    onKeyDown,
    onHover: props.onHover,
    onPress(row, target) {
      if (target.closest("[data-fold]") !== null) onToggle(row.id, !row.isOpen);
      else onChoose(row);
    },
  });
  return (
    <div className={styles["area"]} ref={area}>
      <div
        ref={scroller}
        className={styles["scroller"]}
        {...tree}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div
          className={styles["space"]}
          role="presentation"
          style={{ height: rows.length * TREE_ROW_HEIGHT }}
        >
          {rows.slice(first, last).map((row, i) => (
            <Row key={row.id} row={row} index={first + i} props={props} />
          ))}
        </div>
      </div>
    </div>
  );
}

function parentOf(rows: readonly TreeRow[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  for (let i = at - 1; i >= 0; i--) if ((rows[i]?.depth ?? 0) < depth) return i;
  return at;
}

function bringIntoSight(element: HTMLDivElement | null, index: number, height: number): void {
  if (element === null) return;
  const top = index * TREE_ROW_HEIGHT;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + TREE_ROW_HEIGHT > element.scrollTop + height)
    element.scrollTop = top + TREE_ROW_HEIGHT * 2 - height;
}

function Row({
  row,
  index,
  props,
}: {
  readonly row: TreeRow;
  readonly index: number;
  readonly props: TreeProps;
}) {
  const { id, node, depth, isOpen, hasChildren } = row;
  const { chosen, hovered, sizeBytes } = props;
  const crc = node.isValid === undefined ? null : node.isValid;
  const classes = [
    styles["row"],
    id === chosen ? styles["chosen"] : "",
    id === hovered ? styles["hovered"] : "",
    crc === null ? "" : crc ? styles["ok"] : styles["bad"],
    node.type === "broken" || node.problem !== undefined ? styles["bad"] : "",
  ];
  const item = {
    role: "treeitem",
    "aria-level": depth + 1,
    "aria-selected": id === chosen,
    ...(hasChildren ? { "aria-expanded": isOpen } : {}),
  } as const;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div
      {...item}
      id={`tree-${index}`}
      className={classes.join(" ")}
      style={{ top: index * TREE_ROW_HEIGHT, height: TREE_ROW_HEIGHT, paddingLeft: 8 + depth * INDENT }}
      data-row={index}
    >
      <span className={styles["fold"]}>
        {hasChildren ? (
          <i data-fold="">
            <Chevron size={13} strokeWidth={1.5} aria-hidden="true" />
          </i>
        ) : null}
      </span>
      <b style={{ minWidth: Math.max(40, NAME_WIDTH - depth * INDENT) }}>{node.name}</b>
      <span className={styles["value"]}>
        {nodeText(node)}
        {crc === null ? "" : crc ? " ✓" : " ×"}
      </span>
      <small>
        {positionText(node.position, row.unpackedOf?.unpacked?.length ?? sizeBytes)} · {node.length}
      </small>
    </div>
  );
}
