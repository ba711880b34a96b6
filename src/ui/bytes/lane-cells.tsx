// The records of a segment as cells, where they are too narrow its batches as bars, and the brackets of the batches.
import { useBytesWords } from "../i18n/bytes-words.ts";
import styles from "./lane.module.css";
import { CELLS, type LaneFlags, PART, type Place } from "./lane-geometry.ts";
import type { LaneRecord, LaneSegment } from "./lane-picture.ts";

const CONTROL_LETTER = { commit: "C", abort: "A", control: "K" } as const;

/** What can be chosen: nothing where nobody listens. */
export interface CellChoice {
  readonly flags: LaneFlags;
  readonly chosen: number | null;
  readonly canChoose: boolean;
}

function cellClass(record: LaneRecord | undefined, committed: boolean): string {
  if (record === undefined) return styles["removed"] ?? "";
  if (record.mark === "tombstone") return styles["tombstone"] ?? "";
  if (record.mark !== "data") return styles["control"] ?? "";
  if (record.aborted) return styles["aborted"] ?? "";
  return (committed ? styles["data"] : styles["uncommitted"]) ?? "";
}

export function Cells({
  segment,
  place,
  records,
  props,
}: {
  readonly segment: LaneSegment;
  readonly place: Place;
  readonly records: ReadonlyMap<number, LaneRecord>;
  readonly props: CellChoice;
}) {
  const words = useBytesWords();
  const { flags, chosen, canChoose } = props;
  const cells = [];
  for (let offset = segment.baseOffset; offset < segment.endOffset; offset++) {
    const record = records.get(offset);
    const committed = flags.highWatermark === null || offset < flags.highWatermark;
    const left = place.x(offset) + 2.5;
    const width = Math.max(2, place.pitch - 3.5);
    const letter =
      record === undefined || record.mark === "data"
        ? String(offset)
        : record.mark === "tombstone"
          ? "∅"
          : CONTROL_LETTER[record.mark];
    const label = words.lane.cell(offset, words.lane.mark[record?.mark ?? "removed"]);
    const style = cellClass(record, committed);
    const middle = place.top + CELLS / 2;
    cells.push(
      <g
        key={offset}
        className={styles["item"]}
        {...(record === undefined || !canChoose
          ? { "aria-hidden": true }
          : {
              ...PART,
              "data-kind": "offset",
              "data-value": offset,
              tabIndex: -1,
              "aria-label": label,
              "aria-pressed": chosen === offset,
            })}
      >
        <title>{label}</title>
        <rect className={style} x={left} y={place.top + 2} width={width} height={CELLS - 4} rx={3} />
        {chosen === offset ? (
          <rect
            className={styles["chosen"]}
            x={left - 2}
            y={place.top}
            width={width + 4}
            height={CELLS}
            rx={4}
          />
        ) : null}
        <rect className={styles["ring"]} x={left - 2} y={place.top} width={width + 4} height={CELLS} rx={4} />
        {place.pitch >= letter.length * 7 + 4 ? (
          <text className={styles["number"]} x={left + width / 2} y={middle + 4} textAnchor="middle">
            {letter}
          </text>
        ) : null}
        {record?.aborted === true ? (
          <path
            className={styles["struck"]}
            d={`M${left} ${place.top + CELLS - 3}L${left + width} ${place.top + 3}`}
          />
        ) : null}
        {record === undefined && place.pitch >= 12 ? (
          <path className={styles["removedLine"]} d={`M${left + 3} ${middle}h${Math.max(2, width - 6)}`} />
        ) : null}
      </g>,
    );
  }
  return <>{cells}</>;
}

/** Too narrow for cells: what is there of a batch, as one bar. */
export function BatchBars({ segment, place }: { readonly segment: LaneSegment; readonly place: Place }) {
  return (
    <>
      {(segment.batches ?? [])
        .filter(({ records }) => records.length > 0)
        .map((batch) => (
          <rect
            key={batch.position}
            className={styles["bar"]}
            x={place.x(batch.baseOffset) + 1}
            y={place.top + 2}
            width={Math.max(1, (batch.lastOffset - batch.baseOffset + 1) * place.pitch - 1)}
            height={CELLS - 6}
            rx={1}
          />
        ))}
    </>
  );
}

export function Brackets({ segment, place }: { readonly segment: LaneSegment; readonly place: Place }) {
  const y = place.top + CELLS + 16;
  return (
    <>
      {(segment.batches ?? []).map((batch) => {
        const left = place.x(batch.baseOffset) + 2;
        const right = place.x(batch.lastOffset + 1) - 2;
        return right - left < 3 ? null : (
          <path key={batch.position} className={styles["bracket"]} d={`M${left} ${y - 5}v5H${right}v-5`} />
        );
      })}
    </>
  );
}
