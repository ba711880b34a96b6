// Tables for single classes: the three indexes, the files of checkpoints and metadata, producer snapshots.
import { AssertionError } from "../../../src/engine/base/assert.ts";
import { createMemoryStore } from "../../../src/engine/disk/memory-store.ts";
import { mountDisk } from "../../../src/engine/disk/page-cache.ts";
import {
  formatEpochCheckpoint,
  formatOffsetCheckpoint,
  parseEpochCheckpoint,
  parseOffsetCheckpoint,
} from "../../../src/engine/log/checkpoint-file.ts";
import { formatCleanShutdown, parseCleanShutdown } from "../../../src/engine/log/clean-shutdown.ts";
import { parseMetaProperties } from "../../../src/engine/log/meta-properties.ts";
import { IndexAppendError } from "../../../src/engine/log/offset-index.ts";
import { parsePartitionMetadata } from "../../../src/engine/log/partition-metadata.ts";
import {
  CorruptSnapshotError,
  formatProducerSnapshot,
  parseProducerSnapshot,
} from "../../../src/engine/log/producer-snapshot.ts";
import { MalformedFileError } from "../../../src/engine/log/text-file.ts";
import type { Disk } from "../../../src/engine/ports/disk.ts";
import { expectBytes, expectEqual, expectFailure, hexOf } from "../tally.ts";
import { checkOffsetIndex, checkTimeIndex, checkTxnIndex } from "./unit-indexes.ts";

export interface UnitRow {
  readonly unit: string;
  readonly text?: string;
  readonly result?: unknown;
  readonly error?: string;
  readonly [key: string]: unknown;
}

/** What reads a text file, in the form in which its results were recorded. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  OffsetCheckpointFile: (text) =>
    parseOffsetCheckpoint(text, "f").map(({ topic, partition, offset }) => [topic, partition, offset]),
  LeaderEpochCheckpointFile: (text) =>
    parseEpochCheckpoint(text, "f").map(({ epoch, startOffset }) => [epoch, startOffset]),
  PartitionMetadataFile: (text) => ({ topicId: parsePartitionMetadata(text, "f") }),
  CleanShutdownFileHandler: (text) => {
    const epoch = parseCleanShutdown(text);
    return epoch < 0 ? null : epoch;
  },
  MetaProperties: (text) => ({ ...parseMetaProperties(text) }),
};

export async function checkUnit(row: UnitRow): Promise<void> {
  const { unit, text = "" } = row;
  const disk = await mountDisk(createMemoryStore());
  const read = Object.hasOwn(READERS, unit) ? READERS[unit] : undefined;
  if (read !== undefined) checkReader(row, () => read(text));
  else if (unit === "OffsetCheckpointFile.write") {
    checkWritten(row, formatOffsetCheckpoint(parseOffsetCheckpoint(text, "f")));
  } else if (unit === "LeaderEpochCheckpointFile.write") {
    checkWritten(row, formatEpochCheckpoint(parseEpochCheckpoint(text, "f")));
  } else if (unit === "CleanShutdownFileHandler.write") {
    checkWritten(row, formatCleanShutdown(row["brokerEpoch"] as number));
  } else if (unit === "producer snapshot") checkSnapshot(row);
  else await checkIndex(row, disk);
}

async function checkIndex(row: UnitRow, disk: Disk): Promise<void> {
  const isFull = [IndexAppendError, AssertionError] as const;
  switch (row.unit) {
    case "OffsetIndex":
      return await checkOffsetIndex(row, disk, isFull);
    case "TimeIndex":
      return await checkTimeIndex(row, disk, isFull);
    case "TransactionIndex":
      return await checkTxnIndex(row, disk, isFull);
    default:
      throw new Error(`no such unit: ${row.unit}`);
  }
}

function checkReader(row: UnitRow, read: () => unknown): void {
  if (row.error !== undefined) {
    expectFailure(read, [MalformedFileError], "the file");
    return;
  }
  const ours = read();
  const { result } = row;
  if (typeof ours !== "object" || ours === null || Array.isArray(ours)) {
    expectEqual(ours, result, "content");
    return;
  }
  // The version is a matter of the file, and not kept.
  const { version: _version, ...theirs } = result as Record<string, unknown>;
  expectEqual(ours, theirs, "content");
}

function checkWritten(row: UnitRow, text: string): void {
  expectEqual(text, row.text, "text");
}

function checkSnapshot(row: UnitRow): void {
  const file = new Uint8Array(Buffer.from(row["file"] as string, "base64"));
  const entries = parseProducerSnapshot(file);
  expectEqual(
    entries.map((entry) => ({
      pid: Number(entry.producerId),
      epoch: entry.epoch,
      coordinatorEpoch: entry.coordinatorEpoch,
      lastTimestamp: entry.lastTimestampMs,
      currentTxnFirstOffset: entry.currentTxnFirstOffset,
      batches: entry.batches.map((b) => [b.lastSequence, b.lastOffset, b.offsetDelta, b.timestampMs]),
    })),
    row["readBack"],
    "entries",
  );
  expectBytes(formatProducerSnapshot(entries), hexOf(file), "written again");
  for (const damage of row["damaged"] as readonly Readonly<Record<string, number>>[]) {
    const bytes = damaged(file, damage);
    expectFailure(() => parseProducerSnapshot(bytes), [CorruptSnapshotError], JSON.stringify(damage));
  }
}

function damaged(file: Uint8Array, damage: Readonly<Record<string, number>>): Uint8Array {
  const { xor21At, cutTo, zerosAppended } = damage;
  if (cutTo !== undefined) return file.slice(0, cutTo);
  const bytes = new Uint8Array(file.length + (zerosAppended ?? 0));
  bytes.set(file);
  if (xor21At !== undefined) bytes[xor21At]! ^= 0x21;
  return bytes;
}
