// The cluster map: one SVG at one pixel per pixel, so that no text falls below its size. What it shows is the view; where
// it stands is the layout; this puts the two together and makes every part reachable by pointer and keyboard.
import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from "react";
import type { ClientSnapshot } from "../../engine/inspect/snapshot.ts";
import { useWords } from "../i18n/language.ts";
import { nearestPart } from "../kit/nearest.ts";
import type { Selection } from "../session/session.ts";
import { BrokerColumn } from "./broker-column.tsx";
import { ClientBox } from "./client-box.tsx";
import { ControllerMark, QuorumLine } from "./controller-mark.tsx";
import { DRAWING } from "./item.ts";
import styles from "./map.module.css";
import { type MapLayout, mapLayout } from "./map-layout.ts";
import { Patterns } from "./marks.tsx";
import type { ClusterView } from "./model.ts";
import { PartitionRow } from "./partition-row.tsx";
import { RailLinks } from "./rail-links.tsx";

export interface MenuAt {
  readonly selection: Selection;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface ClusterMapProps {
  readonly view: ClusterView;
  readonly clients: readonly ClientSnapshot[];
  readonly focus: string | null;
  readonly selection: Selection | null;
  readonly width: number;
  readonly height: number;
  onFocus(key: string): void;
  onMenu(menu: MenuAt): void;
  onShowFolded(menu: MenuAt): void;
  /** What moves, drawn over the map by someone else. */
  readonly overlay: (layout: MapLayout) => React.ReactNode;
}

/** What a part of the drawing stands for, as written on its element. */
function selectionOf(element: Element): Selection | null {
  const kind = element.getAttribute("data-kind");
  const value = element.getAttribute("data-value") ?? "";
  if (kind === "broker" || kind === "controller") return { kind, id: Number(value) };
  if (kind === "partition") return { kind, key: value };
  return kind === "client" ? { kind, name: value } : null;
}

export function ClusterMap(props: ClusterMapProps) {
  const { view, clients, focus, width, height, selection, onFocus, onMenu, onShowFolded } = props;
  const words = useWords();
  const root = useRef<SVGSVGElement>(null);
  const [roving, setRoving] = useState<string | null>(null);
  const layout = useMemo(
    () => mapLayout({ view, clients, focus, width, height }),
    [view, clients, focus, width, height],
  );
  const firstItem = view.brokers[0] === undefined ? null : `broker:${view.brokers[0].id}`;
  const tabStop = roving ?? firstItem;
  const item = (kind: string, value: string | number) => ({
    "data-kind": kind,
    "data-value": String(value),
    role: "button" as const,
    tabIndex: tabStop === `${kind}:${value}` ? 0 : -1,
    className: styles["item"],
  });

  function press(target: Element): void {
    const part = target.closest("[data-kind]");
    if (part === null || root.current === null) return;
    const area = root.current.getBoundingClientRect();
    const box = part.getBoundingClientRect();
    const at = { x: box.x - area.x, y: box.y - area.y, width: box.width, height: Math.min(box.height, 40) };
    if (part.getAttribute("data-kind") === "fold") {
      onShowFolded({ ...at, selection: { kind: "partition", key: "" } });
      return;
    }
    const selected = selectionOf(part);
    if (selected === null) return;
    if (selected.kind === "partition") onFocus(selected.key);
    else onMenu({ ...at, selection: selected });
  }

  function onKeyDown(event: KeyboardEvent<SVGSVGElement>): void {
    const target = event.target instanceof Element ? event.target : null;
    if (target === null || root.current === null) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      press(target);
      return;
    }
    const next = nearestPart(root.current, target, event.key);
    if (next === null) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <>
      <svg
        ref={root}
        className={styles["drawing"]}
        width={layout.width}
        height={layout.height}
        {...DRAWING}
        aria-label={words.cluster.drawing(focus)}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const part = event.target.closest("[data-kind]");
          if (part !== null)
            setRoving(`${part.getAttribute("data-kind")}:${part.getAttribute("data-value")}`);
        }}
        onClick={(event: MouseEvent<SVGSVGElement>) => {
          if (event.target instanceof Element) press(event.target);
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          if (event.target instanceof Element) press(event.target);
        }}
      >
        <Patterns />
        <text x={0} y={31} className={styles["gutterText"]}>
          {words.cluster.controllers}
        </text>
        <QuorumLine places={layout.controllers} />
        {layout.controllers.map((place, index) => (
          <ControllerMark
            key={place.id}
            place={place}
            view={view}
            room={(layout.controllers[index + 1]?.x ?? layout.width) - place.x}
            item={item("controller", place.id)}
          />
        ))}
        {layout.columns.map((column) => (
          <BrokerColumn
            key={column.id}
            column={column}
            broker={view.brokers.find(({ id }) => id === column.id) ?? null}
            nowMs={view.nowMs}
            selected={selection?.kind === "broker" && selection.id === column.id}
            item={item("broker", column.id)}
          />
        ))}
        {layout.rows.map((place) => (
          <PartitionRow
            key={place.key}
            place={place}
            layout={layout}
            view={view}
            item={{ ...item("partition", place.key), "aria-pressed": place.focused }}
          />
        ))}
        {layout.foldY === null ? null : (
          <g {...item("fold", "rest")} aria-label={words.cluster.more(layout.folded.length)}>
            <rect className={styles["hit"]} x={0} y={layout.foldY} width={layout.gutter} height={26} />
            <rect
              className={styles["ring"]}
              x={2}
              y={layout.foldY + 2}
              width={layout.gutter - 8}
              height={24}
              rx={6}
            />
            <text x={14} y={layout.foldY + 19} className={styles["fold"]}>
              {words.cluster.more(layout.folded.length)} ▸
            </text>
          </g>
        )}
        <RailLinks view={view} layout={layout} focus={focus} />
        {layout.clients.map((place) => {
          const client = clients.find(({ name }) => name === place.name);
          return client === undefined ? null : (
            <ClientBox key={place.name} client={client} place={place} item={item("client", place.name)} />
          );
        })}
        {layout.moreClients > 0 ? (
          <text x={0} y={layout.height - 22} className={styles["gutterText"]}>
            {words.cluster.more(layout.moreClients)}
          </text>
        ) : null}
      </svg>
      {props.overlay(layout)}
    </>
  );
}
