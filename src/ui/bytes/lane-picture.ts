// What the drawing of a log shows, worked out from its files: segments, and in a small log batches, records, transactions
// and where the index points. Pure; load-lane.ts fetches what it needs.
import type { ByteNode, FileSnapshot } from "../../engine/inspect/byte-tree.ts";

export type RecordMark = "data" | "tombstone" | "commit" | "abort" | "control";

export interface LaneRecord {
  readonly offset: number;
  readonly mark: RecordMark;
  /** Where it stands in the file; null inside compressed bytes. */
  readonly position: number | null;
  readonly aborted: boolean;
}

export interface LaneBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly position: number;
  readonly maxTimestampMs: number;
  readonly records: readonly LaneRecord[];
}

export interface LaneTransaction {
  readonly from: number;
  readonly to: number;
  readonly state: "open" | "committed" | "aborted";
}

export interface LaneSegment {
  readonly baseOffset: number;
  /** Exclusive: where the next one begins, or the log ends. */
  readonly endOffset: number;
  readonly file: string;
  readonly sizeBytes: number;
  readonly dirtyBytes: number;
  readonly active: boolean;
  /** Null in a log too large to look into. */
  readonly batches: readonly LaneBatch[] | null;
  /** Offsets that the offset index has. */
  readonly indexed: readonly number[];
}

export interface LanePicture {
  readonly segments: readonly LaneSegment[];
  readonly from: number;
  readonly to: number;
  readonly transactions: readonly LaneTransaction[];
  /** `cells` up to 60 offsets, `batches` up to 2,000, `bars` beyond. */
  readonly mode: "cells" | "batches" | "bars";
}

export const MOST_CELLS = 60;
export const MOST_BATCHED = 2_000;

/** Decoded files by name. */
export type DecodedFiles = ReadonlyMap<string, readonly ByteNode[]>;

/** The log files of a partition's directory, oldest first; those that wait for their deletion are none. */
export function logFiles(files: readonly FileSnapshot[], directory: string): FileSnapshot[] {
  return files
    .filter(
      ({ name, baseOffset }) =>
        baseOffset !== null && name.startsWith(`${directory}/`) && name.endsWith(".log"),
    )
    .sort((a, b) => (a.baseOffset ?? 0) - (b.baseOffset ?? 0));
}

export function indexOf(logFile: string): string {
  return logFile.replace(/\.log$/, ".index");
}

export function laneMode(offsets: number): LanePicture["mode"] {
  if (offsets <= MOST_CELLS) return "cells";
  return offsets <= MOST_BATCHED ? "batches" : "bars";
}

export function lanePicture(
  files: readonly FileSnapshot[],
  decoded: DecodedFiles,
  logStartOffset: number,
  logEndOffset: number,
): LanePicture {
  const segments = files.map((file, i): LaneSegment => {
    const baseOffset = file.baseOffset ?? 0;
    const nodes = decoded.get(file.name);
    return {
      baseOffset,
      endOffset: files[i + 1]?.baseOffset ?? Math.max(logEndOffset, baseOffset),
      file: file.name,
      sizeBytes: file.sizeBytes,
      dirtyBytes: file.dirty.reduce((sum, { start, end }) => sum + end - start, 0),
      active: i === files.length - 1,
      batches: file.sizeBytes === 0 ? [] : nodes === undefined ? null : nodes.flatMap(batchOf),
      indexed: (decoded.get(indexOf(file.name)) ?? []).flatMap((entry) => offsetOf(entry)),
    };
  });
  const from = segments[0]?.baseOffset ?? logStartOffset;
  const to = Math.max(logEndOffset, from, ...segments.map(({ endOffset }) => endOffset));
  const transactions = transactionsOf([...decoded.values()].flat());
  return { segments: withAborted(segments, transactions), from, to, transactions, mode: laneMode(to - from) };
}

const part = (node: ByteNode, name: string): ByteNode | undefined =>
  node.children?.find((child) => child.name === name);

const numberOf = (node: ByteNode | undefined): number => Number(node?.derived ?? node?.value ?? 0);

function offsetOf(entry: ByteNode): number[] {
  const relative = part(entry, "relativeOffset");
  return relative?.derived === undefined ? [] : [Number(relative.derived)];
}

function batchOf(node: ByteNode): LaneBatch[] {
  if (node.meaning !== "batch" || part(node, "baseOffset") === undefined) return [];
  const records = part(node, "records");
  const isControl = part(part(node, "attributes")!, "isControl")?.value === true;
  const packed = records?.unpacked !== undefined;
  return [
    {
      baseOffset: numberOf(part(node, "baseOffset")),
      lastOffset: numberOf(part(node, "lastOffsetDelta")),
      position: node.position,
      maxTimestampMs: numberOf(part(node, "maxTimestamp")),
      records: (records?.children ?? []).flatMap((record) => recordOf(record, isControl, packed)),
    },
  ];
}

function recordOf(record: ByteNode, isControl: boolean, packed: boolean): LaneRecord[] {
  const offset = part(record, "offsetDelta");
  if (offset === undefined) return [];
  return [
    {
      offset: numberOf(offset),
      mark: isControl ? controlMark(record) : part(record, "value")?.value === null ? "tombstone" : "data",
      position: packed ? null : record.position,
      aborted: false,
    },
  ];
}

function controlMark(record: ByteNode): RecordMark {
  const type = part(part(record, "key")!, "type")?.value;
  return type === 0 ? "abort" : type === 1 ? "commit" : "control";
}

/** A transaction in the log: the batches of a producer from its first one to its marker. */
function transactionsOf(nodes: readonly ByteNode[]): LaneTransaction[] {
  const open = new Map<bigint, { from: number; to: number }>();
  const ended: LaneTransaction[] = [];
  const batches = nodes
    .filter(({ meaning }) => meaning === "batch")
    .sort((a, b) => numberOf(part(a, "baseOffset")) - numberOf(part(b, "baseOffset")));
  for (const node of batches) {
    const attributes = part(node, "attributes");
    if (attributes === undefined || part(attributes, "isTransactional")?.value !== true) continue;
    const producer = BigInt(numberOf(part(node, "producerId")));
    const [batch] = batchOf(node);
    if (batch === undefined) continue;
    const marker = batch.records[0]?.mark;
    const known = open.get(producer);
    if (marker === "commit" || marker === "abort") {
      if (known !== undefined) ended.push({ ...known, state: marker === "commit" ? "committed" : "aborted" });
      open.delete(producer);
    } else if (known === undefined) open.set(producer, { from: batch.baseOffset, to: batch.lastOffset });
    else known.to = batch.lastOffset;
  }
  for (const each of open.values()) ended.push({ ...each, state: "open" });
  return ended.sort((a, b) => a.from - b.from);
}

function withAborted(
  segments: readonly LaneSegment[],
  transactions: readonly LaneTransaction[],
): readonly LaneSegment[] {
  const aborted = transactions.filter(({ state }) => state === "aborted");
  if (aborted.length === 0) return segments;
  const isAborted = (offset: number): boolean =>
    aborted.some(({ from, to }) => offset >= from && offset <= to);
  return segments.map((segment) => ({
    ...segment,
    batches:
      segment.batches?.map((batch) => ({
        ...batch,
        records: batch.records.map((record) =>
          record.mark === "data" || record.mark === "tombstone"
            ? { ...record, aborted: isAborted(record.offset) }
            : record,
        ),
      })) ?? null,
  }));
}

/** How many records are there, and which: of what was looked into. */
export function recordsOf(picture: LanePicture): readonly LaneRecord[] {
  return picture.segments.flatMap(({ batches }) => batches ?? []).flatMap(({ records }) => records);
}

/** `0–3, 7, 9–11` */
export function offsetRanges(offsets: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const offset of offsets) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === offset - 1) last[1] = offset;
    else ranges.push([offset, offset]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
}
