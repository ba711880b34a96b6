// What a partition remembers of one producer, and the rules of idempotence (KIP-98, KIP-360): a batch that is here
// already is known by its sequence numbers, one that leaves a gap is refused, and an older epoch is fenced.
import { ErrorCode } from "../protocol/errors.ts";
import { addSequence, type BatchHeader, NO_PRODUCER_EPOCH, NO_SEQUENCE } from "../records/batch.ts";
import { AppendError } from "./log.ts";

/** A client has at most five requests in flight: any of them may be sent again. */
const KEPT_BATCHES = 5;
export const NO_COORDINATOR_EPOCH = -1;
const MAX_SEQUENCE = 0x7fffffff;

export interface WrittenBatch {
  readonly lastSequence: number;
  readonly lastOffset: number;
  readonly offsetDelta: number;
  readonly timestampMs: number;
}

/** The end of a transaction, as its marker in the log says. */
export interface EndMarker {
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

export function checkEpoch(entry: ProducerEntry | undefined, header: BatchHeader, where: string): void {
  if (entry === undefined || header.producerEpoch >= entry.epoch) return;
  throw new AppendError(
    ErrorCode.INVALID_PRODUCER_EPOCH,
    `Epoch of producer ${header.producerId} ${where} is ${header.producerEpoch}, which is smaller than the last seen epoch ${entry.epoch}`,
  );
}

/** A transaction ends with its marker; until then the producer writes nothing else here. */
export function checkTransactional(
  entry: ProducerEntry | undefined,
  header: BatchHeader,
  where: string,
): void {
  if (entry === undefined || entry.currentTxnFirstOffset === null || header.transactional) return;
  throw new AppendError(
    ErrorCode.INVALID_TXN_STATE,
    `Expected transactional write from producer ${header.producerId} ${where}`,
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
  if (header.transactional) entry.currentTxnFirstOffset ??= firstOffset;
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
