// What is refused of a producer's batches before they are appended: by what is known of the producer (see
// producer-entry.ts for each rule), in Kafka's order, and by whether its transaction was verified (KIP-890).
import { ErrorCode } from "../protocol/errors.ts";
import type { BatchHeader } from "../records/batch.ts";
import { AppendError } from "./log.ts";
import type { AppendOrigin } from "./log-validator.ts";
import {
  checkCoordinator,
  checkEpoch,
  checkMarkerEpoch,
  checkSequence,
  checkTransactional,
  checkVerifiedSequence,
  endMarkerOf,
  findDuplicate,
  notTransactional,
  type ProducerEntry,
  type WrittenBatch,
} from "./producer-entry.ts";
import type { VerificationGuard, Verifications } from "./verification.ts";

/** What the caller of an append knows of its transaction. */
export interface TransactionContext {
  readonly guard?: VerificationGuard;
  /** The level of the feature transaction.version; 0 when left out. */
  readonly transactionVersion?: number;
}

/** A batch as it is in the log. */
export interface AppendedBatch {
  readonly header: BatchHeader;
  readonly bytes: Uint8Array;
  readonly firstOffset: number;
  /** Of the header, as it was written. */
  readonly maxTimestampMs: number;
}

export interface KnownProducers {
  readonly entries: ReadonlyMap<bigint, ProducerEntry>;
  readonly verifications: Verifications;
  /** A transaction's first batch needs a guard. */
  readonly verifies: boolean;
  /** Of the partition. */
  readonly directory: string;
}

/**
 * A guard for the first batch of a transaction, or null: the producer has an open one here already. Throws
 * AppendError for a producer that is fenced.
 */
export function startVerification(
  known: KnownProducers,
  producerId: bigint,
  sequence: number,
  epoch: number,
  bumpsEpoch: boolean,
  nowMs: number,
): VerificationGuard | null {
  const entry = known.entries.get(producerId);
  if (entry !== undefined && epoch < entry.epoch) {
    throw new AppendError(
      ErrorCode.INVALID_PRODUCER_EPOCH,
      `Epoch of producer ${producerId} is ${epoch}, which is smaller than the last seen epoch ${entry.epoch}`,
    );
  }
  if (hasOpenTransaction(known, producerId, epoch)) return null;
  return known.verifications.start(producerId, sequence, epoch, bumpsEpoch, nowMs);
}

function hasOpenTransaction(known: KnownProducers, producerId: bigint, epoch: number): boolean {
  const entry = known.entries.get(producerId);
  return entry !== undefined && entry.currentTxnFirstOffset !== null && entry.epoch === epoch;
}

/**
 * Before a batch of an idempotent producer, as a leader appends it, goes in at `offset`: the earlier one that it repeats, or undefined to go on.
 * Throws AppendError.
 */
export function checkBatch(
  known: KnownProducers,
  header: BatchHeader,
  batch: Uint8Array,
  offset: number,
  origin: AppendOrigin,
  { guard, transactionVersion = 0 }: TransactionContext = {},
): WrittenBatch | undefined {
  const entry = known.entries.get(header.producerId);
  const where = `at offset ${offset} in partition ${known.directory}`;
  if (header.control) {
    const marker = endMarkerOf(batch, header);
    if (marker === null) return undefined;
    checkMarkerEpoch(entry, header, transactionVersion, where);
    checkCoordinator(entry, header, marker, where);
    return undefined;
  }
  const duplicate = origin === "client" && entry !== undefined ? findDuplicate(entry, header) : undefined;
  if (duplicate !== undefined) return duplicate;
  checkEpoch(entry, header, where);
  if (header.transactional) checkVerified(known, header, guard);
  if (origin === "client") {
    checkVerifiedSequence(known.verifications.get(header.producerId), entry, header, where);
    checkSequence(entry, header, where);
  }
  checkTransactional(entry, header, where);
  return undefined;
}

/** What a follower refuses, whoever leads: a batch outside the transaction that its producer has open. */
export function checkFetchedBatches(known: KnownProducers, batches: readonly AppendedBatch[]): void {
  const isOpen = new Map<bigint, boolean>();
  for (const { header, bytes, firstOffset } of batches) {
    const { producerId } = header;
    if (producerId < 0n) continue;
    if (header.control) {
      if (endMarkerOf(bytes, header) !== null) isOpen.set(producerId, false);
      continue;
    }
    const open = isOpen.get(producerId) ?? known.entries.get(producerId)?.currentTxnFirstOffset != null;
    if (open && !header.transactional) {
      throw notTransactional(header, `at offset ${firstOffset} in partition ${known.directory}`);
    }
    isOpen.set(producerId, open || header.transactional);
  }
}

function checkVerified(
  known: KnownProducers,
  { producerId, producerEpoch }: BatchHeader,
  guard: VerificationGuard | undefined,
): void {
  if (!known.verifies || hasOpenTransaction(known, producerId, producerEpoch)) return;
  if (known.verifications.isVerified(producerId, guard)) return;
  throw new AppendError(ErrorCode.INVALID_TXN_STATE, "Record was not part of an ongoing transaction");
}
