// A snapshot of the metadata (KIP-630): a file of batches, framed by control records. The header has the time of the
// last record that it covers and, in a dynamic quorum, the voters; then comes the state, and a footer that says it is
// whole. The file's name tells where the log goes on, and in which epoch.
import type { EpochEnd } from "../log/log.ts";
import { batchHeaders, wholeBatchesSize } from "../records/batch.ts";
import { BatchBuilder } from "../records/builder.ts";
import { controlBatch, controlRecord, readControlRecord } from "../records/control.ts";
import { readRecords } from "../records/record.ts";
import { invalidRecord, type RecordError } from "../records/record-error.ts";
import { decodeBatches } from "./metadata-batch.ts";
import type { MetadataRecord } from "./metadata-record.ts";
import { type VoterSet, votersRecord } from "./voter-set.ts";

/** It has everything below `endOffset`; the record before was of `epoch`. */
export interface SnapshotId {
  readonly endOffset: number;
  readonly epoch: number;
}

/** What a dynamic quorum is formatted with: nothing but its voters. */
export const BOOTSTRAP_SNAPSHOT: SnapshotId = { endOffset: 0, epoch: 0 };

const SUFFIX = ".checkpoint";
const NAME = /^(\d{20})-(\d{10})\.checkpoint$/;

export function snapshotFileName({ endOffset, epoch }: SnapshotId): string {
  return `${String(endOffset).padStart(20, "0")}-${String(epoch).padStart(10, "0")}${SUFFIX}`;
}

export function parseSnapshotFileName(name: string): SnapshotId | null {
  const match = NAME.exec(name);
  return match === null ? null : { endOffset: Number(match[1]), epoch: Number(match[2]) };
}

export function compareSnapshots(a: SnapshotId, b: SnapshotId): number {
  return a.epoch - b.epoch || a.endOffset - b.endOffset;
}

export const sameSnapshot = (a: EpochEnd, b: EpochEnd): boolean =>
  a.epoch === b.epoch && a.endOffset === b.endOffset;

export interface SnapshotContent {
  readonly id: SnapshotId;
  /** Wall time of the last record that it covers. */
  readonly lastContainedMs: number;
  readonly kraftVersion: number;
  /** Told from kraft.version 1 on. */
  readonly voters: VoterSet;
  readonly records: readonly MetadataRecord[];
}

/** Records of one batch: they are cut where a batch would grow beyond this. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

export function encodeSnapshot(content: SnapshotContent, nowMs: number): Uint8Array {
  const { id, lastContainedMs, kraftVersion, voters, records } = content;
  const { epoch } = id;
  const header = [
    controlRecord("SNAPSHOT_HEADER", { version: 0, lastContainedLogTimestamp: BigInt(lastContainedMs) }),
  ];
  if (kraftVersion > 0) {
    header.push(controlRecord("KRAFT_VERSION", { version: 0, kRaftVersion: kraftVersion }));
    header.push(controlRecord("KRAFT_VOTERS", votersRecord(voters)));
  }
  const at = (baseOffset: number) => ({ baseOffset, partitionLeaderEpoch: epoch, timestampMs: nowMs });
  const parts = [controlBatch(at(0), header)];
  let offset = header.length;
  let builder: BatchBuilder | null = null;
  for (const { value } of records) {
    if (builder !== null && builder.sizeBytes + value.length > MAX_BATCH_BYTES) {
      parts.push(builder.build());
      builder = null;
    }
    builder ??= new BatchBuilder({ baseOffset: offset, partitionLeaderEpoch: epoch });
    builder.append(nowMs, null, value);
    offset++;
  }
  if (builder !== null) parts.push(builder.build());
  parts.push(controlBatch(at(offset), [controlRecord("SNAPSHOT_FOOTER", { version: 0 })]));
  return joined(parts);
}

export interface ReadSnapshot {
  readonly id: SnapshotId;
  readonly lastContainedMs: number;
  readonly records: readonly MetadataRecord[];
}

/** Throws RecordError for bytes that are no whole snapshot, DecodeError for records that are no metadata. */
export function decodeSnapshot(
  id: SnapshotId,
  bytes: Uint8Array,
  decode?: (value: Uint8Array) => MetadataRecord,
): ReadSnapshot {
  if (wholeBatchesSize(bytes) !== bytes.length) throw incomplete(id, "it ends within a batch");
  const batches = decodeBatches(bytes, decode);
  const controls = [...batchHeaders(bytes)]
    .filter(({ control }) => control)
    .flatMap((header) => readRecords(bytes, header).map(readControlRecord));
  const header = controls[0];
  if (header?.type !== "SNAPSHOT_HEADER") throw incomplete(id, "it has no header");
  if (controls.at(-1)?.type !== "SNAPSHOT_FOOTER") throw incomplete(id, "it has no footer");
  return {
    id,
    lastContainedMs: Number(header.message.lastContainedLogTimestamp),
    records: batches.flatMap(({ records }) => records),
  };
}

function incomplete(id: SnapshotId, why: string): RecordError {
  return invalidRecord(`The snapshot ${snapshotFileName(id)} is not whole: ${why}`);
}

/** Of the last record that the snapshot covers, out of the file's first bytes; null when they are not a header. */
export function lastContainedMs(bytes: Uint8Array): number | null {
  for (const header of batchHeaders(bytes)) {
    const first = header.control ? readRecords(bytes, header)[0] : undefined;
    const control = first === undefined ? undefined : readControlRecord(first);
    return control?.type === "SNAPSHOT_HEADER" ? Number(control.message.lastContainedLogTimestamp) : null;
  }
  return null;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
