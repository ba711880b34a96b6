// Writes a snapshot of what is committed, and drops what it makes superfluous (KIP-630).
import { assert } from "../base/assert.ts";
import type { MetadataRecord } from "./metadata-record.ts";
import type { Raft } from "./raft.ts";
import { encodeSnapshot, lastContainedMs, type SnapshotId } from "./snapshot-file.ts";

export interface SnapshotInput {
  /** It has everything below. */
  readonly endOffset: number;
  readonly records: readonly MetadataRecord[];
  /** Wall time of the last record that it covers. */
  readonly lastContainedMs: number;
}

/** Null when there is one of that offset, or the log starts behind it. Durable with the next flush. */
export function writeSnapshot(raft: Raft, input: SnapshotInput, wallMs: number): SnapshotId | null {
  const { log, history } = raft;
  const { endOffset, records } = input;
  assert(endOffset <= raft.highWatermark, "a snapshot has only what is committed");
  if (endOffset < log.startOffset || endOffset === 0) return null;
  const epoch = epochBefore(raft, endOffset);
  const id = { endOffset, epoch };
  if (epoch < 0 || log.snapshots.find(id) !== undefined) return null;
  const content = {
    id,
    lastContainedMs: input.lastContainedMs,
    kraftVersion: history.kraftVersionAt(endOffset - 1),
    voters: history.votersAt(endOffset - 1) ?? raft.voters,
    records,
  };
  const partial = log.snapshots.begin(id);
  partial.append(encodeSnapshot(content, wallMs));
  log.snapshots.freeze(partial);
  history.forgetBefore(endOffset - 1);
  raft.tell({ kind: "metadata-snapshot-written", endOffset, epoch, bytes: partial.sizeBytes }, null);
  return id;
}

function epochBefore({ log }: Raft, endOffset: number): number {
  const epoch = log.log.epochForOffset(endOffset - 1);
  if (epoch >= 0) return epoch;
  const latest = log.snapshots.latest?.id;
  return latest?.endOffset === endOffset ? latest.epoch : -1;
}

export interface SnapshotRetention {
  /** metadata.max.retention.bytes and .ms; negative: no limit. */
  readonly maxBytes: number;
  readonly maxMs: number;
}

/**
 * Drops the oldest snapshot, and the log before the next one, as long as there are two and they are too large or too old.
 * Returns whether anything was dropped.
 */
export function cleanSnapshots(raft: Raft, retention: SnapshotRetention, wallMs: number): boolean {
  const { log } = raft;
  let cleaned = false;
  for (;;) {
    const [oldest, next] = log.snapshots.all;
    if (oldest === undefined || next === undefined) return cleaned;
    const size = log.log.sizeBytes + log.snapshots.all.reduce((sum, { file }) => sum + file.sizeBytes, 0);
    const isTooLarge = retention.maxBytes >= 0 && size > retention.maxBytes;
    if (!isTooLarge && !isTooOld(oldest.file.read(0, HEADER_BYTES), retention.maxMs, wallMs)) return cleaned;
    if (!log.deleteBefore(next.id, wallMs, raft.highWatermark)) return cleaned;
    cleaned = true;
  }
}

const HEADER_BYTES = 4096;

/** A header that the page cache does not have is looked at another time. */
function isTooOld(header: Uint8Array | Promise<Uint8Array>, maxMs: number, wallMs: number): boolean {
  if (maxMs < 0 || header instanceof Promise) return false;
  const containedMs = lastContainedMs(header);
  return containedMs !== null && wallMs - containedMs > maxMs;
}
