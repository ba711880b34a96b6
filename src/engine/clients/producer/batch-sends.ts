// The sends of one batch, in columns: what a send may be asked for once its batch is written. A million records in a
// loop would otherwise leave a million objects for the collector; so a record costs three numbers here, and the object
// with its metadata is made for those who ask.
import { type Callback, RecordMetadata } from "../api/producer-record.ts";
import type { BatchOutcome } from "./producer-batch.ts";

const UNKNOWN = -1;

/** Somebody who waits for one send. */
export interface Waiter {
  readonly index: number;
  complete(): void;
}

export class BatchSends {
  private readonly timestamps: number[] = [];
  private readonly keySizes: number[] = [];
  private readonly valueSizes: number[] = [];
  /** Callbacks, and the records that they belong to, in the order of the records. */
  private callbacks: Callback[] = [];
  private called: number[] = [];
  private waiters: Waiter[] = [];

  add(timestampMs: number, keySizeBytes: number, valueSizeBytes: number): void {
    this.timestamps.push(timestampMs);
    this.keySizes.push(keySizeBytes);
    this.valueSizes.push(valueSizeBytes);
  }

  callBack(index: number, callback: Callback): void {
    this.called.push(index);
    this.callbacks.push(callback);
  }
  await(waiter: Waiter): void {
    this.waiters.push(waiter);
  }

  /** Tells everybody, in the order of the records. What callbacks throw is handed to `onThrown`, as Java logs it. */
  tell(topic: string, partition: number, outcome: BatchOutcome, onThrown: (error: unknown) => void): void {
    const { callbacks, called, waiters } = this;
    this.callbacks = [];
    this.called = [];
    this.waiters = [];
    for (const waiter of waiters) waiter.complete();
    for (let i = 0; i < callbacks.length; i++) {
      const index = called[i]!;
      const error = outcome.kind === "failed" ? outcome.errorOf(index) : null;
      try {
        callbacks[i]!(this.metadata(topic, partition, index, outcome), error);
      } catch (thrown) {
        onThrown(thrown);
      }
    }
  }

  /** Hands everybody on to the batches that this one was split into; `recordCount` of each. */
  moveTo(parts: readonly { readonly sends: BatchSends; readonly recordCount: number }[]): void {
    for (let i = 0; i < this.callbacks.length; i++) {
      const [part, index] = partOf(parts, this.called[i]!);
      part.sends.callBack(index, this.callbacks[i]!);
    }
    for (const waiter of this.waiters) partOf(parts, waiter.index)[0].sends.await(waiter);
    this.callbacks = [];
    this.called = [];
    this.waiters = [];
  }

  metadata(topic: string, partition: number, index: number, outcome: BatchOutcome | null): RecordMetadata {
    const written = outcome?.kind === "written" ? outcome : null;
    const offset = written === null || written.baseOffset < 0 ? UNKNOWN : written.baseOffset + index;
    const appendTimeMs = written?.logAppendTimeMs ?? UNKNOWN;
    const timestampMs =
      appendTimeMs !== UNKNOWN ? appendTimeMs : written === null ? UNKNOWN : this.timestamps[index]!;
    return new RecordMetadata(
      topic,
      partition,
      offset,
      timestampMs,
      this.keySizes[index]!,
      this.valueSizes[index]!,
    );
  }
}

/** The part in which a record is now, and its place there. */
export function partOf<P extends { readonly recordCount: number }>(
  parts: readonly P[],
  index: number,
): readonly [part: P, index: number] {
  let at = index;
  for (const part of parts) {
    if (at < part.recordCount) return [part, at];
    at -= part.recordCount;
  }
  throw new RangeError(`the parts of the batch have no record ${index}`);
}
