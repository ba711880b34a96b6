// One log as a drawing: segments, cells, batches, transactions and index entries on the axis of offsets, with the flags
// that say how far it is readable, how far it is on disk, and where it begins.
import { type KeyboardEvent, useRef } from "react";
import { DRAWING } from "../cluster/item.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { bytes } from "../i18n/numbers.ts";
import { nearestPart } from "../kit/nearest.ts";
import styles from "./lane.module.css";
import { BatchBars, Brackets, Cells } from "./lane-cells.tsx";
import { Flags, Risk } from "./lane-flags.tsx";
import { CELLS, GAP, type LaneFlags, PART, type Place, TITLE, TOP } from "./lane-geometry.ts";
import type { LanePicture, LaneSegment } from "./lane-picture.ts";

export interface LaneProps {
  readonly label: string;
  readonly picture: LanePicture;
  readonly flags: LaneFlags;
  readonly width: number;
  readonly chosen: number | null;
  /** Segments that went, to be shown as gone. */
  readonly gone?: readonly LaneSegment[];
  readonly onOffset?: (offset: number, segment: LaneSegment, position: number | null) => void;
  readonly onSegment?: (segment: LaneSegment) => void;
}

const RIGHT = 64;
/** Below the cells: batches, index entries when there are some, flags. */
const BATCHES = 22;
const INDEX = 16;
const FLAGS = 20;
/** Names of the rows stand at the left where there is room. */
const NAMED_FROM = 700;
const NAMES = 64;

export function PartitionLane({ picture, width, label, ...rest }: LaneProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const gone = rest.gone ?? [];
  const from = Math.min(picture.from, ...gone.map(({ baseOffset }) => baseOffset));
  const offsets = Math.max(1, picture.to - from);
  const left = width >= NAMED_FROM ? NAMES : 4;
  const pitch = Math.min(46, (width - left - RIGHT) / offsets);
  const x = (offset: number): number => left + (offset - from) * pitch;
  const isIndexed = picture.segments.some(({ indexed }) => indexed.length > 0);
  const place: Place = {
    x,
    pitch,
    top: TOP + TITLE,
    flagsAt: TOP + TITLE + CELLS + BATCHES + (isIndexed ? INDEX : 0),
  };

  function press(part: Element | null): void {
    const value = Number(part?.getAttribute("data-value") ?? Number.NaN);
    const segment = picture.segments.findLast(({ baseOffset }) => baseOffset <= value);
    if (segment === undefined) return;
    if (part?.getAttribute("data-kind") === "segment") return rest.onSegment?.(segment);
    const records = (segment.batches ?? []).flatMap((batch) => batch.records);
    rest.onOffset?.(value, segment, records.find(({ offset }) => offset === value)?.position ?? null);
  }

  function onKeyDown(event: KeyboardEvent<SVGSVGElement>): void {
    const target = event.target as Element;
    const part = target.closest("[data-kind]");
    if (part === null || drawing.current === null) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      press(part);
      return;
    }
    const next = nearestPart(drawing.current, part, event.key);
    if (next === null) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <svg
      ref={drawing}
      className={styles["drawing"]}
      width={width}
      height={place.flagsAt + FLAGS}
      {...DRAWING}
      aria-label={label}
      onClick={(event) => press((event.target as Element).closest("[data-kind]"))}
      onKeyDown={onKeyDown}
    >
      <Hatches />
      {left === NAMES ? <RowNames isIndexed={isIndexed} isBatched={picture.mode !== "bars"} /> : null}
      {gone.map((segment) => (
        <Box key={`gone-${segment.baseOffset}`} segment={segment} place={place} gone props={rest} />
      ))}
      {picture.segments.map((segment) => (
        <Box key={segment.baseOffset} segment={segment} place={place} gone={false} props={rest} />
      ))}
      {picture.mode === "bars" ? null : <Transactions picture={picture} place={place} />}
      <Risk place={place} flags={rest.flags} />
      <Flags place={place} flags={rest.flags} width={width} />
    </svg>
  );
}

type Rest = Omit<LaneProps, "picture" | "width" | "label">;

function RowNames({ isIndexed, isBatched }: { readonly isIndexed: boolean; readonly isBatched: boolean }) {
  const w = useBytesWords().lane;
  const names: readonly (readonly [string, number])[] = [
    [w.segments, TOP + 14],
    ...(isBatched ? [[w.records, TOP + TITLE + CELLS / 2 + 4] as const] : []),
    ...(isBatched ? [[w.batches, TOP + TITLE + CELLS + 19] as const] : []),
    ...(isIndexed ? [[w.index, TOP + TITLE + CELLS + 35] as const] : []),
  ];
  return (
    <>
      {names.map(([name, y]) => (
        <text key={name} className={styles["rowName"]} x={0} y={y}>
          {name}
        </text>
      ))}
    </>
  );
}

function Hatches() {
  return (
    <defs>
      <pattern
        id="lane-risk"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" className={styles["riskGround"]} />
        <rect width="2.5" height="6" className={styles["riskLine"]} />
      </pattern>
    </defs>
  );
}

function Box({
  segment,
  place,
  gone,
  props,
}: {
  readonly segment: LaneSegment;
  readonly place: Place;
  readonly gone: boolean;
  readonly props: Rest;
}) {
  const words = useBytesWords();
  const left = place.x(segment.baseOffset);
  const width = Math.max(14, place.x(segment.endOffset) - left) - GAP;
  const size = gone
    ? words.lane.gone
    : segment.active
      ? `${words.lane.active} · ${bytes(segment.sizeBytes)}`
      : bytes(segment.sizeBytes);
  const title = `…${String(segment.baseOffset).padStart(5, "0")}.log`;
  const room = Math.floor(width / 6.4);
  const boxClass = gone ? styles["boxGone"] : segment.active ? styles["boxActive"] : styles["box"];
  const records = new Map(
    (segment.batches ?? []).flatMap(({ records: list }) => list.map((one) => [one.offset, one])),
  );
  return (
    <g className={gone ? styles["goneSegment"] : undefined}>
      <g
        className={styles["item"]}
        {...PART}
        data-kind="segment"
        data-value={segment.baseOffset}
        tabIndex={gone ? -1 : 0}
        aria-label={words.lane.segment(segment.baseOffset, segment.sizeBytes, segment.active)}
      >
        <rect className={boxClass} x={left} y={TOP} width={width} height={TITLE + CELLS + 8} rx={4} />
        <rect
          className={styles["ring"]}
          x={left + 1.5}
          y={TOP + 1.5}
          width={Math.max(1, width - 3)}
          height={TITLE - 3}
          rx={3}
        />
        <text className={styles["title"]} x={left + 6} y={TOP + 14}>
          {title.length <= room ? title : room > 3 ? String(segment.baseOffset) : ""}
        </text>
        {title.length + size.length + 3 <= room ? (
          <text className={styles["size"]} x={left + width - 6} y={TOP + 14} textAnchor="end">
            {size}
          </text>
        ) : null}
      </g>
      {segment.batches === null ? (
        <rect
          className={styles["bar"]}
          x={left + 4}
          y={place.top + 2}
          width={Math.max(2, width - 8)}
          height={CELLS - 6}
          rx={2}
        />
      ) : place.pitch >= 7 ? (
        <Cells
          segment={segment}
          place={place}
          records={records}
          props={{ ...props, canChoose: props.onOffset !== undefined }}
        />
      ) : (
        <BatchBars segment={segment} place={place} />
      )}
      {segment.batches !== null && !gone ? <Brackets segment={segment} place={place} /> : null}
      {gone
        ? null
        : segment.indexed.map((offset) => (
            <path
              key={offset}
              className={styles["index"]}
              d={`M${place.x(offset) + place.pitch / 2 - 4} ${place.top + CELLS + 37}l4 -7 4 7z`}
            />
          ))}
    </g>
  );
}

function Transactions({ picture, place }: { readonly picture: LanePicture; readonly place: Place }) {
  return (
    <>
      {picture.transactions.map(({ from, to, state }) => (
        <path
          key={`${from}-${to}`}
          className={state === "aborted" ? styles["txnAborted"] : styles["txn"]}
          d={`M${place.x(from) + 3} ${place.top + 1}v-4H${place.x(to + 1) - 3}v4`}
        />
      ))}
    </>
  );
}
