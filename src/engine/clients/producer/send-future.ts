// What send() returns: small, since there is one for every record, and a promise only for those who ask for one. Once
// the record is in a batch, the batch knows the rest (batch-sends.ts).
import type { Future } from "../api/future.ts";
import { type Callback, RecordMetadata } from "../api/producer-record.ts";
import { partOf } from "./batch-sends.ts";
import type { ProducerBatch } from "./producer-batch.ts";

const UNKNOWN = -1;
/** A future is awaited like a promise: on purpose, which is why the name is spelt out here. */
const THEN = "then";

interface Settle {
  readonly resolve: (metadata: RecordMetadata) => void;
  readonly reject: (error: Error) => void;
}

/** A send that has no batch yet, or never gets one. */
export interface Unplaced {
  readonly topic: string;
  /** -1 unless the program chose one. */
  readonly partition: number;
  readonly keySizeBytes: number;
  readonly valueSizeBytes: number;
  readonly callback: Callback | null;
}

export class SendFuture implements Future<RecordMetadata> {
  private batch: ProducerBatch | null;
  /** Position of the record in its batch. */
  private at: number;
  private unplaced: Unplaced | null;
  private error: Error | null = null;
  private promise: Promise<RecordMetadata> | null = null;
  private settle: Settle | null = null;

  /** Of the record at `index` of `batch`, or of one that waits. */
  constructor(batch: ProducerBatch | null, index: number, unplaced: Unplaced | null) {
    this.batch = batch;
    this.at = index;
    this.unplaced = unplaced;
  }

  get index(): number {
    return this.at;
  }

  /** The record that waited is in a batch now. */
  joined(batch: ProducerBatch, index: number): void {
    this.batch = batch;
    this.at = index;
    this.unplaced = null;
    if (this.settle !== null) batch.sends.await(this);
  }

  /** The record never made it into a batch. */
  fail(error: Error): void {
    const { unplaced } = this;
    this.error = error;
    this.complete();
    unplaced?.callback?.(this.metadata(), error);
  }

  /** Tells those who wait. Called when the batch is finished. */
  complete(): void {
    const { settle } = this;
    if (settle === null) return;
    this.settle = null;
    const error = this.failure();
    if (error === null) settle.resolve(this.metadata());
    else settle.reject(error);
  }

  isDone(): boolean {
    return this.error !== null || this.placed()?.outcome != null;
  }

  get(): Promise<RecordMetadata> {
    this.promise ??= new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      if (this.isDone()) this.complete();
      else this.placed()?.sends.await(this);
    });
    return this.promise;
  }

  [THEN]<A = RecordMetadata, B = never>(
    onFulfilled?: ((value: RecordMetadata) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.get().then(onFulfilled, onRejected);
  }
  catch<R = never>(
    onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): Promise<RecordMetadata | R> {
    return this.get().catch(onRejected);
  }
  finally(onFinally?: (() => void) | null): Promise<RecordMetadata> {
    return this.get().finally(onFinally);
  }

  /** The batch in which the record is now: the one that it joined may have been split. */
  private placed(): ProducerBatch | null {
    while (this.batch !== null && this.batch.parts !== null)
      [this.batch, this.at] = partOf(this.batch.parts, this.at);
    return this.batch;
  }

  private failure(): Error | null {
    if (this.error !== null) return this.error;
    const outcome = this.placed()?.outcome;
    return outcome?.kind === "failed" ? outcome.errorOf(this.at) : null;
  }

  private metadata(): RecordMetadata {
    const batch = this.placed();
    if (batch !== null) return batch.metadata(this.at);
    const { topic, partition, keySizeBytes, valueSizeBytes } = this.unplaced!;
    return new RecordMetadata(topic, partition, UNKNOWN, UNKNOWN, keySizeBytes, valueSizeBytes);
  }
}
