// The machine behind KafkaConsumer: nothing runs between its calls except answers on their way.
import type { ClientSnapshot } from "../../inspect/snapshot.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { ConsumerRecords } from "../api/consumer-record.ts";
import {
  ConcurrentModificationException,
  exceptionOf,
  IllegalArgumentException,
  IllegalStateException,
  TimeoutException,
  WakeupException,
} from "../api/exceptions.ts";
import type { TopicPartition } from "../api/topic-partition.ts";
import { bootstrapAddresses } from "../config/client-config.ts";
import { type OffsetReset, parseOffsetReset } from "../config/offset-reset.ts";
import { type Backoff, exponentialBackoff } from "../network/backoff.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { Cluster } from "../network/cluster.ts";
import { Metadata } from "../network/metadata.ts";
import { NetworkClient } from "../network/network-client.ts";
import { Assignment } from "./assignment.ts";
import { Fetcher } from "./fetcher.ts";
import { type FoundOffset, type IsolationLevel, LeaderRequests } from "./leader-requests.ts";
import { lookUpOffsets } from "./offset-lookup.ts";
import { Positions } from "./positions.ts";
import { type Deserializers, RecordCollector } from "./record-collector.ts";
import { askTopics } from "./topic-question.ts";

export class ConsumerClient<K, V> {
  readonly assignment = new Assignment();
  readonly metadata: Metadata;
  private readonly network: NetworkClient;
  private readonly requests: LeaderRequests;
  private readonly positions: Positions;
  private readonly fetcher: Fetcher;
  private readonly records: RecordCollector<K, V>;
  private readonly backoff: Backoff;
  private readonly requestTimeoutMs: number;
  private readonly startedMs: number;
  /** Topics asked about, beside those assigned. */
  private readonly asked = new Set<string>();
  private busy = false;
  private closed = false;
  private woken = false;
  private notify: (() => void) | null = null;

  constructor(
    private readonly context: ClientContext,
    private readonly deserializers: Deserializers<K, V>,
  ) {
    const { config, ports } = context;
    this.startedMs = ports.clock.monotonicMs();
    this.requestTimeoutMs = config.number("request.timeout.ms");
    this.backoff = exponentialBackoff(
      config.number("retry.backoff.ms"),
      config.number("retry.backoff.max.ms"),
      ports.rng,
    );
    const isolation: IsolationLevel = config.text("isolation.level") === "read_committed" ? 1 : 0;
    const policy: OffsetReset = parseOffsetReset(config.text("auto.offset.reset"));
    this.network = new NetworkClient(context, bootstrapAddresses(config));
    this.metadata = new Metadata(context, this.network, {
      allowAutoTopicCreation: config.flag("allow.auto.create.topics"),
      topics: () => [...new Set([...this.assignment.keys().map((at) => at.topic()), ...this.asked])],
    });
    const { network, metadata, assignment, backoff } = this;
    this.requests = new LeaderRequests(context, network, metadata, isolation);
    const changed = (): void => this.changed();
    const events = { onChange: changed, onError: (error: Error) => void this.fetcher.errors.push(error) };
    const { requests, requestTimeoutMs } = this;
    this.positions = new Positions(
      context,
      assignment,
      metadata,
      requests,
      policy,
      requestTimeoutMs,
      backoff,
      events,
    );
    const settings = {
      isolation,
      readCommitted: isolation === 1,
      checkCrcs: config.flag("check.crcs"),
      minBytes: config.number("fetch.min.bytes"),
      maxBytes: config.number("fetch.max.bytes"),
      maxWaitMs: config.number("fetch.max.wait.ms"),
      maxPartitionBytes: config.number("max.partition.fetch.bytes"),
      rackId: config.text("client.rack"),
      metadataMaxAgeMs: config.number("metadata.max.age.ms"),
      resetTo: () => this.positions.defaultReset(),
    };
    this.fetcher = new Fetcher(context, network, metadata, assignment, settings, backoff, changed);
    this.records = new RecordCollector(
      ports.trace,
      assignment,
      this.fetcher.arrivals,
      deserializers,
      config.number("max.poll.records"),
    );
    network.onChange(changed);
  }

  /** Runs one call of the program; two at a time are a mistake of the program. */
  async exclusively<T>(call: () => Promise<T>): Promise<T> {
    this.acquire();
    try {
      return await call();
    } finally {
      this.busy = false;
    }
  }

  /** For calls that are done at once. */
  checkOpen(): void {
    this.acquire();
    this.busy = false;
  }

  private acquire(): void {
    if (this.closed) throw new IllegalStateException("This consumer has already been closed.");
    if (this.busy)
      throw new ConcurrentModificationException(
        "KafkaConsumer is not safe for multi-threaded access: await one call before making the next.",
      );
    this.busy = true;
  }

  assign(partitions: readonly TopicPartition[]): void {
    this.assignment.set(partitions);
    if (partitions.length > 0) this.metadata.requestUpdate(true);
  }

  async poll(timeoutMs: number): Promise<ConsumerRecords<K, V>> {
    if (this.assignment.size === 0)
      throw new IllegalStateException("Consumer is not subscribed to any topics or assigned any partitions");
    const { clock } = this.context.ports;
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    for (;;) {
      this.throwIfWoken();
      const error = this.fetcher.errors.shift();
      if (error !== undefined) throw error;
      this.positions.update();
      const records = this.records.collect();
      // The next fetches are on their way while the program works on these records.
      this.fetcher.sendFetches();
      if (records !== null) return records;
      const leftMs = deadlineMs - clock.monotonicMs();
      if (leftMs <= 0) return new ConsumerRecords(new Map());
      await this.nextChange(Math.min(leftMs, this.retryInMs()));
    }
  }

  wakeup(): void {
    this.woken = true;
    this.changed();
  }

  /** Rejects with TimeoutException. */
  async position(at: TopicPartition, timeoutMs: number): Promise<number> {
    const partition = this.assignment.find(at);
    if (partition === undefined)
      throw new IllegalStateException(
        "You can only check the position for partitions assigned to this consumer.",
      );
    const { clock } = this.context.ports;
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    for (;;) {
      if (partition.position !== null && !partition.unvalidated) return partition.position.offset;
      this.throwIfWoken();
      const error = this.fetcher.errors.shift();
      if (error !== undefined) throw error;
      this.positions.update();
      const leftMs = deadlineMs - clock.monotonicMs();
      if (leftMs <= 0)
        throw new TimeoutException(
          `Timeout of ${timeoutMs}ms expired before the position for partition ${at} could be determined`,
        );
      await this.nextChange(Math.min(leftMs, this.retryInMs()));
    }
  }

  /** Looks up timestamps; repeats what may succeed. Rejects with TimeoutException. */
  async offsets(
    wanted: ReadonlyMap<TopicPartition, number>,
    timeoutMs: number,
  ): Promise<Map<TopicPartition, FoundOffset>> {
    for (const at of wanted.keys()) this.asked.add(at.topic());
    const { context, metadata, requests, backoff, requestTimeoutMs } = this;
    const check = (): void => this.throwIfWoken();
    const found = await lookUpOffsets(
      { context, metadata, requests, backoff, requestTimeoutMs, check },
      wanted,
      timeoutMs,
      () => new TimeoutException(`Failed to get offsets by times in ${timeoutMs}ms`),
    );
    for (const { errorCode } of found.values())
      if (errorCode !== ErrorCode.NONE) throw exceptionOf(errorCode);
    return found;
  }

  /** Asks for topics, or all of them with null. Rejects with TimeoutException. */
  topics(names: readonly string[] | null, timeoutMs: number): Promise<Cluster> {
    const { context, network, metadata, backoff } = this;
    const check = (): void => this.throwIfWoken();
    return askTopics({ context, network, metadata, backoff, check }, names, timeoutMs);
  }

  close(timeoutMs: number): void {
    if (timeoutMs < 0) throw new IllegalArgumentException("The timeout cannot be negative.");
    if (this.closed) return;
    this.closed = true;
    this.metadata.close();
    this.network.close();
    this.deserializers.keyDeserializer.close?.();
    this.deserializers.valueDeserializer.close?.();
    this.changed();
    this.context.ports.trace.emit({ kind: "client-closed" });
  }

  get polledRecords(): number {
    return this.records.polledRecords;
  }

  snapshot(): ClientSnapshot {
    return {
      name: this.context.clientId,
      role: "consumer",
      config: this.context.config.shown(),
      bufferedRecords: 0,
      inFlightRequests: this.fetcher.inFlight,
      ackedRecords: 0,
      failedRecords: 0,
      polledRecords: this.polledRecords,
      sinceMs: this.startedMs,
    };
  }

  // ---- waiting ----

  private throwIfWoken(): void {
    if (this.closed) throw new IllegalStateException("This consumer has already been closed.");
    if (!this.woken) return;
    this.woken = false;
    throw new WakeupException();
  }

  private changed(): void {
    this.notify?.();
  }

  /** Resolves when something changed, or after `timeoutMs`. */
  private nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        this.notify = null;
        resolve();
      };
      const timer = this.context.ports.clock.setTimer(Math.max(timeoutMs, SHORTEST_WAIT_MS), done);
      this.notify = done;
    });
  }

  /** Until a partition that failed may be tried again. */
  private retryInMs(): number {
    const nowMs = this.context.ports.clock.monotonicMs();
    let soonestMs = Number.POSITIVE_INFINITY;
    for (const { retryAtMs } of this.assignment.all())
      if (retryAtMs > nowMs) soonestMs = Math.min(soonestMs, retryAtMs - nowMs);
    return soonestMs;
  }
}

/** A timer for less could fire at a time that the clock still shows as too early. */
const SHORTEST_WAIT_MS = 0.01;
