// What was committed once stays as it is: at every replica the batches below its high watermark are the same bytes, a
// leader has all of them, and none is ever cut off. Holds for the metadata log as well.
import type { BatchHeader } from "../../records/batch.ts";
import {
  brokersOf,
  type Checker,
  InvariantViolation,
  isSameBatch,
  type Moment,
  nameOf,
  printOf,
  type ReplicaLog,
  type StoredBatch,
} from "./checker.ts";

interface Committed {
  /** In the order of their offsets; without gaps where nothing was deleted before anybody looked. */
  readonly batches: BatchHeader[];
  readonly byOffset: Map<number, BatchHeader>;
  end: number;
  /** How often something was found to lie in a gap: places in `batches` are others since. */
  gapsFilled: number;
}

/** How far a log was gone through. */
interface Checked {
  /** Batches below its high watermark that are what was committed. */
  compared: number;
  /** Committed batches that were looked for in it while it led, and the batch behind the last one found. */
  lookedFor: number;
  foundUpTo: number;
  gapsFilled: number;
}

export function logMatching(): Checker {
  const invariant = "log matching";
  const partitions = new Map<string, Committed>();
  const checked = new WeakMap<ReplicaLog, Checked>();
  /** A broker that is cut off may believe for a while that it leads. */
  const newestEpochs = new Map<string, number>();

  function checkedOf(log: ReplicaLog): Checked {
    let found = checked.get(log);
    if (found === undefined) {
      found = { compared: 0, lookedFor: 0, foundUpTo: 0, gapsFilled: 0 };
      checked.set(log, found);
    }
    return found;
  }

  function compare(log: ReplicaLog): void {
    const name = nameOf(log);
    let committed = partitions.get(name);
    if (committed === undefined) {
      committed = { batches: [], byOffset: new Map(), end: 0, gapsFilled: 0 };
      partitions.set(name, committed);
    }
    const progress = checkedOf(log);
    for (; progress.compared < log.batches.length; progress.compared++) {
      const batch = log.batches[progress.compared]!;
      const { header } = batch;
      if (header.lastOffset >= log.highWatermark) return;
      // Who was cut off may have parted from the others in what they have deleted since.
      if (header.lastOffset < log.startOffset) continue;
      const known = committed.byOffset.get(header.baseOffset);
      // What it was has to be learnt from another replica.
      if (batch.isRotten && known === undefined) return;
      // Only a log that begins behind what is known leaves a gap.
      const isNext = header.baseOffset === committed.end || header.baseOffset <= log.startOffset;
      if (known === undefined && isNext && header.baseOffset >= committed.end) {
        committed.batches.push(header);
        committed.byOffset.set(header.baseOffset, header);
        committed.end = header.lastOffset + 1;
      } else if (known === undefined && liesInGap(committed, header)) {
        fillGap(committed, header);
      } else if (known === undefined || !isSame(batch, known)) {
        const was = known === undefined ? `up to ${committed.end}` : printOf(known);
        throw new InvariantViolation(
          invariant,
          `${name} at ${log.node} holds ${printOf(header)}; committed was ${was}`,
        );
      }
    }
  }

  /** Whoever leads now, in an epoch that it knows of, must hold everything that was committed. */
  function leadersHaveAll({ snapshot, logs }: Moment): void {
    const byNode = new Map(logs.map((log) => [`${log.node} ${nameOf(log)}`, log]));
    for (const { id, replicas } of brokersOf(snapshot)) {
      for (const replica of replicas) {
        const name = nameOf(replica);
        if (replica.role !== "leader" || replica.leaderEpoch !== newestEpochs.get(name)) continue;
        const log = byNode.get(`${id} ${name}`);
        if (log !== undefined) holdsAll(log, replica.leaderEpoch);
      }
    }
  }

  function holdsAll(log: ReplicaLog, leaderEpoch: number): void {
    const name = nameOf(log);
    const { batches: committed, gapsFilled } = partitions.get(name) ?? { batches: [], gapsFilled: 0 };
    const progress = checkedOf(log);
    if (progress.gapsFilled !== gapsFilled)
      Object.assign(progress, { lookedFor: 0, foundUpTo: 0, gapsFilled });
    for (; progress.lookedFor < committed.length; progress.lookedFor++) {
      const wanted = committed[progress.lookedFor]!;
      if (wanted.lastOffset < log.startOffset) continue;
      let at = progress.foundUpTo;
      while (at < log.batches.length && log.batches[at]!.header.baseOffset < wanted.baseOffset) at++;
      const held = log.batches[at];
      if (held === undefined || !isSame(held, wanted)) {
        const there = held?.header.baseOffset === wanted.baseOffset ? printOf(held.header) : "nothing";
        throw new InvariantViolation(
          invariant,
          `${name} led by ${log.node} in epoch ${leaderEpoch} holds ${there} where ${printOf(wanted)} was committed`,
        );
      }
      progress.foundUpTo = at + 1;
    }
  }

  function onMoment(moment: Moment): void {
    for (const log of moment.logs) compare(log);
    leadersHaveAll(moment);
  }

  return {
    invariant,
    onEvent({ event }) {
      if (event.kind !== "leader-elected" && event.kind !== "became-leader") return;
      const name = nameOf(event);
      newestEpochs.set(name, Math.max(event.epoch, newestEpochs.get(name) ?? 0));
    },
    onMoment,
    onEnd(moment) {
      onMoment(moment);
      const whole = new Map<string, string>();
      const starts = new Map<string, number>();
      for (const log of moment.logs)
        starts.set(nameOf(log), Math.max(log.startOffset, starts.get(nameOf(log)) ?? 0));
      for (const log of moment.logs) {
        const all = log.batches.map(({ header }) => header);
        // Each replica deletes by itself what is old.
        const kept = all.filter(({ lastOffset }) => lastOffset >= starts.get(nameOf(log))!);
        const prints = kept.map(printOf).join("\n");
        const known = whole.get(nameOf(log)) ?? prints;
        whole.set(nameOf(log), known);
        if (known !== prints && !isMetadata(log))
          throw new InvariantViolation(
            invariant,
            `${nameOf(log)} differs at ${log.node} when all is at rest`,
          );
      }
    },
  };
}

/** The first that was seen of a log may begin where the others had deleted up to. */
function liesInGap({ batches, end }: Committed, { baseOffset, lastOffset }: BatchHeader): boolean {
  return (
    baseOffset < end && !batches.some((one) => one.baseOffset <= lastOffset && one.lastOffset >= baseOffset)
  );
}

function fillGap(committed: Committed, header: BatchHeader): void {
  const { batches, byOffset } = committed;
  const at = batches.findIndex(({ baseOffset }) => baseOffset > header.baseOffset);
  batches.splice(at, 0, header);
  byOffset.set(header.baseOffset, header);
  committed.gapsFilled++;
}

/** Of a rotten batch only its place can be compared. */
function isSame({ header, isRotten }: StoredBatch, wanted: BatchHeader): boolean {
  if (!isRotten) return isSameBatch(header, wanted);
  return header.baseOffset === wanted.baseOffset && header.lastOffset === wanted.lastOffset;
}

/** Brokers may be a fetch behind with the metadata, at any time. */
const isMetadata = ({ topic }: ReplicaLog): boolean => topic.startsWith("__cluster_metadata");
