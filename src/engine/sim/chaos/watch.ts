// Shows a run to its invariants: every event as it is told, and now and then a moment in which nothing moves.
import { assert } from "../../base/assert.ts";
import type { EngineEvent, EventKind } from "../../trace/event.ts";
import { WIRE_EVENTS } from "../../trace/wire.ts";
import { type Checker, isSameBatch, type Moment, type RottenBatch } from "../invariants/checker.ts";
import type { SimCluster } from "../start-cluster.ts";
import { createLogReader, type LogReader } from "./log-reader.ts";

export interface Watch {
  /** Throws InvariantViolation, as `end` does. */
  look(): Promise<void>;
  /** When all faults are healed and the cluster is at rest. */
  end(): Promise<void>;
}

const HUM: ReadonlySet<EventKind> = new Set(WIRE_EVENTS);

export function createWatch(
  cluster: SimCluster,
  checkers: readonly Checker[],
  rotten: readonly RottenBatch[],
): Watch {
  const { world } = cluster;
  const reader = createLogReader(cluster, rotten);
  const listening = checkers.filter(({ onEvent }) => onEvent !== undefined);
  /** What an event violated. It is thrown at the next look, for whoever tells an event must not fail by that. */
  let violation: { readonly error: unknown } | null = null;
  const take = (event: EngineEvent): void => {
    if (violation !== null || HUM.has(event.event.kind)) return;
    try {
      for (const checker of listening) checker.onEvent!(event);
    } catch (error) {
      violation = { error };
    }
  };
  world.events.forEach(take);
  world.traceLog.onEvent(take);
  const throwIfViolated = (): void => {
    if (violation !== null) throw violation.error;
  };
  const moment = async (logReader: LogReader): Promise<Moment> => {
    const startMs = world.nowMs();
    const before = cluster.snapshot();
    const logs = await logReader.read(before);
    const atMs = world.nowMs();
    // A log that lay on the disk alone took its time.
    const snapshot = atMs === startMs ? before : cluster.snapshot();
    return { atMs, snapshot, logs, folders: logReader.folders(snapshot) };
  };
  return {
    async look() {
      throwIfViolated();
      const now = await moment(reader);
      throwIfViolated();
      for (const checker of checkers) checker.onMoment?.(now);
    },
    async end() {
      const known = await moment(reader);
      throwIfViolated();
      // Everything is read once more, whether it was touched or not.
      const now = await moment(createLogReader(cluster, rotten));
      assert(isSameReading(known, now), "what was read piece by piece is what lies there");
      for (const checker of checkers) checker.onEnd?.(now);
    },
  };
}

function isSameReading({ logs }: Moment, { logs: others }: Moment): boolean {
  return logs.every(({ batches }, i) => {
    const other = others[i]!.batches;
    return (
      batches.length === other.length && batches.every((one, j) => isSameBatch(one.header, other[j]!.header))
    );
  });
}
