// The cells of one voter's log on the shared axis, and the flags of what it knows to be committed and what it has.
import styles from "./lanes.module.css";
import type { Lane, LaneCell, Lanes } from "./lanes.ts";

const CELL_HEIGHT = 40;
const TOP = 8;
const LANE_HEIGHT = 80;

function cellClass(cell: LaneCell, isLeader: boolean): string | undefined {
  if (cell.state === "absent" || cell.state === "before") return styles["cellAbsent"];
  if (cell.state === "diverging") return styles["cellDiverging"];
  const filled = cell.state === "committed";
  if (isLeader) return styles[filled ? "cellLeader" : "cellLeaderOpen"];
  return styles[filled ? "cellFollower" : "cellFollowerOpen"];
}

export function LaneCells({
  lane,
  lanes,
  cell,
}: {
  readonly lane: Lane;
  readonly lanes: Lanes;
  readonly cell: number;
}) {
  const { voter, cells } = lane;
  const first = lanes.offsets[0] ?? 0;
  const end = first + lanes.offsets.length;
  const xOf = (offset: number): number => Math.min(Math.max(offset - first, 0), lanes.offsets.length) * cell;
  const flag = (offset: number): boolean => voter.known && offset >= first && offset <= end;
  const same = voter.highWatermark === voter.logEndOffset;
  const { partsAt } = lanes;
  const room = lanes.offsets.length * cell + 24;
  return (
    <svg width={room} height={LANE_HEIGHT} aria-hidden="true">
      {partsAt === null ? null : (
        <rect
          className={styles["band"]}
          x={xOf(partsAt)}
          y={0}
          width={xOf(end) - xOf(partsAt)}
          height={LANE_HEIGHT}
        />
      )}
      {cells.map((each, index) => (
        <g key={each.offset}>
          <rect
            className={cellClass(each, voter.role === "leader")}
            x={index * cell + 1}
            y={TOP}
            width={cell - 3}
            height={CELL_HEIGHT}
            rx={3}
          />
          {each.epoch === null ? null : (
            <text
              className={
                voter.role === "leader" && each.state === "committed"
                  ? styles["onLeader"]
                  : styles["cellText"]
              }
              x={index * cell + cell / 2}
              y={TOP + CELL_HEIGHT / 2 + 4}
              textAnchor="middle"
            >
              e{each.epoch}
            </text>
          )}
        </g>
      ))}
      {flag(voter.logEndOffset) && !same ? (
        <Flag
          kind="leo"
          x={xOf(voter.logEndOffset)}
          text={`LEO ${voter.logEndOffset}`}
          shift={18}
          room={room}
        />
      ) : null}
      {flag(voter.highWatermark) ? (
        <Flag
          kind="hw"
          x={xOf(voter.highWatermark)}
          text={same ? `HW = LEO ${voter.highWatermark}` : `HW ${voter.highWatermark}`}
          shift={same ? 0 : -18}
          room={room}
        />
      ) : null}
    </svg>
  );
}

const FLAG_LETTER = 6.4;

function Flag({
  kind,
  x,
  text,
  shift,
  room,
}: {
  readonly kind: "hw" | "leo";
  readonly x: number;
  readonly text: string;
  readonly shift: number;
  /** Of the whole lane: near its ends the flag stays in the picture. */
  readonly room: number;
}) {
  const width = text.length * FLAG_LETTER + 10;
  const left = Math.max(0, Math.min(room - width, x + shift - width / (shift > 0 ? 3 : 1.6)));
  return (
    <g className={styles[kind]}>
      <line x1={x - 1} x2={x - 1} y1={0} y2={TOP + CELL_HEIGHT + 8} />
      <rect x={left} y={TOP + CELL_HEIGHT + 8} width={width} height={16} rx={2} />
      <text x={left + width / 2} y={TOP + CELL_HEIGHT + 20} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}
