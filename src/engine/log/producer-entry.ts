// What a partition remembers of one producer, and the rules of idempotence (KIP-98, KIP-360): a batch that is here
// already is known by its sequence numbers, one that leaves a gap is refused, and an older epoch is fenced.
import { ErrorCode } from "../protocol/errors.ts";
import { addSequence, type BatchHeader, NO_PRODUCER_EPOCH, NO_SEQUENCE } from "../records/batch.ts";
import { readControlRecord } from "../records/control.ts";
import { readRecords } from "../records/record.ts";
import { AppendError } from "./log.ts";

/** A client has at most five requests in flight: any of them may be sent again. */
const KEPT_BATCHES = 5;
export const NO_COORDINATOR_EPOCH = -1;
const MAX_SEQUENCE = 0x7fffffff;
const MAX_EPOCH = 0x7fff;

export interface WrittenBatch {
  readonly lastSequence: number;
  readonly lastOffset: number;
  readonly offsetDelta: number;
  readonly timestampMs: number;
}

/** The end of a transaction, as its marker in the log says. */
export interface EndMarker {
  readonly aborts: boolean;
  readonly coordinatorEpoch: number;
  readonly timestampMs: number;
}

export interface ProducerEntry {
  readonly producerId: bigint;
  epoch: number;
  /** The newest ones of this epoch, oldest first. */
  batches: WrittenBatch[];
  lastTimestampMs: number;
  coordinatorEpoch: number;
  /** Where its open transaction began in this partition. */
  currentTxnFirstOffset: number | null;
}

export function newEntry(producerId: bigint): ProducerEntry {
  return {
    producerId,
    epoch: NO_PRODUCER_EPOCH,
    batches: [],
    lastTimestampMs: -1,
    coordinatorEpoch: NO_COORDINATOR_EPOCH,
    currentTxnFirstOffset: null,
  };
}

export function firstSequenceOf({ lastSequence, offsetDelta }: WrittenBatch): number {
  const first = lastSequence - offsetDelta;
  return first >= 0 ? first : first + MAX_SEQUENCE + 1;
}

/** The batch that `header` repeats. */
export function findDuplicate(entry: ProducerEntry, header: BatchHeader): WrittenBatch | undefined {
  if (header.producerEpoch !== entry.epoch) return undefined;
  return entry.batches.find(
    (batch) => batch.lastSequence === header.lastSequence && firstSequenceOf(batch) === header.baseSequence,
  );
}

/** `entry` undefined: nothing is known of the producer, and any sequence will do. `where` ends the messages. */
export function checkSequence(entry: ProducerEntry | undefined, header: BatchHeader, where: string): void {
  if (entry === undefined || entry.epoch === NO_PRODUCER_EPOCH) return;
  const { producerId, producerEpoch, baseSequence } = header;
  if (producerEpoch !== entry.epoch) {
    if (baseSequence === 0) return;
    throw outOfOrder(
      `Invalid sequence number for new epoch of producer ${producerId} ${where}: ${producerEpoch} (request epoch), ${baseSequence} (seq. number), ${entry.epoch} (current producer epoch)`,
    );
  }
  const last = entry.batches.at(-1)?.lastSequence ?? NO_SEQUENCE;
  const expected = last === NO_SEQUENCE ? 0 : addSequence(last, 1);
  if (baseSequence === expected) return;
  throw outOfOrder(
    `Out of order sequence number for producer ${producerId} ${where}: ${baseSequence} (incoming seq. number), ${last} (current end sequence number)`,
  );
}

function outOfOrder(message: string): AppendError {
  return new AppendError(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, message);
}

/** What is known of a verification that runs: see verification.ts. */
interface RunningVerification {
  readonly lowestSequence: number;
  readonly bumpsEpoch: boolean;
}

/** Batches whose transaction is being verified keep their order. */
export function checkVerifiedSequence(
  verification: RunningVerification | undefined,
  entry: ProducerEntry | undefined,
  { producerId, baseSequence }: BatchHeader,
  where: string,
): void {
  if (verification === undefined) return;
  if (baseSequence > verification.lowestSequence) {
    throw outOfOrder(
      `Out of order sequence number for producer ${producerId} ${where}: ${baseSequence} (incoming seq. number), ${verification.lowestSequence} (earliest seen sequence)`,
    );
  }
  if (verification.bumpsEpoch && baseSequence !== 0 && entry === undefined) {
    throw outOfOrder(
      `Invalid sequence number for producer ${producerId} ${where}: ${baseSequence} (incoming seq. number), expected 0, since nothing is known of the producer`,
    );
  }
}

export function checkEpoch(entry: ProducerEntry | undefined, header: BatchHeader, where: string): void {
  if (entry === undefined || header.producerEpoch >= entry.epoch) return;
  throw fenced(header, `${where} is ${header.producerEpoch}, which is < the last seen epoch ${entry.epoch}`);
}

/**
 * A marker of version 2 of transactions (KIP-1228) has a later epoch than the batches that it ends; when there are none
 * it may be the same marker again.
 */
export function checkMarkerEpoch(
  entry: ProducerEntry | undefined,
  header: BatchHeader,
  transactionVersion: number,
  where: string,
): void {
  checkEpoch(entry, header, where);
  if (transactionVersion < 2 || entry === undefined || header.producerEpoch > entry.epoch) return;
  // No epoch comes after the last one.
  if (entry.currentTxnFirstOffset === null || header.producerEpoch === MAX_EPOCH) return;
  throw fenced(header, `${where} is ${header.producerEpoch}, which is <= the last seen epoch ${entry.epoch}`);
}

function fenced({ producerId }: BatchHeader, what: string): AppendError {
  return new AppendError(ErrorCode.INVALID_PRODUCER_EPOCH, `Epoch of producer ${producerId} ${what}`);
}

/** A transaction ends with its marker; until then the producer writes nothing else here. */
export function checkTransactional(
  entry: ProducerEntry | undefined,
  header: BatchHeader,
  where: string,
): void {
  if (entry === undefined || entry.currentTxnFirstOffset === null || header.transactional) return;
  throw notTransactional(header, where);
}

export function notTransactional({ producerId }: BatchHeader, where: string): AppendError {
  return new AppendError(
    ErrorCode.INVALID_TXN_STATE,
    `Expected transactional write from producer ${producerId} ${where}`,
  );
}

export function checkCoordinator(
  entry: ProducerEntry | undefined,
  header: BatchHeader,
  marker: EndMarker,
  where: string,
): void {
  if (entry === undefined || entry.coordinatorEpoch <= marker.coordinatorEpoch) return;
  throw new AppendError(
    ErrorCode.TRANSACTION_COORDINATOR_FENCED,
    `Invalid coordinator epoch for producerId ${header.producerId} ${where}: ${marker.coordinatorEpoch} (zombie), ${entry.coordinatorEpoch} (current)`,
  );
}

// ---- what is in the log is remembered, whatever the checks would say ----

export function addBatch(
  entry: ProducerEntry,
  header: BatchHeader,
  firstOffset: number,
  timestampMs: number,
): void {
  enterEpoch(entry, header.producerEpoch);
  if (entry.batches.length === KEPT_BATCHES) entry.batches.shift();
  entry.batches.push({
    lastSequence: header.lastSequence,
    lastOffset: firstOffset + header.lastOffsetDelta,
    offsetDelta: header.lastOffsetDelta,
    timestampMs,
  });
  entry.lastTimestampMs = timestampMs;
}

export function endTransaction(entry: ProducerEntry, producerEpoch: number, marker: EndMarker): void {
  enterEpoch(entry, producerEpoch);
  entry.coordinatorEpoch = marker.coordinatorEpoch;
  entry.lastTimestampMs = marker.timestampMs;
  entry.currentTxnFirstOffset = null;
}

function enterEpoch(entry: ProducerEntry, epoch: number): void {
  if (entry.epoch === epoch) return;
  entry.epoch = epoch;
  entry.batches = [];
}

/** Null for a control batch that ends no transaction, or from which the cleaner took the marker. */
export function endMarkerOf(batch: Uint8Array, header: BatchHeader): EndMarker | null {
  const [record] = readRecords(batch, { ...header, position: 0 });
  if (record === undefined) return null;
  const control = readControlRecord(record);
  if (control?.type !== "COMMIT" && control?.type !== "ABORT") return null;
  const { coordinatorEpoch } = control.message;
  return { aborts: control.type === "ABORT", coordinatorEpoch, timestampMs: record.timestamp };
}
