// What a log knows of the producers that write to it: which batches are here already (idempotence, KIP-98), and which
// transactions hold back the last stable offset. A snapshot is taken where a segment begins and one at a clean stop;
// behind the newest snapshot the state is rebuilt from the batches themselves.
import type { Disk } from "../ports/disk.ts";
import { ErrorCode } from "../protocol/errors.ts";
import type { BatchHeader } from "../records/batch.ts";
import { AppendError } from "./log.ts";
import type { AppendOrigin } from "./log-validator.ts";
import { type CompletedTransaction, OngoingTransactions } from "./ongoing-transactions.ts";
import {
  type AppendedBatch,
  checkBatch,
  checkFetchedBatches,
  type KnownProducers,
  startVerification,
  type TransactionContext,
} from "./producer-checks.ts";
import {
  addBatch,
  type EndMarker,
  endMarkerOf,
  endTransaction,
  newEntry,
  type ProducerEntry,
  type WrittenBatch,
} from "./producer-entry.ts";
import { CorruptSnapshotError, formatProducerSnapshot, parseProducerSnapshot } from "./producer-snapshot.ts";
import { ProducerSnapshots } from "./producer-snapshots.ts";
import type { Reads } from "./reads.ts";
import { Rebuilding } from "./rebuilding.ts";
import { type VerificationGuard, Verifications } from "./verification.ts";

/** Kafka's default of producer.id.expiration.ms. */
export const PRODUCER_ID_EXPIRATION_MS = 86_400_000;

export interface ProducerStateOptions {
  readonly expirationMs?: number;
  /** A transaction's first batch needs a guard (KIP-890); false when left out. */
  readonly verifies?: boolean;
}

type OnCompleted = (completed: CompletedTransaction, lastStableOffset: number) => void;

export class ProducerState {
  readonly snapshots: ProducerSnapshots;
  readonly verifications = new Verifications();
  private readonly entries = new Map<bigint, ProducerEntry>();
  private readonly transactions = new OngoingTransactions();
  private readonly expirationMs: number;
  private readonly known: KnownProducers;
  /** It knows all batches below. */
  endOffset = 0;
  private snapshotOffset = 0;
  private readonly rebuilding = new Rebuilding();

  constructor(disk: Disk, directory: string, options: ProducerStateOptions) {
    this.snapshots = new ProducerSnapshots(disk, directory);
    this.expirationMs = options.expirationMs ?? PRODUCER_ID_EXPIRATION_MS;
    const { entries, verifications, snapshots } = this;
    this.known = {
      ...{ entries, verifications, verifies: options.verifies === true },
      get directory() {
        return snapshots.directory;
      },
    };
  }

  get producers(): readonly ProducerEntry[] {
    return [...this.entries.values()];
  }

  get isEmpty(): boolean {
    return this.entries.size === 0 && !this.transactions.hasUnreplicated;
  }

  /** From here on a transaction is open, or its end not committed; null when there is none. */
  get firstUnstableOffset(): number | null {
    // While nobody knows, nothing counts as stable.
    return this.isUnknown ? 0 : this.transactions.firstUnstableOffset;
  }

  private get isUnknown(): boolean {
    return this.rebuilding.isRunning || this.rebuilding.hasFailed;
  }

  /** Settles when nothing is being rebuilt any more. */
  settled(): Promise<void> {
    return this.rebuilding.settled();
  }

  // ---- appends ----

  /** Throws AppendError. */
  startVerification(
    producerId: bigint,
    sequence: number,
    epoch: number,
    bumpsEpoch: boolean,
    nowMs: number,
  ): VerificationGuard | null {
    return startVerification(this.known, producerId, sequence, epoch, bumpsEpoch, nowMs);
  }

  /** As checkBatch, and nothing is appended while the state is not there. Throws AppendError. */
  check(
    header: BatchHeader,
    batch: Uint8Array,
    offset: number,
    origin: AppendOrigin,
    transaction?: TransactionContext,
  ): WrittenBatch | undefined {
    if (header.producerId < 0n) return undefined;
    if (this.isUnknown) {
      throw new AppendError(
        this.rebuilding.hasFailed ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NOT_LEADER_OR_FOLLOWER,
        `The producers' state of ${this.snapshots.directory} is not there`,
      );
    }
    return checkBatch(this.known, header, batch, offset, origin, transaction);
  }

  /** Throws AppendError. */
  checkFetched(batches: readonly AppendedBatch[]): void {
    if (!this.isUnknown) checkFetchedBatches(this.known, batches);
  }

  /** Batches are in the log. `onCompleted` hears of the transactions that end with them. */
  appended(batches: readonly AppendedBatch[], onCompleted: OnCompleted): void {
    if (!this.isUnknown && batches.every(({ header }) => header.producerId < 0n)) {
      const last = batches[batches.length - 1];
      if (last !== undefined) this.endOffset = last.firstOffset + last.header.lastOffsetDelta + 1;
      return;
    }
    const replays = batches.map(({ header, bytes, firstOffset, maxTimestampMs }) => {
      const marker = header.control && header.producerId >= 0n ? endMarkerOf(bytes, header) : null;
      return () => this.replay(header, marker, firstOffset, maxTimestampMs);
    });
    this.rebuilding.afterwards(() => {
      const completed = replays.map((replay) => replay()).filter((one) => one !== null);
      for (const one of completed) {
        onCompleted(one, this.transactions.lastStableOffsetAfter(one));
        this.transactions.complete(one);
      }
    });
  }

  /** Batches that are in the log already, found while the state is rebuilt: the transactions that end with them. */
  replayFound(
    batches: readonly { readonly header: BatchHeader; readonly batch: Uint8Array }[],
  ): CompletedTransaction[] {
    return batches
      .map(({ header, batch }) => {
        const marker = header.control && header.producerId >= 0n ? endMarkerOf(batch, header) : null;
        return this.replay(header, marker, header.baseOffset, header.maxTimestamp);
      })
      .filter((one) => one !== null);
  }

  /** The transaction that ends with the batch. */
  private replay(
    header: BatchHeader,
    marker: EndMarker | null,
    firstOffset: number,
    maxTimestampMs: number,
  ): CompletedTransaction | null {
    const { producerId } = header;
    this.endOffset = firstOffset + header.lastOffsetDelta + 1;
    if (producerId < 0n) return null;
    if (header.transactional) this.verifications.clear(producerId);
    if (header.control && marker === null) return null;
    let entry = this.entries.get(producerId);
    if (entry === undefined) {
      entry = newEntry(producerId);
      this.entries.set(producerId, entry);
    }
    if (marker !== null) {
      const begun = entry.currentTxnFirstOffset;
      endTransaction(entry, header.producerEpoch, marker);
      if (begun === null) return null;
      return { producerId, firstOffset: begun, lastOffset: firstOffset, aborted: marker.aborts };
    }
    addBatch(entry, header, firstOffset, maxTimestampMs);
    if (header.transactional && entry.currentTxnFirstOffset === null) {
      entry.currentTxnFirstOffset = firstOffset;
      this.transactions.begin({ producerId, firstOffset });
    }
    return null;
  }

  lastStableOffsetAfter(completed: CompletedTransaction): number {
    return this.transactions.lastStableOffsetAfter(completed);
  }

  completeTransaction(completed: CompletedTransaction): void {
    this.transactions.complete(completed);
  }

  highWatermarkMoved(highWatermark: number): void {
    this.rebuilding.afterwards(() => this.transactions.replicatedUpTo(highWatermark));
  }

  /** A segment begins at `offset`. */
  rolled(offset: number): void {
    this.rebuilding.afterwards(() => {
      this.endOffset = offset;
      this.takeSnapshot();
    });
  }

  /** Producers that have been silent too long, and are in no transaction, are forgotten. */
  expire(nowMs: number, expirationMs = this.expirationMs): void {
    for (const [id, entry] of this.entries) {
      if (isExpired(entry, nowMs, expirationMs)) this.entries.delete(id);
    }
    this.verifications.expire(nowMs, expirationMs);
  }

  // ---- rebuilding ----

  /** Runs `steps` on this state, at once as far as the page cache has what they read. */
  rebuild(steps: Reads): void {
    this.rebuilding.run(steps);
  }

  /** Goes back to what the newest sound snapshot within the log knows, unless the state ends there anyway. */
  *truncateAndReload(logStartOffset: number, logEndOffset: number, nowMs: number): Reads {
    const { snapshots } = this;
    for (const offset of snapshots.offsets) {
      if (offset > logEndOffset || offset <= logStartOffset) snapshots.remove(offset);
    }
    if (this.endOffset === logEndOffset) this.logStartMoved(logStartOffset);
    if (this.endOffset === logEndOffset) return;
    this.entries.clear();
    this.transactions.clear();
    for (;;) {
      const offset = snapshots.latestOffset;
      if (offset === null) break;
      const bytes = yield snapshots.read(offset);
      try {
        const loaded = parseProducerSnapshot(bytes);
        for (const entry of loaded) if (!isExpired(entry, nowMs, this.expirationMs)) this.load(entry);
        this.endOffset = offset;
        this.snapshotOffset = offset;
        return;
      } catch (error) {
        if (!(error instanceof CorruptSnapshotError)) throw error;
        snapshots.remove(offset);
      }
    }
    this.endOffset = logStartOffset;
    this.snapshotOffset = logStartOffset;
  }

  private load(entry: ProducerEntry): void {
    const { producerId, currentTxnFirstOffset: firstOffset } = entry;
    this.entries.set(producerId, entry);
    if (firstOffset !== null) this.transactions.begin({ producerId, firstOffset });
  }

  /** Everything is gone; the log begins anew at `offset`. */
  truncateFullyAndStartAt(offset: number): void {
    this.rebuilding.overtake();
    this.entries.clear();
    this.transactions.clear();
    for (const snapshot of this.snapshots.offsets) this.snapshots.remove(snapshot);
    this.snapshotOffset = offset;
    this.endOffset = offset;
  }

  logStartMoved(logStartOffset: number): void {
    this.rebuilding.afterwards(() => {
      this.transactions.replicatedUpTo(logStartOffset);
      this.endOffset = Math.max(this.endOffset, logStartOffset);
      this.snapshotOffset = this.snapshots.latestOffset ?? logStartOffset;
    });
  }

  // ---- snapshots ----

  /** Of what is known now, when that is more than the last one knew. */
  takeSnapshot(): void {
    if (this.endOffset <= this.snapshotOffset) return;
    this.snapshots.write(this.endOffset, formatProducerSnapshot(this.entries.values()));
    this.snapshotOffset = this.endOffset;
  }

  movedTo(directory: string): void {
    this.snapshots.directory = directory;
  }
}

function isExpired(entry: ProducerEntry, nowMs: number, expirationMs: number): boolean {
  return entry.currentTxnFirstOffset === null && nowMs - entry.lastTimestampMs >= expirationMs;
}
