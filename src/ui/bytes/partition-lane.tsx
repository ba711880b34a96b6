// One log as a drawing: segments, cells, batches, transactions and index entries on the axis of offsets, with the flags
// that say how far it is readable, how far it is on disk, and where it begins.
import { type KeyboardEvent, useRef } from "react";
import { DRAWING } from "../cluster/item.ts";
import { nearest } from "../cluster/roving.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { bytes } from "../i18n/numbers.ts";
import styles from "./lane.module.css";
import type { LanePicture, LaneRecord, LaneSegment } from "./lane-picture.ts";

export interface LaneFlags {
  readonly logStartOffset: number;
  /** Null where nobody knows: at a node that does not run. */
  readonly highWatermark: number | null;
  readonly logEndOffset: number;
  /** Recovery point: offsets below survive a power cut. */
  readonly flushedOffset: number | null;
  /** Where the part begins that the cleaner has not seen; null when it does not clean. */
  readonly firstDirtyOffset: number | null;
}

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

const TOP = 22;
const TITLE = 20;
const CELLS = 30;
const GAP = 2;
const RIGHT = 64;
/** Below the cells: batches, index entries when there are some, flags. */
const BATCHES = 22;
const INDEX = 16;
const FLAGS = 20;
/** Names of the rows stand at the left where there is room. */
const NAMED_FROM = 700;
const NAMES = 64;

/** By spreading: SVG has no button of its own. */
const PART = { role: "button" } as const;

const CONTROL_LETTER = { commit: "C", abort: "A", control: "K" } as const;

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
    const next = nearest(drawing.current, part, event.key);
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

interface Place {
  x(offset: number): number;
  readonly pitch: number;
  readonly top: number;
  /** Where the flags below stand. */
  readonly flagsAt: number;
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
        <Cells segment={segment} place={place} records={records} props={props} />
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

function cellClass(record: LaneRecord | undefined, committed: boolean): string {
  if (record === undefined) return styles["removed"] ?? "";
  if (record.mark === "tombstone") return styles["tombstone"] ?? "";
  if (record.mark !== "data") return styles["control"] ?? "";
  if (record.aborted) return styles["aborted"] ?? "";
  return (committed ? styles["data"] : styles["uncommitted"]) ?? "";
}

function Cells({
  segment,
  place,
  records,
  props,
}: {
  readonly segment: LaneSegment;
  readonly place: Place;
  readonly records: ReadonlyMap<number, LaneRecord>;
  readonly props: Rest;
}) {
  const words = useBytesWords();
  const { flags, chosen, onOffset } = props;
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
        {...(record === undefined || onOffset === undefined
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
function BatchBars({ segment, place }: { readonly segment: LaneSegment; readonly place: Place }) {
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

function Brackets({ segment, place }: { readonly segment: LaneSegment; readonly place: Place }) {
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

/** What a power cut would take. */
function Risk({ place, flags }: { readonly place: Place; readonly flags: LaneFlags }) {
  const { flushedOffset, logEndOffset } = flags;
  if (flushedOffset === null || flushedOffset >= logEndOffset) return null;
  const left = place.x(flushedOffset);
  return (
    <rect
      className={styles["risk"]}
      x={left}
      y={place.top + CELLS + 1}
      width={Math.max(2, place.x(logEndOffset) - left - GAP)}
      height={6}
    />
  );
}

interface Flag {
  readonly at: number;
  readonly text: string;
  readonly kind: "hw" | "leo" | "tick";
}

function Flags({
  place,
  flags,
  width,
}: {
  readonly place: Place;
  readonly flags: LaneFlags;
  readonly width: number;
}) {
  const words = useBytesWords();
  const { highWatermark, logEndOffset, flushedOffset, firstDirtyOffset, logStartOffset } = flags;
  const above: Flag[] = [
    ...(logStartOffset > 0
      ? [{ at: logStartOffset, text: `${words.lane.start} ${logStartOffset}`, kind: "tick" as const }]
      : []),
    ...(firstDirtyOffset === null || firstDirtyOffset <= logStartOffset
      ? []
      : [
          {
            at: firstDirtyOffset,
            text: `${words.lane.dirtyFrom} ${firstDirtyOffset}`,
            kind: "tick" as const,
          },
        ]),
    ...(highWatermark === null
      ? []
      : [{ at: highWatermark, text: `HW ${highWatermark}`, kind: "hw" as const }]),
  ];
  const below: Flag[] = [
    ...(flushedOffset === null
      ? []
      : [{ at: flushedOffset, text: `${words.lane.recovery} ${flushedOffset}`, kind: "tick" as const }]),
    { at: logEndOffset, text: `LEO ${logEndOffset}`, kind: "leo" as const },
  ];
  const bottom = TOP + TITLE + CELLS + 8;
  return (
    <>
      {spread(above, place, width).map(({ flag, x, line }) => (
        <g key={flag.text} className={styles[flag.kind]}>
          <path
            d={`M${line} ${flag.kind === "hw" ? 16 : TOP - 5}V${flag.kind === "hw" ? bottom : TOP + 3}`}
          />
          <Label flag={flag} x={x} y={2} />
        </g>
      ))}
      {spread(below, place, width).map(({ flag, x, line }) => (
        <g key={flag.text} className={styles[flag.kind]}>
          <path d={`M${line} ${flag.kind === "leo" ? TOP + TITLE : bottom - 4}V${place.flagsAt}`} />
          <Label flag={flag} x={x} y={place.flagsAt + 2} />
        </g>
      ))}
    </>
  );
}

const labelWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/[가-힣]/.test(letter) ? 11 : 6.4), 10);

function Label({ flag, x, y }: { readonly flag: Flag; readonly x: number; readonly y: number }) {
  const width = labelWidth(flag.text);
  return (
    <>
      <rect x={x} y={y} width={width} height={15} rx={3} />
      <text x={x + width / 2} y={y + 11.2} textAnchor="middle">
        {flag.text}
      </text>
    </>
  );
}

/** Labels beside each other where their lines stand too close. */
function spread(flags: readonly Flag[], place: Place, width: number) {
  const sorted = [...flags].sort((a, b) => a.at - b.at);
  const placed: { flag: Flag; x: number; line: number }[] = [];
  let right = Number.POSITIVE_INFINITY;
  // From the right: the last ones are those that everybody looks for.
  for (const flag of sorted.reverse()) {
    const line = place.x(flag.at) - 1;
    const own = labelWidth(flag.text);
    const x = Math.max(0, Math.min(line - own / 2, width - own - 2, right - own - 4));
    placed.push({ flag, x, line });
    right = x;
  }
  return placed;
}
