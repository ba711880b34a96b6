// Every state that a drawing can show, once: its outline, its pattern and its word. The legend, the lanes, the node tree
// and the test that looks at them in grey all draw from here.
import type { Dictionary } from "../i18n/ko.ts";
import styles from "./marks.module.css";

export type MarkName =
  | "leaderCommitted"
  | "leaderUncommitted"
  | "isrCommitted"
  | "isrUncommitted"
  | "out"
  | "offline"
  | "absent"
  | "hw"
  | "leo"
  | "voter"
  | "controllerLeader"
  | "controllerCandidate"
  | "controllerAdrift"
  | "controllerStarting"
  | "controllerFrozen"
  | "controllerDown"
  | "brokerRunning"
  | "brokerStarting"
  | "brokerDown"
  | "brokerDiskless"
  | "brokerFenced"
  | "brokerFrozen"
  | "producer"
  | "consumer"
  | "admin";

const HEXAGON = "M4 1.2h8l4 6.8-4 6.8H4L0 8z";
const BOX = "M2.5 2.5h11v11h-11z";
const CROSS = "M5 5l6 6M11 5l-6 6";
const FLAKE = "M8 4.5v7M5 6.3l6 3.4M11 6.3l-6 3.4";
const WAITS = "M5.5 8h0M8 8h0M10.5 8h0";
const CELL = "M1.5 2.5h13v11h-13z";

interface MarkForm {
  readonly path: string;
  /** A second stroke over it: strike, bars, cross. */
  readonly over?: string;
  readonly label: (words: Dictionary) => string;
}

export const MARKS: Readonly<Record<MarkName, MarkForm>> = {
  leaderCommitted: { path: CELL, label: (w) => w.cluster.cell.leaderCommitted },
  leaderUncommitted: { path: CELL, label: (w) => w.cluster.cell.leaderUncommitted },
  isrCommitted: { path: CELL, label: (w) => w.cluster.cell.followerCommitted },
  isrUncommitted: { path: CELL, label: (w) => w.cluster.cell.followerUncommitted },
  out: { path: CELL, over: "M3 13l10-10M3 8l5.5-5.5M8 13.5l5.5-5.5", label: (w) => w.cluster.replica.out },
  offline: { path: CELL, over: "M0 8h16", label: (w) => w.cluster.replica.offline },
  absent: { path: CELL, label: (w) => w.cluster.cell.absent },
  hw: { path: "M8 0v16", label: () => "HW" },
  leo: { path: "M8 0v16", label: () => "LEO" },
  voter: { path: HEXAGON, label: (w) => w.cluster.controllerRole.follower },
  controllerLeader: { path: HEXAGON, label: (w) => w.cluster.controllerRole.leader },
  controllerCandidate: { path: HEXAGON, label: (w) => w.cluster.controllerRole.candidate },
  controllerAdrift: { path: HEXAGON, label: (w) => w.cluster.controllerRole.unattached },
  controllerStarting: { path: HEXAGON, over: WAITS, label: (w) => w.cluster.nodeStatus.starting },
  controllerFrozen: { path: HEXAGON, over: FLAKE, label: (w) => w.cluster.nodeStatus.frozen },
  controllerDown: { path: HEXAGON, over: CROSS, label: (w) => w.cluster.nodeStatus.stopped },
  brokerRunning: { path: BOX, label: (w) => w.cluster.nodeStatus.running },
  brokerStarting: { path: BOX, over: WAITS, label: (w) => w.cluster.nodeStatus.starting },
  brokerDown: { path: BOX, over: CROSS, label: (w) => w.cluster.nodeStatus.stopped },
  brokerDiskless: { path: BOX, over: "M1 15L15 1", label: (w) => w.cluster.diskOffline },
  brokerFenced: { path: BOX, over: "M5 2.5v11M8 2.5v11M11 2.5v11", label: (w) => w.cluster.fenced },
  brokerFrozen: {
    path: BOX,
    over: FLAKE,
    label: (w) => w.cluster.nodeStatus.frozen,
  },
  producer: { path: "M0 2.5h10L16 8l-6 5.5H0z", label: (w) => w.cluster.producer },
  consumer: { path: "M0 2.5h16v11H0L4 8z", label: (w) => w.cluster.consumer },
  admin: {
    path: "M4 2.5h8a3 3 0 013 3v5a3 3 0 01-3 3H4a3 3 0 01-3-3v-5a3 3 0 013-3z",
    label: (w) => w.cluster.admin,
  },
};

export function Mark({ name, size = 14 }: { readonly name: MarkName; readonly size?: number }) {
  const { path, over } = MARKS[name];
  return (
    <svg className={styles["mark"]} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path className={styles[name]} d={path} />
      {over === undefined ? null : <path className={styles[`${name}Over`]} d={over} />}
    </svg>
  );
}

/** The patterns that lanes fill their cells with; once in a drawing. */
export function Patterns() {
  return (
    <defs>
      <pattern
        id="hatch-out"
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect className={styles["hatchGround"]} width="5" height="5" />
        <rect className={styles["hatchLine"]} width="1.5" height="5" />
      </pattern>
      <pattern id="pickets" width="4" height="6" patternUnits="userSpaceOnUse">
        <rect className={styles["picket"]} width="2" height="6" />
      </pattern>
    </defs>
  );
}
