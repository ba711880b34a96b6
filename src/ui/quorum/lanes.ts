// The lanes of the metadata logs on one axis of offsets: which cells there are, which epoch wrote each, and which of
// them its own voter knows to be committed. A column in which epochs differ is where logs part.
import type { QuorumView, VoterView } from "./quorum-model.ts";

export type CellState =
  | "committed"
  | "uncommitted"
  /** The leader has another record there, or none: it goes when its voter follows. */
  | "diverging"
  /** Not here yet. */
  | "absent"
  /** In a snapshot only, or before what the voter has. */
  | "before";

export interface LaneCell {
  readonly offset: number;
  readonly epoch: number | null;
  readonly state: CellState;
}

export interface Lane {
  readonly voter: VoterView;
  readonly cells: readonly LaneCell[];
}

export interface Lanes {
  /** The newest, in order. */
  readonly offsets: readonly number[];
  readonly lanes: readonly Lane[];
  /** First column in which logs part, null when they agree. */
  readonly partsAt: number | null;
}

export function epochAt({ epochs, startOffset, logEndOffset }: VoterView, offset: number): number | null {
  if (offset < startOffset || offset >= logEndOffset) return null;
  let found: number | null = null;
  for (const { epoch, startOffset: from } of epochs) if (from <= offset) found = epoch;
  return found;
}

export function lanesOf({ voters, leader }: QuorumView, columns: number): Lanes {
  const end = Math.max(0, ...voters.map(({ logEndOffset }) => logEndOffset));
  const first = Math.max(0, end - columns);
  const offsets = Array.from({ length: Math.min(columns, end - first) }, (_, index) => first + index);
  const lanes = voters.map((voter): Lane => {
    return { voter, cells: offsets.map((offset) => cellAt(voter, leader, offset)) };
  });
  const parts = offsets.find((offset) =>
    lanes.some(({ cells }) => cells.some((cell) => cell.offset === offset && cell.state === "diverging")),
  );
  return { offsets, lanes, partsAt: parts ?? null };
}

function cellAt(voter: VoterView, leader: VoterView | null, offset: number): LaneCell {
  const epoch = epochAt(voter, offset);
  if (offset < voter.startOffset) return { offset, epoch, state: "before" };
  if (offset >= voter.logEndOffset) return { offset, epoch, state: "absent" };
  if (offset < voter.highWatermark) return { offset, epoch, state: "committed" };
  const parts = leader !== null && voter !== leader && epochAt(leader, offset) !== epoch;
  // A leader of an older epoch cannot have what the newer one does not.
  const isOlder = epoch !== null && leader !== null && epoch < leader.epoch;
  return { offset, epoch, state: parts && isOlder ? "diverging" : "uncommitted" };
}
