// What a log has lost at its beginning was deleted because it was old and committed: nobody deletes what nobody has
// confirmed, and where retention.ms says -1 nothing is deleted at all.
import { type Checker, InvariantViolation, type Moment, nameOf, type ReplicaLog } from "./checker.ts";

interface Kept {
  readonly lastOffset: number;
  readonly maxTimestamp: number;
}

interface Partition {
  /** Of the committed batches that anybody was seen to hold, by the offset that they begin with. */
  readonly batches: Map<number, Kept>;
  /** As leaders and followers told of their high watermarks: nobody is believed who has only deleted up to there. */
  committed: number;
}

/** `retentionMs`: of every topic with records; negative when nothing is deleted. */
export function deletedRecords(retentionMs: number): Checker {
  const invariant = "deleted records";
  const partitions = new Map<string, Partition>();
  const noted = new WeakMap<ReplicaLog, number>();
  const judged = new WeakMap<ReplicaLog, number>();
  let latestWallMs = Number.NEGATIVE_INFINITY;

  function partitionOf(name: string): Partition {
    let partition = partitions.get(name);
    if (partition === undefined) {
      partition = { batches: new Map(), committed: 0 };
      partitions.set(name, partition);
    }
    return partition;
  }

  function note(log: ReplicaLog): void {
    const { batches, committed } = partitionOf(nameOf(log));
    let at = noted.get(log) ?? 0;
    for (; at < log.batches.length; at++) {
      const { baseOffset, lastOffset, maxTimestamp } = log.batches[at]!.header;
      if (lastOffset >= committed) break;
      batches.set(baseOffset, { lastOffset, maxTimestamp });
    }
    noted.set(log, at);
  }

  function judge(log: ReplicaLog): void {
    const { node, startOffset } = log;
    if (startOffset === (judged.get(log) ?? 0)) return;
    judged.set(log, startOffset);
    const { batches, committed } = partitionOf(nameOf(log));
    const violated = (message: string): never => {
      throw new InvariantViolation(
        invariant,
        `${nameOf(log)} at ${node} begins at ${startOffset}; ${message}`,
      );
    };
    if (retentionMs < 0) violated("its topic keeps everything");
    if (startOffset > committed) violated(`committed is what lies below ${committed}`);
    for (const [baseOffset, { lastOffset, maxTimestamp }] of batches) {
      const ageMs = latestWallMs - maxTimestamp;
      if (lastOffset < startOffset && ageMs <= retentionMs)
        violated(`the batch at ${baseOffset} was ${ageMs} ms old, and kept for ${retentionMs}`);
    }
  }

  return {
    invariant,
    onEvent({ event }) {
      // That it was created a controller that starts tells again.
      if (event.kind === "topic-deleted") {
        for (const name of [...partitions.keys()])
          if (name.startsWith(`${event.topic}-`)) partitions.delete(name);
      } else if (event.kind === "high-watermark-advanced") {
        const partition = partitionOf(nameOf(event));
        partition.committed = Math.max(partition.committed, event.to);
      }
    },
    onMoment({ snapshot, logs }: Moment) {
      latestWallMs = Math.max(latestWallMs, snapshot.time.wallMs);
      const known = logs.filter(({ topic }) => !topic.startsWith("__"));
      for (const log of known) note(log);
      for (const log of known) judge(log);
    },
  };
}
