// What send() returns: small, since there is one for every record, and a promise only for those who ask for one.
import type { Future } from "../api/future.ts";
import { type Callback, RecordMetadata } from "../api/producer-record.ts";
import type { ProducerBatch } from "./producer-batch.ts";

const UNKNOWN = -1;
/** A future is awaited like a promise: on purpose, which is why the name is spelt out here. */
const THEN = "then";

interface Settle {
  readonly resolve: (metadata: RecordMetadata) => void;
  readonly reject: (error: Error) => void;
}

export class SendFuture implements Future<RecordMetadata> {
  private batch: ProducerBatch | null = null;
  /** Position of the record in its batch. */
  index = 0;
  private error: Error | null = null;
  private promise: Promise<RecordMetadata> | null = null;
  private settle: Settle | null = null;

  constructor(
    private readonly topic: string,
    private partition: number,
    private readonly timestampMs: number,
    private readonly keySizeBytes: number,
    private readonly valueSizeBytes: number,
    private readonly callback: Callback | null,
  ) {}

  /** The record is in a batch now. */
  joined(batch: ProducerBatch, index: number): void {
    this.batch = batch;
    this.index = index;
    this.partition = batch.queue.partition;
    if (this.callback !== null || this.settle !== null) batch.follow(this);
  }

  /** The batch was split. */
  moveTo(batch: ProducerBatch, index: number): void {
    this.batch = batch;
    this.index = index;
    batch.follow(this);
  }

  /** The record never made it into a batch. */
  fail(error: Error): void {
    this.error = error;
    this.complete();
  }

  /** Tells those who wait. Called when the batch is finished. */
  complete(): void {
    const error = this.failure();
    if (error === null) this.settle?.resolve(this.metadata());
    else this.settle?.reject(error);
    this.settle = null;
    this.callback?.(this.metadata(), error);
  }

  isDone(): boolean {
    return this.error !== null || this.batch?.outcome != null;
  }

  get(): Promise<RecordMetadata> {
    this.promise ??= new Promise((resolve, reject) => {
      const error = this.failure();
      if (error !== null) reject(error);
      else if (this.isDone()) resolve(this.metadata());
      else {
        this.settle = { resolve, reject };
        // A callback has made it a follower already.
        if (this.callback === null) this.batch?.follow(this);
      }
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

  private failure(): Error | null {
    if (this.error !== null) return this.error;
    const outcome = this.batch?.outcome;
    return outcome?.kind === "failed" ? outcome.errorOf(this.index) : null;
  }

  private metadata(): RecordMetadata {
    const outcome = this.batch?.outcome;
    const written = outcome?.kind === "written" ? outcome : null;
    const offset = written === null || written.baseOffset < 0 ? UNKNOWN : written.baseOffset + this.index;
    const appendTimeMs = written?.logAppendTimeMs ?? UNKNOWN;
    const timestampMs =
      appendTimeMs !== UNKNOWN ? appendTimeMs : written === null ? UNKNOWN : this.timestampMs;
    return new RecordMetadata(
      this.topic,
      this.partition,
      offset,
      timestampMs,
      this.keySizeBytes,
      this.valueSizeBytes,
    );
  }
}
