// The voters of a dynamic quorum (KIP-853), read from the bytes of the metadata logs: one set differs from the one before
// by one voter at most, the same set stands at an offset everywhere once it is committed, and each controller goes by
// the newest set in its own log. A leader has one change under way at a time. Who is told that a change is done can rely
// on it; a leader that is told so of itself leads no more; and what is refused is refused for one of Kafka's reasons.

import type { ControllerSnapshot } from "../../inspect/snapshot.ts";
import { ErrorCode, errorName } from "../../protocol/errors.ts";
import { readControlRecord } from "../../records/control.ts";
import { readRecords } from "../../records/record.ts";
import { type Checker, InvariantViolation, type Moment, type ReplicaLog } from "./checker.ts";

interface VoterKey {
  readonly id: number;
  readonly directoryId: string;
}

export interface VoterAnswer {
  /** Whom the request was given to, and when. */
  readonly node: number;
  readonly atMs: number;
  /** That the leader led in then. */
  readonly epoch: number;
  readonly kind: "addVoter" | "removeVoter";
  readonly key: VoterKey;
  readonly errorCode: number;
}

interface VotersEntry {
  readonly offset: number;
  readonly epoch: number;
  /** `id directory`, in the order of ids. */
  readonly keys: readonly string[];
}

interface Read {
  /** Batches of the log that were looked at. */
  batches: number;
  readonly entries: VotersEntry[];
}

/** Whatever is asked: too early, of one who does not lead, of one who stops; a voter that is there already, or is not. */
const REASONS: Readonly<Record<VoterAnswer["kind"], ReadonlySet<number>>> = {
  addVoter: new Set([
    ErrorCode.NONE,
    ErrorCode.REQUEST_TIMED_OUT,
    ErrorCode.NOT_LEADER_OR_FOLLOWER,
    ErrorCode.BROKER_NOT_AVAILABLE,
    ErrorCode.DUPLICATE_VOTER,
  ]),
  removeVoter: new Set([
    ErrorCode.NONE,
    ErrorCode.REQUEST_TIMED_OUT,
    ErrorCode.NOT_LEADER_OR_FOLLOWER,
    ErrorCode.BROKER_NOT_AVAILABLE,
    ErrorCode.VOTER_NOT_FOUND,
  ]),
};

const textOf = ({ id, directoryId }: VoterKey): string => `${id} ${directoryId}`;

export function voterSets(answers: readonly VoterAnswer[]): Checker {
  const invariant = "voter sets";
  /** By offset. */
  const committed = new Map<number, VotersEntry>();
  const reads = new WeakMap<ReplicaLog, Read>();
  let judged = 0;

  const violated = (message: string): never => {
    throw new InvariantViolation(invariant, message);
  };

  function newestCommittedBefore(offset: number): VotersEntry | null {
    let newest: VotersEntry | null = null;
    for (const entry of committed.values())
      if (entry.offset < offset && (newest === null || entry.offset > newest.offset)) newest = entry;
    return newest;
  }

  function readOn(log: ReplicaLog): Read {
    let read = reads.get(log);
    if (read === undefined) {
      read = { batches: 0, entries: [] };
      reads.set(log, read);
    }
    for (; read.batches < log.batches.length; read.batches++) {
      const { header, bytes } = log.batches[read.batches]!;
      if (!header.control) continue;
      readRecords(bytes, { ...header, position: 0 }).forEach((record, index) => {
        const control = readControlRecord(record);
        if (control?.type !== "KRAFT_VOTERS") return;
        const keys = control.message.voters
          .map(({ voterId, voterDirectoryId }) => textOf({ id: voterId, directoryId: voterDirectoryId }))
          .sort();
        const entry = { offset: header.baseOffset + index, epoch: header.partitionLeaderEpoch, keys };
        follows(log, read!.entries.at(-1) ?? null, entry);
        read!.entries.push(entry);
      });
    }
    return read;
  }

  function follows({ node }: ReplicaLog, before: VotersEntry | null, entry: VotersEntry): void {
    const known = before ?? newestCommittedBefore(entry.offset);
    if (known === null || differences(known, entry) <= 1) return;
    violated(
      `at ${node} the voters go from ${known.keys} (${known.offset}) to ${entry.keys} (${entry.offset})`,
    );
  }

  function commits(log: ReplicaLog, { entries }: Read): void {
    for (const entry of entries) {
      if (entry.offset >= log.highWatermark) return;
      const known = committed.get(entry.offset) ?? entry;
      committed.set(entry.offset, known);
      if (differences(known, entry) > 0)
        violated(
          `at ${log.node} offset ${entry.offset} has the voters ${entry.keys}; committed was ${known.keys}`,
        );
    }
  }

  /** What a controller goes by is the newest set in its log, committed or not. */
  function goesByItsLog(detail: ControllerSnapshot, { entries }: Read): void {
    const { id, logEndOffset, state, epoch, highWatermark } = detail;
    const newest = entries.at(-1) ?? newestCommittedBefore(logEndOffset);
    const own = detail.voters.map(textOf).sort();
    if (newest !== null && `${own}` !== `${newest.keys}`)
      violated(`${id} goes by the voters ${own}; its log up to ${logEndOffset} says ${newest.keys}`);
    if (state !== "leader") return;
    const open = entries.filter((entry, i) => {
      const before = entries[i - 1] ?? newestCommittedBefore(entry.offset);
      const isChange = before !== null && differences(before, entry) > 0;
      return entry.epoch === epoch && entry.offset >= highWatermark && isChange;
    });
    if (open.length > 1)
      violated(`${id} leads epoch ${epoch}, and has ${open.length} changes of voters that are not committed`);
  }

  function leadsNoMore({ id, state, epoch }: ControllerSnapshot): void {
    const isRemoved = answers.some(
      (answer) =>
        answer.kind === "removeVoter" &&
        answer.errorCode === ErrorCode.NONE &&
        answer.key.id === id &&
        answer.node === id &&
        answer.epoch === epoch,
    );
    if (state === "leader" && isRemoved)
      violated(`${id} has said that it is no voter any more, and still leads epoch ${epoch}`);
  }

  function judge({ kind, errorCode, node, key }: VoterAnswer): void {
    if (REASONS[kind].has(errorCode)) return;
    violated(`${node} answers ${kind} of ${textOf(key)} with ${errorName(errorCode)}`);
  }

  function onMoment({ snapshot, logs }: Moment): void {
    for (; judged < answers.length; judged++) judge(answers[judged]!);
    for (const log of logs) {
      if (log.topic !== "__cluster_metadata") continue;
      const read = readOn(log);
      commits(log, read);
    }
    for (const { id, status, detail } of snapshot.nodes) {
      const log = logs.find(({ node, topic }) => node === id && topic === "__cluster_metadata");
      if (status !== "running" || detail?.role !== "controller" || log === undefined) continue;
      goesByItsLog(detail, readOn(log));
      leadsNoMore(detail);
    }
  }

  return {
    invariant,
    onMoment,
    onEnd(moment) {
      onMoment(moment);
      const sets = [...committed.values()].sort((a, b) => a.offset - b.offset);
      for (const { kind, key, errorCode, node } of answers) {
        if (errorCode !== ErrorCode.NONE) continue;
        const has = (entry: VotersEntry | undefined): boolean => entry?.keys.includes(textOf(key)) ?? false;
        const isSo = sets.some((entry, i) =>
          kind === "addVoter" ? has(entry) : has(sets[i - 1]) && !has(entry),
        );
        if (!isSo)
          violated(`${node} has said that ${kind} of ${textOf(key)} is done; it never was committed`);
      }
    },
  };
}

/** How many voters one of them has, and the other has not. */
function differences({ keys: a }: VotersEntry, { keys: b }: VotersEntry): number {
  return a.filter((key) => !b.includes(key)).length + b.filter((key) => !a.includes(key)).length;
}
