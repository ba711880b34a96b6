// Sends what is due: all due batches of a broker's partitions in one Produce request, as many requests at once as
// max.in.flight.requests.per.connection allows. What fails and may succeed later is sent again until delivery.timeout.ms.
import type { Timer } from "../../ports/clock.ts";
import { BufferExhaustedException, type KafkaException, TimeoutException } from "../api/exceptions.ts";
import { type Backoff, exponentialBackoff } from "../network/backoff.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { Metadata } from "../network/metadata.ts";
import type { NetworkClient } from "../network/network-client.ts";
import type { Accumulator } from "./accumulator.ts";
import { decide } from "./delivery.ts";
import type { DeliveryStats } from "./delivery-stats.ts";
import type { Ordering } from "./ordering.ts";
import type { PartitionQueue } from "./partition-queue.ts";
import { type PartitionAnswer, ProduceRequests } from "./produce-requests.ts";
import type { ProducerBatch } from "./producer-batch.ts";

export interface SenderSettings {
  readonly acks: number;
  readonly lingerMs: number;
  readonly retries: number;
  readonly deliveryTimeoutMs: number;
  readonly maxBlockMs: number;
  readonly maxRequestBytes: number;
  readonly maxInFlight: number;
  readonly availabilityTimeoutMs: number;
}

/** A timer for less could fire at a time that the clock still shows as too early. */
const SHORTEST_WAIT_MS = 0.01;

export class Sender {
  private readonly backoff: Backoff;
  private readonly requests: ProduceRequests;
  private timer: Timer | null = null;
  private timerDueMs = Number.POSITIVE_INFINITY;
  private closed = false;
  private woken = false;
  /** Everything is due while somebody waits in flush() or close(). */
  private flushes = 0;
  /** Since when a broker has had due batches that could not be sent to it. */
  private readonly stuckSince = new Map<number, number>();

  constructor(
    private readonly context: ClientContext,
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly accumulator: Accumulator,
    private readonly settings: SenderSettings,
    private readonly ordering: Ordering,
    private readonly stats: DeliveryStats,
  ) {
    const { config, ports } = context;
    this.backoff = exponentialBackoff(
      config.number("retry.backoff.ms"),
      config.number("retry.backoff.max.ms"),
      ports.rng,
    );
    this.requests = new ProduceRequests(context, metadata, settings.acks, (batch, answer) =>
      this.answered(batch, answer),
    );
    network.onChange(() => this.wake());
    metadata.onUpdate(() => this.wake());
  }

  get inFlightRequests(): number {
    return this.requests.inFlight;
  }

  /** Looks for work as soon as whoever runs now is done. */
  wake(): void {
    if (this.woken || this.closed) return;
    this.woken = true;
    void Promise.resolve().then(() => {
      this.woken = false;
      this.pump();
    });
  }

  beginFlush(): void {
    this.flushes++;
    this.wake();
  }
  endFlush(): void {
    this.flushes--;
  }

  /** Stops at once: what is unfinished fails. */
  abort(error: KafkaException): void {
    this.closed = true;
    this.timer?.cancel();
    for (const batch of [...this.accumulator.unfinished]) this.fail(batch, error);
  }

  /** Sends what can be sent now, and sets the timer for what comes next. */
  pump(): void {
    if (this.closed) return;
    const nowMs = this.context.ports.clock.monotonicMs();
    let nextMs = Math.min(this.expire(nowMs), this.giveUpBlocked(nowMs));
    if (this.accumulator.waiting.size > 0) {
      if (this.ordering.isReady()) nextMs = Math.min(nextMs, this.sendDue(nowMs));
      else this.ordering.prepare();
    }
    if (nextMs < Number.POSITIVE_INFINITY) this.wakeIn(Math.max(nextMs - nowMs, SHORTEST_WAIT_MS));
  }

  private wakeIn(delayMs: number): void {
    const { clock } = this.context.ports;
    const dueMs = clock.monotonicMs() + Math.max(0, delayMs);
    if (this.closed || dueMs >= this.timerDueMs) return;
    this.timer?.cancel();
    this.timerDueMs = dueMs;
    this.timer = clock.setTimer(delayMs, () => {
      this.timerDueMs = Number.POSITIVE_INFINITY;
      this.pump();
    });
  }

  // ---- what is due ----

  /** Sends every batch that is due and can be sent; returns when the next one will be. */
  private sendDue(nowMs: number): number {
    this.accumulator.updateLoad((leader) => this.isStuck(leader, nowMs));
    const byLeader = new Map<number, PartitionQueue[]>();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const queue of this.accumulator.waiting) {
      const dueMs = this.dueMs(queue, nowMs);
      if (dueMs > nowMs) {
        nextMs = Math.min(nextMs, dueMs);
        continue;
      }
      const leader = this.leaderOf(queue);
      if (leader < 0) {
        this.metadata.requestUpdate();
        continue;
      }
      const queues = byLeader.get(leader);
      if (queues === undefined) byLeader.set(leader, [queue]);
      else queues.push(queue);
    }
    for (const [leader, queues] of byLeader) nextMs = Math.min(nextMs, this.sendTo(leader, queues, nowMs));
    return nextMs;
  }

  /** When the first batch of a queue is to be sent; infinite when only an answer can make it so. */
  private dueMs(queue: PartitionQueue, nowMs: number): number {
    const first = queue.batches[0]!;
    if (queue.muted || !first.admitted || this.ordering.mustWait(first)) return Number.POSITIVE_INFINITY;
    if (first.attempts > 0) {
      const leaderEpoch = this.partitionMetadata(queue)?.leaderEpoch ?? -1;
      if (leaderEpoch > first.leaderEpoch) return nowMs;
      return first.lastAttemptMs + first.backoffMs;
    }
    const due = first.isFull || queue.batches.length > 1 || this.flushes > 0 || this.accumulator.hasBlocked;
    return due ? nowMs : first.createdMs + this.settings.lingerMs;
  }

  /** When to look again at this broker; infinite when an answer or a connection will tell. */
  private sendTo(leader: number, queues: readonly PartitionQueue[], nowMs: number): number {
    const broker = this.metadata.broker(leader);
    if (broker === undefined) {
      this.metadata.requestUpdate();
      return Number.POSITIVE_INFINITY;
    }
    const connection = this.network.connection(broker);
    if (!connection.isReady) {
      connection.prepare();
      this.markStuck(leader, nowMs);
      if (!connection.isBackingOff) return Number.POSITIVE_INFINITY;
      // The leader may have moved away from a broker that cannot be reached.
      this.metadata.requestUpdate();
      return nowMs + Math.max(1, connection.waitMs);
    }
    let candidates = queues;
    while (candidates.length > 0) {
      if (this.requests.inFlightTo(leader) >= this.settings.maxInFlight) {
        this.markStuck(leader, nowMs);
        return Number.POSITIVE_INFINITY;
      }
      const batches = this.drain(candidates);
      this.requests.send(leader, connection, batches);
      candidates = queues.filter((queue) => queue.batches.length > 0 && this.dueMs(queue, nowMs) <= nowMs);
    }
    this.stuckSince.delete(leader);
    return Number.POSITIVE_INFINITY;
  }

  /** One batch of each queue, as long as they fit into one request; the first always does. */
  private drain(queues: readonly PartitionQueue[]): ProducerBatch[] {
    const batches: ProducerBatch[] = [];
    let size = 0;
    for (const queue of queues) {
      const first = queue.batches[0]!;
      if (batches.length > 0 && size + first.sizeBytes > this.settings.maxRequestBytes) continue;
      const batch = this.accumulator.take(queue);
      this.ordering.stamp(batch);
      batch.leaderEpoch = this.partitionMetadata(queue)?.leaderEpoch ?? -1;
      size += batch.wireBytes().length;
      queue.inFlight++;
      queue.muted = this.settings.maxInFlight === 1;
      batches.push(batch);
    }
    return batches;
  }

  private partitionMetadata(queue: PartitionQueue): { leader: number; leaderEpoch: number } | undefined {
    return this.metadata.cluster.topics.get(queue.topic)?.partitions[queue.partition];
  }
  private leaderOf(queue: PartitionQueue): number {
    return this.partitionMetadata(queue)?.leader ?? -1;
  }

  private markStuck(leader: number, nowMs: number): void {
    if (!this.stuckSince.has(leader)) this.stuckSince.set(leader, nowMs);
  }
  private isStuck(leader: number, nowMs: number): boolean {
    const since = this.stuckSince.get(leader);
    const { availabilityTimeoutMs } = this.settings;
    return availabilityTimeoutMs > 0 && since !== undefined && nowMs - since > availabilityTimeoutMs;
  }

  // ---- what came of it ----

  private answered(batch: ProducerBatch, answer: PartitionAnswer): void {
    const { queue } = batch;
    queue.inFlight--;
    if (this.settings.maxInFlight === 1 || queue.inFlight === 0) queue.muted = false;
    if (!batch.isDone) this.settle(batch, answer);
    if (this.accumulator.waiting.size > 0) this.wake();
  }

  private settle(batch: ProducerBatch, answer: PartitionAnswer): void {
    const mayRetry = batch.attempts < this.settings.retries;
    const decision = decide(batch, answer, mayRetry, this.ordering);
    if (answer.staleMetadata) this.metadata.requestUpdate();
    switch (decision.kind) {
      case "written":
        this.ordering.acknowledged(batch);
        this.finish(batch, () => {
          const { baseOffset, logAppendTimeMs } = answer;
          this.stats.acked(batch, baseOffset, answer.cause);
          return { kind: "written", baseOffset, logAppendTimeMs };
        });
        return;
      case "split":
        this.ordering.gaveUp(batch, false);
        this.context.log(
          "warn",
          `${batch.key}: a batch of ${batch.sizeBytes} bytes is too large; it is split.`,
        );
        this.accumulator.split(batch);
        return;
      case "retry":
        batch.backoffMs = this.backoff(batch.attempts);
        batch.attempts++;
        batch.lastAttemptMs = this.context.ports.clock.monotonicMs();
        this.stats.retried(batch, answer.errorName, answer.cause);
        this.ordering.failed(batch);
        this.accumulator.putBack(batch, this.ordering.keepsOrder);
        return;
      case "fail":
        this.ordering.gaveUp(batch, decision.unknown);
        this.fail(batch, decision.errorOf, answer.cause);
    }
  }

  private finish(batch: ProducerBatch, outcome: () => NonNullable<ProducerBatch["outcome"]>): void {
    this.accumulator.release(batch);
    batch.finish(outcome(), (thrown) =>
      this.context.log(
        "error",
        `Error executing user-provided callback on message for topic-partition '${batch.key}': ${textOf(thrown)}`,
      ),
    );
  }

  private fail(
    batch: ProducerBatch,
    error: Error | ((index: number) => Error),
    cause: string | null = null,
  ): void {
    const errorOf = typeof error === "function" ? error : () => error;
    this.finish(batch, () => {
      this.stats.failed(batch, errorOf(0).name, cause);
      return { kind: "failed", errorOf };
    });
  }

  /** Fails what has reached its delivery timeout, sent or not; returns when the next one will. */
  private expire(nowMs: number): number {
    const { deliveryTimeoutMs } = this.settings;
    for (const batch of this.accumulator.unfinished) {
      const deadlineMs = batch.createdMs + deliveryTimeoutMs;
      if (deadlineMs > nowMs) return deadlineMs;
      this.ordering.gaveUp(batch, true);
      this.fail(
        batch,
        new TimeoutException(
          `Expiring ${batch.recordCount} record(s) for ${batch.key}:${Math.floor(nowMs - batch.createdMs)} ms has ` +
            "passed since batch creation. The request has not been sent, or no server response has been received yet.",
        ),
      );
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Fails what has waited for memory longer than max.block.ms; returns when the next one will have. */
  private giveUpBlocked(nowMs: number): number {
    const { maxBlockMs } = this.settings;
    const { accumulator } = this;
    if (!accumulator.hasBlocked) return Number.POSITIVE_INFINITY;
    for (const batch of accumulator.blockedLongerThan(maxBlockMs, nowMs)) {
      const message =
        `Failed to allocate ${batch.reservedBytes} bytes within the configured max blocking time ${maxBlockMs} ms. ` +
        `Total memory: ${this.context.config.number("buffer.memory")} bytes. ` +
        `Available memory: ${accumulator.availableBytes} bytes. Poolable size: ${this.context.config.number("batch.size")} bytes`;
      this.fail(batch, new BufferExhaustedException(message));
    }
    const first = accumulator.firstBlockedMs;
    return first === null ? Number.POSITIVE_INFINITY : first + maxBlockMs;
  }
}

const textOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
