// The map on a phone: one partition, brokers as rows, names of 14 px and cells of 24 px, so that nothing needs a pinch.
import { type KeyboardEvent, useState } from "react";
import { useWords } from "../i18n/language.ts";
import { nearestPart } from "../kit/nearest.ts";
import { PHONE, useMedia } from "../kit/size.ts";
import { linkText } from "./actions.ts";
import { BrokerRow, NAME_WIDTH, ROW_HEIGHT } from "./broker-row.tsx";
import styles from "./cluster-pane.module.css";
import { ControllerMark, QuorumLine } from "./controller-mark.tsx";
import { DRAWING, type ItemProps, type PressedProps } from "./item.ts";
import { type LaneWindow, laneWindow } from "./lane-layout.ts";
import map from "./map.module.css";
import type { MenuAt } from "./map.tsx";
import { CONTROLLER_Y } from "./map-layout.ts";
import { Patterns } from "./marks.tsx";
import { type BrokerView, type ClusterView, linkViews } from "./model.ts";
import { PartitionGrid } from "./partition-grid.tsx";
import { MANY_PARTITIONS } from "./partition-grid-layout.ts";
import { PartitionPicker } from "./partition-picker.tsx";
import type { PartitionView, ReplicaView } from "./partition-views.ts";

/** Without a replica there is a name to show; a finger needs more room than a mouse. */
const BARE_ROW_HEIGHT = { phone: 44, wide: 26 } as const;
const TOP = 24;
const CONTROLLERS_HEIGHT = 44;
const CELL = 25;
/** Numbers are 12 px here, 11 px in the map that the window is made for. */
const LARGER = 12 / 11;

function pressed(then: () => void): PressedProps {
  return {
    onClick: then,
    onKeyDown: (event: KeyboardEvent): void => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      then();
    },
  };
}

/** As the map's window, with cells wide enough for a finger. */
function phoneWindow(partition: PartitionView, width: number): LaneWindow {
  const window = laneWindow(partition, width, true);
  if (window.mode !== "numbers") return window;
  const pitch = Math.max(CELL, window.pitch * LARGER + 1);
  const room = Math.max(1, Math.floor(width / pitch));
  return window.to - window.from <= room
    ? { ...window, pitch }
    : { ...window, from: window.to - room, pitch };
}

interface RowPlace {
  readonly broker: BrokerView;
  readonly replica: ReplicaView | undefined;
  readonly y: number;
  readonly height: number;
}

function rowsOf(view: ClusterView, partition: PartitionView | undefined, top: number, bareHeight: number) {
  const rows: RowPlace[] = [];
  let y = top;
  for (const broker of view.brokers) {
    const replica = partition?.replicas.find((each) => each.broker === broker.id);
    const height = replica === undefined ? bareHeight : ROW_HEIGHT;
    rows.push({ broker, replica, y, height });
    y += height;
  }
  return { rows, bottom: y };
}

export function PhoneLanes({
  view,
  focus,
  width,
  onFocus,
  onMenu,
}: {
  readonly view: ClusterView;
  readonly focus: string | null;
  readonly width: number;
  onFocus(key: string): void;
  onMenu(menu: MenuAt): void;
}) {
  const words = useWords();
  const phone = useMedia(PHONE);
  const [held, setHeld] = useState<string | null>(null);
  const partition = view.partitions.find(({ key }) => key === focus);
  // One controller alone is left to the list of nodes where room is short.
  const withControllers = view.controllers.length > 1 || !phone;
  const pitch = width / Math.max(1, view.controllers.length);
  const places = view.controllers.map(({ id }, index) => ({ id, x: 20 + index * pitch, y: CONTROLLER_Y }));
  const top = withControllers ? TOP + CONTROLLERS_HEIGHT : TOP;
  const { rows, bottom } = rowsOf(view, partition, top, BARE_ROW_HEIGHT[phone ? "phone" : "wide"]);
  const item = (kind: string, id: number): ItemProps => ({
    "data-kind": kind,
    "data-value": String(id),
    role: "button",
    tabIndex: `${kind}:${id}` === (held ?? `broker:${view.brokers[0]?.id}`) ? 0 : -1,
    className: map["item"],
  });
  const window = partition === undefined ? null : phoneWindow(partition, width - NAME_WIDTH - 14);
  return (
    <>
      {partition === undefined ? null : (
        <div className={styles["phoneHead"]}>
          <PartitionPicker partitions={view.partitions} chosen={partition} onChoose={onFocus} />
          <span>
            ISR {partition.isr.join(", ")} · min {partition.minIsr}
          </span>
        </div>
      )}
      <svg
        className={map["drawing"]}
        width={width}
        height={bottom + 8}
        {...DRAWING}
        aria-label={words.cluster.drawing(focus)}
        onFocus={({ target }) => {
          const part = target.closest("[data-kind]");
          if (part !== null) setHeld(`${part.getAttribute("data-kind")}:${part.getAttribute("data-value")}`);
        }}
        onKeyDown={(event) => {
          const from = event.target instanceof Element ? event.target : null;
          const next = from === null ? null : nearestPart(event.currentTarget, from, event.key);
          if (next === null) return;
          event.preventDefault();
          next.focus();
        }}
      >
        <Patterns />
        {withControllers ? (
          <>
            <QuorumLine places={places} />
            {places.map((place) => (
              <ControllerMark
                key={place.id}
                place={place}
                view={view}
                room={pitch}
                item={item("controller", place.id)}
                pressed={pressed(() =>
                  onMenu({
                    selection: { kind: "controller", id: place.id },
                    x: place.x - 20,
                    y: place.y - 20,
                    width: 40,
                    height: 40,
                  }),
                )}
              />
            ))}
          </>
        ) : null}
        {rows.map(({ broker, replica, y, height }) => (
          <BrokerRow
            key={broker.id}
            broker={broker}
            partition={partition ?? null}
            window={window}
            replica={replica}
            y={y}
            height={height}
            width={width}
            nowMs={view.nowMs}
            item={item("broker", broker.id)}
            pressed={pressed(() =>
              onMenu({
                selection: { kind: "broker", id: broker.id },
                x: 0,
                y,
                width: NAME_WIDTH,
                height: height - 14,
              }),
            )}
          />
        ))}
      </svg>
      {view.partitions.length < MANY_PARTITIONS ? null : (
        <PartitionGrid partitions={view.partitions} focus={focus} onFocus={onFocus} />
      )}
      <ul className={styles["links"]}>
        {linkViews(view.links).map((link) => {
          const text = linkText(link, view, words);
          return (
            <li key={`${link.a}-${link.b}`} className={link.cut !== "no" ? styles["linkCut"] : undefined}>
              {link.cut !== "no" ? `× ${text}` : text}
            </li>
          );
        })}
      </ul>
    </>
  );
}
