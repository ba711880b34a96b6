// What a log remembers of the producers that wrote it, so that a batch sent again is not written again (Kafka's
// ProducerStateManager). It lives in memory, follows every append, and is kept in .snapshot files: one where each
// segment begins and one at a clean stop. Behind the newest snapshot it is rebuilt from the batches themselves.
import { type Disk, DiskError } from "../ports/disk.ts";
import { ErrorCode } from "../protocol/errors.ts";
import type { BatchHeader } from "../records/batch.ts";
import { readControlRecord } from "../records/control.ts";
import { readRecords } from "../records/record.ts";
import { baseOffsetOf, DELETED_SUFFIX, SNAPSHOT_SUFFIX, segmentFile } from "./file-names.ts";
import { AppendError } from "./log.ts";
import {
  addBatch,
  checkCoordinator,
  checkEpoch,
  checkSequence,
  checkTransactional,
  type EndMarker,
  endTransaction,
  findDuplicate,
  newEntry,
  type ProducerEntry,
  type WrittenBatch,
} from "./producer-entry.ts";
import { CorruptSnapshotError, formatProducerSnapshot, parseProducerSnapshot } from "./producer-snapshot.ts";
import { type Reads, runReads } from "./reads.ts";

/** Kafka's default of producer.id.expiration.ms. */
export const PRODUCER_ID_EXPIRATION_MS = 86_400_000;

export interface ProducerStateOptions {
  readonly disk: Disk;
  readonly directory: string;
  readonly expirationMs: number;
}

export class ProducerState {
  private readonly entries = new Map<bigint, ProducerEntry>();
  private directory: string;
  /** It knows all batches below. */
  endOffset = 0;
  private snapshotOffset = 0;
  /** A snapshot came or went: its name belongs to the next flush of the log. */
  onFileChange: (name: string) => void = () => {};
  /** The rebuilding that runs, when it has to wait for the disk; `missed` is what happened meanwhile. */
  private rebuilding: Promise<void> | null = null;
  private missed: (() => void)[] = [];
  private failed = false;
  private turns = 0;

  constructor(private readonly options: ProducerStateOptions) {
    this.directory = options.directory;
  }

  get producers(): readonly ProducerEntry[] {
    return [...this.entries.values()];
  }

  get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  /** Settles when nothing is being rebuilt any more. */
  async settled(): Promise<void> {
    while (this.rebuilding !== null) await this.rebuilding;
  }

  // ---- appends ----

  /**
   * Before a batch of a leader's append goes in at `offset`: the earlier one that it repeats, or undefined to go on.
   * Throws AppendError.
   */
  check(
    header: BatchHeader,
    batch: Uint8Array,
    offset: number,
    origin: "client" | "internal",
  ): WrittenBatch | undefined {
    if (header.producerId < 0n) return undefined;
    if (this.rebuilding !== null || this.failed) {
      throw new AppendError(
        this.failed ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NOT_LEADER_OR_FOLLOWER,
        `The producers' state of ${this.directory} is not there`,
      );
    }
    const entry = this.entries.get(header.producerId);
    const where = `at offset ${offset} in partition ${this.directory}`;
    if (header.control) {
      const marker = endMarkerOf(batch, header);
      checkEpoch(entry, header, where);
      if (marker !== null) checkCoordinator(entry, header, marker, where);
      return undefined;
    }
    const duplicate = origin === "client" && entry !== undefined ? findDuplicate(entry, header) : undefined;
    if (duplicate !== undefined) return duplicate;
    checkEpoch(entry, header, where);
    if (origin === "client") checkSequence(entry, header, where);
    checkTransactional(entry, header, where);
    return undefined;
  }

  /** A batch is in the log. `maxTimestampMs`: its header's, as it was written. */
  appended(header: BatchHeader, batch: Uint8Array, firstOffset: number, maxTimestampMs: number): void {
    const marker = header.control && header.producerId >= 0n ? endMarkerOf(batch, header) : null;
    this.afterRebuilding(() => this.replay(header, marker, firstOffset, maxTimestampMs));
  }

  private replay(
    header: BatchHeader,
    marker: EndMarker | null,
    firstOffset: number,
    maxTimestampMs: number,
  ): void {
    const { producerId } = header;
    this.endOffset = firstOffset + header.lastOffsetDelta + 1;
    if (producerId < 0n || (header.control && marker === null)) return;
    let entry = this.entries.get(producerId);
    if (entry === undefined) {
      entry = newEntry(producerId);
      this.entries.set(producerId, entry);
    }
    if (marker !== null) endTransaction(entry, header.producerEpoch, marker);
    else addBatch(entry, header, firstOffset, maxTimestampMs);
  }

  /** A batch that is in the log already, found while the state is rebuilt. */
  replayFound(header: BatchHeader, batch: Uint8Array): void {
    const marker = header.control && header.producerId >= 0n ? endMarkerOf(batch, header) : null;
    this.replay(header, marker, header.baseOffset, header.maxTimestamp);
  }

  /** A segment begins at `offset`. */
  rolled(offset: number): void {
    this.afterRebuilding(() => {
      this.endOffset = offset;
      this.takeSnapshot();
    });
  }

  /** Producers that have been silent too long, and are in no transaction, are forgotten. */
  expire(nowMs: number, expirationMs: number): void {
    for (const [id, entry] of this.entries) {
      if (isExpired(entry, nowMs, expirationMs)) this.entries.delete(id);
    }
  }

  // ---- rebuilding ----

  /** Runs `steps` on this state, at once as far as the page cache has what they read. */
  rebuild(steps: Reads): void {
    this.overtake();
    // One that is overtaken by another truncation stops at its next read.
    const turn = this.turns;
    const running = runReads(steps, () => this.turns === turn);
    if (running !== undefined) this.rebuilding = this.finish(running, turn);
  }

  private async finish(running: Promise<void>, turn: number): Promise<void> {
    try {
      await running;
      if (this.turns !== turn) return;
      this.rebuilding = null;
      for (const event of this.missed.splice(0)) event();
    } catch (error) {
      // The disk fails for everybody else, too. Until the log is cut or opened again nothing is known here.
      if (!(error instanceof DiskError)) throw error;
      if (this.turns !== turn) return;
      this.rebuilding = null;
      this.failed = true;
    }
  }

  private overtake(): void {
    this.turns++;
    this.rebuilding = null;
    this.missed = [];
    this.failed = false;
  }

  private afterRebuilding(event: () => void): void {
    if (this.rebuilding === null) event();
    else this.missed.push(event);
  }

  /** Goes back to what the newest sound snapshot within the log knows, unless the state ends there anyway. */
  *truncateAndReload(logStartOffset: number, logEndOffset: number, nowMs: number): Reads {
    for (const offset of this.snapshotOffsets()) {
      if (offset > logEndOffset || offset <= logStartOffset) this.removeSnapshot(offset);
    }
    if (this.endOffset === logEndOffset) return;
    this.entries.clear();
    for (;;) {
      const offset = this.latestSnapshotOffset;
      if (offset === null) break;
      const file = this.options.disk.open(this.nameOf(offset));
      const bytes = yield file.read(0, file.sizeBytes);
      try {
        for (const entry of parseProducerSnapshot(bytes)) {
          if (!isExpired(entry, nowMs, this.options.expirationMs)) this.entries.set(entry.producerId, entry);
        }
        this.endOffset = offset;
        this.snapshotOffset = offset;
        return;
      } catch (error) {
        if (!(error instanceof CorruptSnapshotError)) throw error;
        this.removeSnapshot(offset);
      }
    }
    this.endOffset = logStartOffset;
    this.snapshotOffset = logStartOffset;
  }

  /** Everything is gone; the log begins anew at `offset`. */
  truncateFullyAndStartAt(offset: number): void {
    this.overtake();
    this.entries.clear();
    for (const snapshot of this.snapshotOffsets()) this.removeSnapshot(snapshot);
    this.snapshotOffset = offset;
    this.endOffset = offset;
  }

  /** Where no snapshot is, none is needed of a log that has been emptied by moving its start. */
  logStartMoved(logStartOffset: number): void {
    this.endOffset = Math.max(this.endOffset, logStartOffset);
    this.snapshotOffset = this.latestSnapshotOffset ?? logStartOffset;
  }

  // ---- snapshots ----

  /** Of what is known now, when that is more than the last one knew. */
  takeSnapshot(): void {
    if (this.endOffset <= this.snapshotOffset) return;
    const name = this.nameOf(this.endOffset);
    const file = this.options.disk.open(name);
    file.truncate(0);
    file.append(formatProducerSnapshot(this.entries.values()));
    this.snapshotOffset = this.endOffset;
    this.onFileChange(name);
  }

  get latestSnapshotOffset(): number | null {
    return this.snapshotOffsets().at(-1) ?? null;
  }

  /** Those that belong to no segment, but for the newest one if nothing lies above it: that of a clean stop. */
  removeStraySnapshots(baseOffsets: readonly number[]): void {
    const bases = new Set(baseOffsets);
    const strays = this.snapshotOffsets().filter((offset) => !bases.has(offset));
    const newest = strays.at(-1);
    for (const offset of strays) {
      if (offset !== newest || offset < (baseOffsets.at(-1) ?? 0)) this.removeSnapshot(offset);
    }
  }

  /** The name of the snapshot at `offset`, if there is one. */
  snapshotNameOf(offset: number): string[] {
    return this.options.disk.exists(this.nameOf(offset)) ? [this.nameOf(offset)] : [];
  }

  /** The snapshot at `offset`, if there is one, waits to be deleted: the name that it has then. */
  markSnapshotDeleted(offset: number): string[] {
    const name = this.nameOf(offset);
    if (!this.options.disk.exists(name)) return [];
    this.options.disk.rename(name, name + DELETED_SUFFIX);
    this.onFileChange(name);
    return [name + DELETED_SUFFIX];
  }

  private removeSnapshot(offset: number): void {
    this.options.disk.remove(this.nameOf(offset));
    this.onFileChange(this.nameOf(offset));
  }

  private snapshotOffsets(): number[] {
    const names = this.options.disk.list(`${this.directory}/`);
    return names.map((name) => baseOffsetOf(name, SNAPSHOT_SUFFIX)).filter((offset) => offset !== null);
  }

  private nameOf(offset: number): string {
    return segmentFile(this.directory, offset, SNAPSHOT_SUFFIX);
  }

  movedTo(directory: string): void {
    this.directory = directory;
  }
}

function isExpired(entry: ProducerEntry, nowMs: number, expirationMs: number): boolean {
  return entry.currentTxnFirstOffset === null && nowMs - entry.lastTimestampMs >= expirationMs;
}

/** Null for a control batch that ends no transaction, or from which the cleaner took the marker. */
function endMarkerOf(batch: Uint8Array, header: BatchHeader): EndMarker | null {
  const [record] = readRecords(batch, { ...header, position: 0 });
  if (record === undefined) return null;
  const control = readControlRecord(record);
  if (control?.type !== "COMMIT" && control?.type !== "ABORT") return null;
  return { coordinatorEpoch: control.message.coordinatorEpoch, timestampMs: record.timestamp };
}
