// What threads tell of themselves, so that it can be known whether anything is still on its way between them. Each
// tells at a moment of its own; that is enough: a message that crosses between two of these moments shows as a
// difference between what one end sent and the other received.

/** One end of a connection. The two ends of connection n are 2n and 2n + 1. */
export type WireCount = readonly [end: number, sent: number, received: number];

/** Told by a thread that has nothing left to do by itself. */
export interface Activity {
  /** All that it asked of a disk, or of whoever makes connections, was answered. */
  readonly idle: boolean;
  /** Frames of each connection that it knows, counted when they come over the wire, whoever takes them when. */
  readonly wires: readonly WireCount[];
}

export const NO_ACTIVITY: Activity = { idle: true, wires: [] };

const otherEnd = (end: number): number => end ^ 1;

function receivedByEnd(activities: readonly Activity[]): Map<number, number> {
  const received = new Map<number, number>();
  for (const { wires } of activities) for (const [end, , count] of wires) received.set(end, count);
  return received;
}

/** An end whose other end nobody tells of has lost it: a process that is gone, or one that time does not wait for. */
function everyWire(
  before: readonly Activity[],
  after: readonly Activity[],
  holds: (sent: number, received: number) => boolean,
): boolean {
  const received = receivedByEnd(after);
  return before.every(({ wires }) =>
    wires.every(([end, sent]) => {
      const arrived = received.get(otherEnd(end));
      return arrived === undefined || holds(sent, arrived);
    }),
  );
}

/** Nothing is done anywhere, and nothing is on its way: only time can set off anything more. */
export function isQuiet(activities: readonly Activity[]): boolean {
  const idle = activities.every((activity) => activity.idle);
  return idle && everyWire(activities, activities, (sent, received) => sent === received);
}

/** Everything that had been sent `before` has arrived `after`. */
export function hasArrived(before: readonly Activity[], after: readonly Activity[]): boolean {
  return everyWire(before, after, (sent, received) => received >= sent);
}
