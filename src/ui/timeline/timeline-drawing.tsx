// What lies on the timeline, drawn anew only when its layout is another one: rows, ticks, bars, causes and marks.
import { linkVertical } from "d3-shape";
import { memo } from "react";
import { useWords } from "../i18n/language.ts";
import { moment, span } from "../i18n/numbers.ts";
import { useEventText } from "./event-text.ts";
import { barTextEnd, type TimelineBar, type TimelineLayout, type TimelineRow } from "./layout.ts";
import styles from "./timeline.module.css";

/** Left of it are the names of the rows, above it is the axis. */
export const GUTTER = 92;
export const TOP = 24;
/** A letter of a bar's text is no wider. */
const BAR_CHARACTER = 7;

const causeCurve = linkVertical<unknown, { x: number; y: number }>()
  .x((point) => point.x)
  .y((point) => point.y);

/** All ticks of a row as one path: hundreds of elements that move would cost a frame each time. */
function tickPaths({ rows, ticks }: TimelineLayout, yOf: (row: number) => number): readonly string[] {
  const paths = rows.map(() => "");
  for (const { row, x } of ticks) paths[row] += `M${Math.round(GUTTER + x)} ${yOf(row) - 4}v8`;
  return paths;
}

function BarText({
  bar,
  marks,
  y,
}: {
  readonly bar: TimelineBar;
  readonly marks: TimelineLayout["marks"];
  readonly y: number;
}) {
  if (!bar.named) return null;
  const text = bar.api === null ? span(bar.lastsMs) : `${bar.api} · ${span(bar.lastsMs)}`;
  const end = barTextEnd(bar, marks, text.length * BAR_CHARACTER);
  if (end === null) return null;
  return (
    <text x={GUTTER + end} y={y} textAnchor="end" className={styles["barText"]}>
      {text}
    </text>
  );
}

function Drawing({
  layout,
  rowHeight,
  selected,
}: {
  readonly layout: TimelineLayout;
  readonly rowHeight: number;
  readonly selected: string | null;
}) {
  const words = useWords();
  const eventText = useEventText();
  const yOf = (row: number): number => TOP + row * rowHeight + rowHeight / 2;
  const nameOf = (row: TimelineRow): string =>
    row.kind === "you"
      ? words.time.you
      : row.kind === "broker"
        ? words.cluster.broker(Number(row.name))
        : row.kind === "controllers"
          ? words.time.controllersRow
          : row.name;
  const barHeight = Math.min(14, rowHeight);
  const bottom = TOP + layout.rows.length * rowHeight;
  const ticks = tickPaths(layout, yOf);
  return (
    <>
      {layout.grid.map(({ x, atMs }) => (
        <g key={atMs}>
          <line className={styles["grid"]} x1={GUTTER + x} x2={GUTTER + x} y1={TOP - 6} y2={bottom} />
          {x < 20 ? null : (
            <text x={GUTTER + x} y={12} textAnchor="middle" className={styles["axis"]}>
              {atMs < 60_000 && atMs % 1_000 === 0
                ? `${atMs / 1_000} s`
                : moment(atMs).replace(/\.?0+( s)?$/, "$1")}
            </text>
          )}
        </g>
      ))}
      {layout.rows.map((row, index) => (
        <g key={row.key}>
          <line className={styles["grid"]} x1={GUTTER} x2="100%" y1={yOf(index)} y2={yOf(index)} />
          <text x={0} y={yOf(index) + 4} className={styles["rowName"]}>
            {nameOf(row).length > 13 ? `${nameOf(row).slice(0, 12)}…` : nameOf(row)}
          </text>
        </g>
      ))}
      {layout.rows.map((row, index) => (
        <path
          key={row.key}
          className={row.kind.startsWith("controller") ? styles["tickController"] : styles["tick"]}
          d={ticks[index]}
        />
      ))}
      {layout.bars.map((bar) => (
        <g key={bar.id}>
          <rect
            className={styles[`bar-${bar.kind}`]}
            x={GUTTER + bar.from}
            y={yOf(bar.row) - barHeight / 2}
            width={bar.to - bar.from}
            height={barHeight}
            rx={2}
          />
          <BarText bar={bar} marks={layout.marks} y={yOf(bar.row) + 4} />
        </g>
      ))}
      {layout.curves.map((curve) => (
        <path
          key={`${curve.from.x}/${curve.from.row}/${curve.to.x}/${curve.to.row}`}
          className={styles["cause"]}
          d={
            causeCurve({
              source: { x: GUTTER + curve.from.x, y: yOf(curve.from.row) },
              target: { x: GUTTER + curve.to.x, y: yOf(curve.to.row) },
            }) ?? ""
          }
        />
      ))}
      {layout.marks.map((mark) => {
        const x = GUTTER + mark.x;
        const y = yOf(mark.row);
        const classes = `${styles["mark"]} ${styles[`tone-${mark.tone}`]} ${mark.id === selected ? styles["chosen"] : ""}`;
        return mark.shape === "diamond" ? (
          <path
            key={mark.id}
            data-event={mark.id}
            className={classes}
            d={`M${x} ${y - 5.5}l5.5 5.5-5.5 5.5-5.5-5.5z`}
          >
            <title>{eventText(mark.event.event)}</title>
          </path>
        ) : (
          <rect
            key={mark.id}
            data-event={mark.id}
            className={classes}
            x={x - 4}
            y={y - 4}
            width={8}
            height={8}
            rx={1.5}
          >
            <title>{eventText(mark.event.event)}</title>
          </rect>
        );
      })}
    </>
  );
}

export const Marks = memo(Drawing);
