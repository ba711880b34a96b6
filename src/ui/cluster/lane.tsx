// One replica of a partition: its cells, its high watermark and its log end. Drawn again only when what it shows has
// changed, however often snapshots come.
import { memo } from "react";
import { useWords } from "../i18n/language.ts";
import { type Cell, cellsOf, isTorn, type LaneWindow, offsetX } from "./lane-layout.ts";
import styles from "./map.module.css";
import type { ReplicaView } from "./partition-views.ts";

export interface LaneProps {
  readonly replica: ReplicaView;
  readonly window: LaneWindow;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
  /** Under the lane, and how grave. */
  readonly foot: { readonly text: string; readonly grave: "quiet" | "warn" | "bad" } | null;
}

function cellClass(cell: Cell, replica: ReplicaView): string {
  if (cell.kind === "absent") return styles["absent"] ?? "";
  if (replica.state === "offline") return styles["cellOffline"] ?? "";
  if (replica.state === "out") return styles["cellOut"] ?? "";
  return styles[`${replica.state}${cell.kind === "committed" ? "Committed" : "Uncommitted"}`] ?? "";
}

function numberClass(cell: Cell, replica: ReplicaView): string {
  if (replica.state === "leader" && cell.kind === "committed") return styles["onLeader"] ?? "";
  if (replica.state === "isr" && cell.kind === "committed") return styles["onIsr"] ?? "";
  return replica.state === "out" ? (styles["onOut"] ?? "") : "";
}

function Flag({
  x,
  y,
  text,
  kind,
}: {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly kind: "hw" | "leo";
}) {
  const width = text.length * 6.2 + 10;
  return (
    <g className={kind === "hw" ? styles["hwFlag"] : styles["leoFlag"]}>
      <rect x={x - width / 2} y={y} width={width} height={14} rx={3} />
      <text x={x} y={y + 10.8} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}

function LaneCells({
  replica,
  window,
  x,
  top,
  height,
}: {
  readonly replica: ReplicaView;
  readonly window: LaneWindow;
  readonly x: number;
  readonly top: number;
  readonly height: number;
}) {
  const cells = cellsOf(replica, window).filter(
    (cell) => replica.state !== "offline" || cell.kind !== "absent",
  );
  const last = cells.at(-1);
  return (
    <>
      {isTorn(replica, window) ? (
        <path className={styles["torn"]} d={`M${x - 5} ${top + 2}l-3 3 3 3-3 3 3 3-3 3`} />
      ) : null}
      {cells.map((cell) => (
        <rect
          key={`${cell.kind}${cell.from}`}
          className={`${styles["cell"]} ${cellClass(cell, replica)}`}
          x={x + cell.x}
          y={top}
          width={cell.width}
          height={height}
          rx={Math.min(2.5, cell.width / 3)}
        />
      ))}
      {window.mode === "numbers"
        ? cells
            .filter((cell) => cell.kind !== "absent")
            .map((cell) => (
              <text
                key={cell.from}
                className={`${styles["number"]} ${numberClass(cell, replica)}`}
                x={x + cell.x + cell.width / 2}
                y={top + height / 2 + 4}
                textAnchor="middle"
              >
                {cell.from}
              </text>
            ))
        : null}
      {replica.state === "offline" && last !== undefined ? (
        <path
          className={styles["strike"]}
          d={`M${x - 4} ${top + height / 2}H${x + last.x + last.width + 4}`}
        />
      ) : null}
    </>
  );
}

function LaneShape({ replica, window, x, y, width, height, focused, foot }: LaneProps) {
  const words = useWords();
  const inner = x + 14;
  const badge = words.cluster.replica[replica.state];
  const badgeWidth = Math.max(34, badge.length * (/[가-힣]/.test(badge) ? 11 : 6.6) + 12);
  const top = focused ? y + 54 : y + 28;
  const cellHeight = focused ? 26 : 16;
  const hwX = inner + offsetX(window, replica.highWatermark) - 0.75;
  const leoX = inner + offsetX(window, replica.logEndOffset) - 0.75;
  const clampFlag = (at: number, text: string): number => {
    const half = (text.length * 6.2 + 10) / 2;
    return Math.min(Math.max(at, x + half + 2), x + width - half - 2);
  };
  const hwText = `HW ${replica.highWatermark}`;
  const leoText = `LEO ${replica.logEndOffset}`;
  const shownHw = replica.known && replica.state !== "offline";
  return (
    <g className={replica.frozen ? styles["frozenLane"] : undefined}>
      {focused ? (
        <g className={styles[`badge-${replica.state}`]}>
          <rect x={x + 10} y={y + 10} width={badgeWidth} height={17} rx={3} />
          <text x={x + 10 + badgeWidth / 2} y={y + 22.5} textAnchor="middle" className={styles["badgeText"]}>
            {badge}
          </text>
        </g>
      ) : (
        <text x={inner} y={y + 20} className={`${styles["small"]} ${styles[`role-${replica.state}`]}`}>
          {badge}
        </text>
      )}
      {replica.known ? (
        <LaneCells replica={replica} window={window} x={inner} top={top} height={cellHeight} />
      ) : (
        <text x={inner} y={top + 14} className={`${styles["small"]} ${styles["quiet"]}`}>
          {words.cluster.unknownLog}
        </text>
      )}
      {shownHw ? <path className={styles["hwLine"]} d={`M${hwX} ${top - 5}v${cellHeight + 10}`} /> : null}
      {focused && replica.known ? (
        <>
          {shownHw ? <Flag kind="hw" text={hwText} x={clampFlag(hwX, hwText)} y={top - 19} /> : null}
          <path className={styles["leoLine"]} d={`M${leoX} ${top - 2}v${cellHeight + 8}`} />
          <Flag kind="leo" text={leoText} x={clampFlag(leoX, leoText)} y={top + cellHeight + 6} />
        </>
      ) : null}
      {!focused && replica.known ? (
        <text
          className={`${styles["small"]} ${shownHw && replica.highWatermark === replica.logEndOffset ? styles["good"] : styles["quiet"]}`}
          x={Math.min(leoX + 6, x + width - 22)}
          y={top + 12}
        >
          {replica.logEndOffset}
        </text>
      ) : null}
      {foot === null ? null : (
        <text
          className={`${styles["small"]} ${styles[`foot-${foot.grave}`]}`}
          x={focused ? inner : x + width - 10}
          y={focused ? y + height - 11 : y + 20}
          textAnchor={focused ? "start" : "end"}
        >
          {foot.text}
        </text>
      )}
    </g>
  );
}

function laneKey({ replica, window, foot, ...place }: LaneProps): string {
  const {
    lastFetchMs: _fetch,
    lastCaughtUpMs: _caught,
    parked: _parked,
    flushedOffset: _flushed,
    ...shown
  } = replica;
  return JSON.stringify([shown, window, foot, place]);
}

export const Lane = memo(LaneShape, (before, after) => laneKey(before) === laneKey(after));
