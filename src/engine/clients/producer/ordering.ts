// How a producer keeps records in order and free of duplicates while batches fail and are sent again: as the idempotent
// producer where the brokers offer it; otherwise in order as far as possible; without idempotence not at all.
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import { InitProducerId } from "../../protocol/schemas/22-init-producer-id.ts";
import { exceptionOf, type KafkaException } from "../api/exceptions.ts";
import { type Backoff, exponentialBackoff } from "../network/backoff.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { Metadata } from "../network/metadata.ts";
import type { NetworkClient } from "../network/network-client.ts";
import { Idempotence } from "./idempotence.ts";
import type { ProducerBatch } from "./producer-batch.ts";

/** A producer without transactions sets no limit to them. */
const NO_TRANSACTION_TIMEOUT_MS = 0x7fff_ffff;

export interface OrderingEvents {
  /** There is a producer id, or it is clear that there will be none. */
  onReady(): void;
  /** The brokers refuse for good. */
  onRefused(error: KafkaException): void;
}

export class Ordering {
  private readonly sequences = new Idempotence();
  private readonly backoff: Backoff;
  /** unavailable: idempotence is wanted, and the brokers have no InitProducerId. */
  private mode: "off" | "idempotent" | "unavailable";
  private asking = false;
  private failures = 0;

  constructor(
    private readonly context: ClientContext,
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly events: OrderingEvents,
  ) {
    const { config, ports } = context;
    this.mode = config.flag("enable.idempotence") ? "idempotent" : "off";
    this.backoff = exponentialBackoff(
      config.number("retry.backoff.ms"),
      config.number("retry.backoff.max.ms"),
      ports.rng,
    );
  }

  /** Whether a batch that is sent again goes back to its own place in the queue. */
  get keepsOrder(): boolean {
    return this.mode !== "off";
  }

  /** Whether batches can be sent now; if not, call prepare(). */
  isReady(): boolean {
    return this.mode !== "idempotent" || this.sequences.current !== null;
  }

  /** Gets a producer id. */
  prepare(): void {
    if (!this.asking) void this.ask();
  }

  mustWait(batch: ProducerBatch): boolean {
    return this.mode === "idempotent" && this.sequences.mustWait(batch);
  }
  stamp(batch: ProducerBatch): void {
    if (this.mode === "idempotent") this.sequences.stamp(batch);
  }
  acknowledged(batch: ProducerBatch): void {
    this.sequences.acknowledged(batch);
  }
  /** The batch will be sent again. Without sequences those behind it are held back until all of them are answered. */
  failed(batch: ProducerBatch): void {
    if (this.mode === "unavailable" && batch.queue.inFlight > 0) batch.queue.muted = true;
  }
  gaveUp(batch: ProducerBatch, maybeWritten: boolean): void {
    this.sequences.gaveUp(batch, maybeWritten);
  }
  isNextExpected(batch: ProducerBatch): boolean {
    return this.sequences.isNextExpected(batch);
  }
  restart(key: string): void {
    this.sequences.restart(key);
  }

  private async ask(): Promise<void> {
    this.asking = true;
    let retryInMs: number | null = null;
    try {
      retryInMs = await this.askOnce();
    } catch {
      retryInMs = this.backoff(this.failures++);
    }
    this.asking = false;
    if (retryInMs === null) this.events.onReady();
    else this.context.ports.clock.setTimer(retryInMs, () => this.events.onReady());
  }

  /** Null when it is settled, otherwise when to ask again. */
  private async askOnce(): Promise<number | null> {
    const connection = this.network.leastLoaded(this.metadata.cluster.brokers.values());
    if (connection === null) return this.backoff(this.failures++);
    await connection.ready();
    if (connection.versionOrNull(InitProducerId) === null) {
      this.mode = "unavailable";
      this.context.log(
        "warn",
        "The brokers offer no producer ids (InitProducerId): enable.idempotence has no effect. Records stay in order as " +
          "far as possible; a batch whose acknowledgement was lost may be written twice.",
      );
      return null;
    }
    const { body } = await this.network.request(connection, InitProducerId, () => ({
      transactionalId: null,
      transactionTimeoutMs: NO_TRANSACTION_TIMEOUT_MS,
    }));
    if (body.errorCode === ErrorCode.NONE) {
      this.sequences.assign({ producerId: body.producerId, epoch: body.producerEpoch });
      this.failures = 0;
      return null;
    }
    if (errorInfo(body.errorCode).retriable) return this.backoff(this.failures++);
    this.events.onRefused(exceptionOf(body.errorCode));
    return null;
  }
}
