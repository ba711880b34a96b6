// The map on a phone: one partition, brokers as rows, names of 14 px and cells of 24 px, so that nothing needs a pinch.
import type { KeyboardEvent } from "react";
import { useWords } from "../i18n/language.ts";
import { brokerStatus, shortName } from "./actions.ts";
import styles from "./cluster-pane.module.css";
import { DRAWING, type ItemProps } from "./item.ts";
import { cellsOf, isTorn, type LaneWindow, laneWindow, offsetX } from "./lane-layout.ts";
import map from "./map.module.css";
import type { MenuAt } from "./map.tsx";
import { Patterns } from "./marks.tsx";
import { type ClusterView, linkViews, type PartitionView } from "./model.ts";
import { laneFoot } from "./partition-row.tsx";

const NAME_WIDTH = 96;
const ROW_HEIGHT = 58;
const TOP = 30;
const CELL = 25;
/** Numbers are 12 px here, 11 px in the map that the window is made for. */
const LARGER = 12 / 11;

/** As a button is pressed: by pointer, Enter or the space bar. */
function pressed(then: () => void) {
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
  const partition = view.partitions.find(({ key }) => key === focus);
  const window = partition === undefined ? null : phoneWindow(partition, width - NAME_WIDTH - 14);
  return (
    <>
      {partition === undefined ? null : (
        <div className={styles["phoneHead"]}>
          <select
            aria-label={words.cluster.focus}
            value={partition.key}
            onChange={(event) => onFocus(event.target.value)}
          >
            {view.partitions.map(({ key }) => (
              <option key={key}>{key}</option>
            ))}
          </select>
          <span>
            ISR {partition.isr.join(", ")} · min {partition.minIsr}
          </span>
        </div>
      )}
      <svg
        className={map["drawing"]}
        width={width}
        height={TOP + view.brokers.length * ROW_HEIGHT + 8}
        {...DRAWING}
        aria-label={words.cluster.drawing(focus)}
      >
        <Patterns />
        {view.brokers.map((broker, index) => {
          const y = TOP + index * ROW_HEIGHT;
          const replica = partition?.replicas.find((each) => each.broker === broker.id);
          const status = brokerStatus(broker, words);
          const label = words.cluster.brokerLabel(broker.id, status);
          const role = replica === undefined ? "" : words.cluster.replica[replica.state];
          const x = NAME_WIDTH + 8;
          const foot =
            replica === undefined || partition === undefined
              ? null
              : laneFoot(replica, partition, view.nowMs, words, true);
          const open = (): void =>
            onMenu({ selection: { kind: "broker", id: broker.id }, x: 0, y, width: NAME_WIDTH, height: 44 });
          const item: ItemProps = {
            "data-kind": "broker",
            "data-value": String(broker.id),
            role: "button",
            tabIndex: 0,
            className: map["item"],
          };
          return (
            <g
              key={broker.id}
              {...item}
              aria-label={role === "" ? label : `${label}, ${role}`}
              aria-haspopup="menu"
              {...pressed(open)}
            >
              <rect className={map["hit"]} x={0} y={y - 6} width={width} height={ROW_HEIGHT - 4} />
              <rect
                className={map["ring"]}
                x={2}
                y={y - 4}
                width={width - 4}
                height={ROW_HEIGHT - 8}
                rx={6}
              />
              <text x={0} y={y + 12} fontSize={14} fontWeight={600}>
                {words.cluster.broker(broker.id)}
              </text>
              <text x={0} y={y + 29} fontSize={12} className={map[`role-${replica?.state ?? "isr"}`]}>
                {broker.status === "running" && broker.diskError === null ? role : status}
              </text>
              {replica === undefined || window === null
                ? null
                : cellsOf(replica, window)
                    .filter((cell) => replica.state !== "offline" || cell.kind !== "absent")
                    .map((cell) => (
                      <g key={`${cell.kind}${cell.from}`}>
                        <rect
                          className={`${map["cell"]} ${
                            cell.kind === "absent"
                              ? map["absent"]
                              : replica.state === "offline"
                                ? map["cellOffline"]
                                : replica.state === "out"
                                  ? map["cellOut"]
                                  : map[
                                      `${replica.state}${cell.kind === "committed" ? "Committed" : "Uncommitted"}`
                                    ]
                          }`}
                          x={x + cell.x}
                          y={y}
                          width={cell.width}
                          height={28}
                          rx={2.5}
                        />
                        {window.mode === "numbers" && cell.kind !== "absent" ? (
                          <text
                            x={x + cell.x + cell.width / 2}
                            y={y + 18.5}
                            fontSize={12}
                            textAnchor="middle"
                            className={
                              cell.kind === "committed" && replica.state === "leader"
                                ? map["onLeader"]
                                : cell.kind === "committed" && replica.state === "isr"
                                  ? map["onIsr"]
                                  : ""
                            }
                          >
                            {cell.from}
                          </text>
                        ) : null}
                      </g>
                    ))}
              {replica !== undefined && window !== null && isTorn(replica, window) ? (
                <path className={map["torn"]} d={`M${x - 5} ${y + 3}l-3 3 3 3-3 3 3 3-3 3 3 3`} />
              ) : null}
              {replica !== undefined && window !== null && replica.known && replica.state !== "offline" ? (
                <path
                  className={map["hwLine"]}
                  d={`M${x + offsetX(window, replica.highWatermark) - 0.75} ${y - 5}v38`}
                />
              ) : null}
              {replica?.state === "offline" && window !== null ? (
                <path
                  className={map["strike"]}
                  d={`M${x - 4} ${y + 14}H${x + offsetX(window, replica.logEndOffset)}`}
                />
              ) : null}
              {replica === undefined ? null : (
                <>
                  <text x={width - 2} y={y + 43} textAnchor="end" className={map["mono"]}>
                    HW {replica.highWatermark} · LEO {replica.logEndOffset}
                  </text>
                  {foot === null ? null : (
                    <text x={x} y={y + 43} className={`${map["small"]} ${map[`foot-${foot.grave}`]}`}>
                      {foot.text}
                    </text>
                  )}
                </>
              )}
            </g>
          );
        })}
      </svg>
      <ul className={styles["links"]}>
        {linkViews(view.links).map((link) => {
          const a = shortName(view, link.a);
          const b = shortName(view, link.b);
          return (
            <li key={`${a}-${b}`} className={link.cut !== "no" ? styles["linkCut"] : undefined}>
              {link.cut !== "no"
                ? `× ${words.cluster.linkCut(a, b)}`
                : link.holds
                  ? words.cluster.linkHeld(a, b, link.held)
                  : words.cluster.linkSlow(a, b, link.delayMs)}
            </li>
          );
        })}
      </ul>
    </>
  );
}
