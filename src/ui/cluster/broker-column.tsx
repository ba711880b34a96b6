// A broker is a column that never moves: a dead one keeps its place.
import { useWords } from "../i18n/language.ts";
import { span } from "../i18n/numbers.ts";
import { brokerStatus } from "./actions.ts";
import type { ItemProps } from "./item.ts";
import styles from "./map.module.css";
import { type Box, BROKER_HEAD } from "./map-layout.ts";
import type { BrokerView } from "./model.ts";
import { isDown } from "./node-state.ts";
import { fitting, roughWidth } from "./text-width.ts";

const DISK = "M-5-4c0-1.2 2.2-2 5-2s5 .8 5 2-2.2 2-5 2-5-.8-5-2zv8c0 1.2 2.2 2 5 2s5-.8 5-2v-8";
const NO_DISK = `${DISK}M-7 7L7-7`;
const CROSS = "M-4-4l8 8M4-4l-8 8";
const FLAKE = "M0-6v12M-5-3l10 6M-5 3l10-6";

/** Left of the name, right of the side text, and between the two. */
const SIDE_MARGINS = 31 + 26 + 8;

/** Left of the name, and right of what stands under it. */
const UNDER_MARGINS = 31 + 22;

/** What it is and since when; beside the name only if both have room, else under it, as much as has. */
const beside = (status: string, since: string): readonly string[] => [`${status} ${since}`, ""];
const below = (status: string, since: string): readonly string[] => [`${status} ${since}`, status, ""];

function look(broker: BrokerView): "running" | "starting" | "down" | "fenced" | "frozen" | "diskless" {
  if (broker.status === "frozen" || broker.status === "starting") return broker.status;
  if (isDown(broker.status)) return "down";
  if (broker.diskError !== null) return "diskless";
  return broker.fenced ? "fenced" : "running";
}

export function BrokerColumn({
  column,
  broker,
  nowMs,
  selected,
  item,
}: {
  readonly column: Box & { readonly id: number };
  readonly broker: BrokerView | null;
  readonly nowMs: number;
  readonly selected: boolean;
  readonly item: ItemProps;
}) {
  const words = useWords();
  if (broker === null) return null;
  const looks = look(broker);
  const status = brokerStatus(broker, words);
  const bad = looks === "down" || looks === "diskless";
  const room = column.width - SIDE_MARGINS - roughWidth(words.cluster.broker(broker.id), 13);
  const side =
    looks === "running" && status === words.cluster.nodeStatus.running
      ? broker.port === null
        ? ""
        : fitting([`:${broker.port}`, ""], room, 11)
      : looks === "running" || looks === "fenced" || looks === "diskless"
        ? fitting([status, ""], room, 11)
        : fitting(beside(status, span(nowMs - broker.sinceMs)), room, 11);
  const middle = column.y + 23;
  // Where there is no room beside the name, how long it is down stands under it.
  const under =
    side === "" && (bad || looks === "frozen" || looks === "starting")
      ? fitting(
          looks === "diskless" ? [status, ""] : below(status, span(nowMs - broker.sinceMs)),
          column.width - UNDER_MARGINS,
          11,
        )
      : "";
  const nameY = under === "" ? middle : middle - 6;
  const classes = [styles["box"], styles[`box-${looks}`], styles["hoverable"]];
  return (
    <g {...item} aria-label={words.cluster.brokerLabel(broker.id, status)} aria-haspopup="menu">
      <rect
        className={classes.join(" ")}
        x={column.x}
        y={column.y}
        width={column.width}
        height={column.height}
        rx={8}
      />
      {selected ? (
        <rect
          className={styles["headSelected"]}
          x={column.x + 3}
          y={column.y + 3}
          width={column.width - 6}
          height={BROKER_HEAD - 6}
          rx={6}
        />
      ) : null}
      <rect
        className={styles["ring"]}
        x={column.x + 3}
        y={column.y + 3}
        width={column.width - 6}
        height={BROKER_HEAD - 4}
        rx={6}
      />
      <path
        className={bad ? styles["iconBad"] : styles["icon"]}
        transform={`translate(${column.x + 18} ${middle - 5})`}
        d={looks === "down" ? CROSS : looks === "frozen" ? FLAKE : looks === "diskless" ? NO_DISK : DISK}
      />
      <text x={column.x + 31} y={nameY} className={`${styles["brokerName"]} ${bad ? styles["bad"] : ""}`}>
        {words.cluster.broker(broker.id)}
      </text>
      {under === "" ? null : (
        <text
          x={column.x + 31}
          y={nameY + 14}
          className={`${styles["small"]} ${bad ? styles["foot-bad"] : styles["quiet"]}`}
        >
          {under}
        </text>
      )}
      <text
        x={column.x + column.width - 26}
        y={middle}
        textAnchor="end"
        className={
          looks === "running"
            ? styles["mono"]
            : `${styles["small"]} ${bad ? styles["foot-bad"] : styles["quiet"]}`
        }
      >
        {side}
      </text>
      <path className={styles["more"]} d={`M${column.x + column.width - 14} ${middle - 10}v0m0 5v0m0 5v0`} />
      {looks === "fenced" ? (
        <rect
          className={styles["pickets"]}
          x={column.x + 4}
          y={column.y + 32}
          width={column.width - 8}
          height={6}
        />
      ) : null}
    </g>
  );
}
