// Shows a run to its invariants: every event in order, and now and then a moment in which nothing moves.
import { assert } from "../../base/assert.ts";
import { type Checker, isSameBatch, type Moment } from "../invariants/checker.ts";
import type { SimCluster } from "../start-cluster.ts";
import { createLogReader, type LogReader } from "./log-reader.ts";

export interface Watch {
  /** Throws InvariantViolation, as `end` does. */
  look(): Promise<void>;
  /** When all faults are healed and the cluster is at rest. */
  end(): Promise<void>;
}

export function createWatch(cluster: SimCluster, checkers: readonly Checker[]): Watch {
  const { world } = cluster;
  const reader = createLogReader(cluster);
  let seen = 0;
  const events = (): void => {
    for (; seen < world.events.length; seen++)
      for (const checker of checkers) checker.onEvent?.(world.events[seen]!);
  };
  const moment = async (logReader: LogReader): Promise<Moment> => {
    const startMs = world.nowMs();
    const before = cluster.snapshot();
    const logs = await logReader.read(before);
    const atMs = world.nowMs();
    // A log that lay on the disk alone took its time.
    return { atMs, snapshot: atMs === startMs ? before : cluster.snapshot(), logs };
  };
  return {
    async look() {
      events();
      const now = await moment(reader);
      events();
      for (const checker of checkers) checker.onMoment?.(now);
    },
    async end() {
      // Everything is read once more, whether it was touched or not.
      const now = await moment(createLogReader(cluster));
      assert(isSameReading(await moment(reader), now), "what was read piece by piece is what lies there");
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
