// How far a log is readable, how far it goes, what of it is on disk: lines with their names, above and below the cells.
import { useBytesWords } from "../i18n/bytes-words.ts";
import styles from "./lane.module.css";
import { CELLS, GAP, type LaneFlags, type Place, TITLE, TOP } from "./lane-geometry.ts";

/** What a power cut would take. */
export function Risk({ place, flags }: { readonly place: Place; readonly flags: LaneFlags }) {
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

export function Flags({
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
