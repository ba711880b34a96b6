// The machine behind KafkaProducer: checks and serialises a record, finds its partition, hands it to the accumulator.
import { partitionForKey } from "../../base/murmur2.ts";
import type { ClientSnapshot } from "../../inspect/snapshot.ts";
import type { Timer } from "../../ports/clock.ts";
import { codecId, loadCodec } from "../../records/compression.ts";
import type { RecordHeader } from "../../records/record-cursor.ts";
import { Cluster } from "../api/cluster.ts";
import {
  IllegalArgumentException,
  IllegalStateException,
  KafkaException,
  SerializationException,
} from "../api/exceptions.ts";
import { plainHeaders } from "../api/headers.ts";
import type { Partitioner } from "../api/partitioner.ts";
import type { Callback, ProducerRecord } from "../api/producer-record.ts";
import type { Serializer } from "../api/serialization.ts";
import { nameOf } from "../config/class-choice.ts";
import { bootstrapAddresses } from "../config/client-config.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { TopicMetadata } from "../network/cluster.ts";
import { Metadata } from "../network/metadata.ts";
import { NetworkClient } from "../network/network-client.ts";
import { Accumulator, type ProducerTopic } from "./accumulator.ts";
import { Admission } from "./admission.ts";
import { DeliveryStats } from "./delivery-stats.ts";
import { Ordering } from "./ordering.ts";
import { javaClassOf, levelOf, notPresent, tooLarge, topicError } from "./refusals.ts";
import { SendFuture } from "./send-future.ts";
import { Sender } from "./sender.ts";
import type { WaitingSend } from "./waiting-line.ts";

export interface ProducerParts<K, V> {
  readonly keySerializer: Serializer<K>;
  readonly valueSerializer: Serializer<V>;
  readonly partitioner: Partitioner | null;
  readonly deliveryTimeoutMs: number;
}

export class ProducerClient<K, V> {
  private readonly network: NetworkClient;
  readonly metadata: Metadata;
  private readonly accumulator: Accumulator;
  private readonly ordering: Ordering;
  private readonly sender: Sender;
  readonly stats: DeliveryStats;
  private readonly admission: Admission;
  private closing = false;
  private readonly startedMs: number;
  private readonly maxBlockMs: number;
  private readonly maxRequestBytes: number;
  private readonly bufferBytes: number;
  private readonly ignoreKeys: boolean;
  private readonly maxIdleMs: number;
  /** Topics asked for by partitionsFor, beside those that are sent to. */
  private readonly asked = new Set<string>();

  constructor(
    private readonly context: ClientContext,
    private readonly parts: ProducerParts<K, V>,
  ) {
    const { config, ports } = context;
    this.startedMs = ports.clock.monotonicMs();
    this.maxBlockMs = config.number("max.block.ms");
    this.maxRequestBytes = config.number("max.request.size");
    this.bufferBytes = config.number("buffer.memory");
    this.ignoreKeys = config.flag("partitioner.ignore.keys");
    this.maxIdleMs = config.number("metadata.max.idle.ms");
    const compression = config.text("compression.type");
    const codec = codecId(compression) ?? 0;
    const acks = Number(config.text("acks"));
    this.stats = new DeliveryStats(ports.trace, acks);
    this.network = new NetworkClient(context, bootstrapAddresses(config));
    this.metadata = new Metadata(context, this.network, {
      allowAutoTopicCreation: true,
      topics: () => this.wantedTopics(),
    });
    this.accumulator = new Accumulator(
      {
        batchBytes: config.number("batch.size"),
        bufferBytes: this.bufferBytes,
        codec,
        level: levelOf(context, compression),
        adaptive: config.flag("partitioner.adaptive.partitioning.enable"),
      },
      () => ports.clock.monotonicMs(),
      () => ports.rng.nextUint32(),
    );
    this.ordering = new Ordering(context, this.network, this.metadata, {
      onReady: () => this.sender.wake(),
      onRefused: (error) => this.sender.abort(error),
    });
    const settings = {
      acks,
      lingerMs: config.number("linger.ms"),
      retries: config.number("retries"),
      deliveryTimeoutMs: parts.deliveryTimeoutMs,
      maxBlockMs: this.maxBlockMs,
      maxRequestBytes: this.maxRequestBytes,
      maxInFlight: config.number("max.in.flight.requests.per.connection"),
      availabilityTimeoutMs: config.number("partitioner.availability.timeout.ms"),
    };
    const { network, metadata, accumulator, ordering, stats } = this;
    this.admission = new Admission(
      context,
      metadata,
      accumulator,
      stats,
      { maxBlockMs: this.maxBlockMs, keepsObjects: parts.partitioner !== null, codecReady: codec === 0 },
      (topic, send) => this.place(topic, send),
    );
    if (codec !== 0) void loadCodec(codec).then(() => this.admission.codecLoaded());
    // Before the sender's own: a record whose topic has become known is there when the sender looks.
    metadata.onUpdate(() => this.admission.metadataChanged());
    this.sender = new Sender(context, network, metadata, accumulator, settings, ordering, stats);
  }

  /** Throws what Java throws; what Java tells through the future is told through the future. */
  send(record: ProducerRecord<K | null, V | null>, callback: Callback | null): SendFuture {
    if (this.closing)
      throw new IllegalStateException("Cannot perform operation after producer has been closed");
    const { accumulator } = this;
    const topicName = record.topic();
    const key = record.key();
    const value = record.value();
    const keyBytes = this.serialize("key", this.parts.keySerializer, topicName, key);
    const valueBytes = this.serialize("value", this.parts.valueSerializer, topicName, value);
    const headers = plainHeaders(record.headersOrNull());
    const timestampMs = record.timestamp() ?? this.context.ports.clock.wallMs();
    const given = record.partition();
    const sizeBytes = accumulator.largestSizeBytes(keyBytes, valueBytes, headers);
    const refusal = tooLarge(sizeBytes, this.maxRequestBytes, this.bufferBytes);
    if (refusal !== null) {
      const future = unplaced(topicName, given, keyBytes, valueBytes, callback);
      future.fail(refusal);
      return future;
    }
    const topic = this.admission.open(topicName, given);
    if (topic === null) {
      const sinceMs = this.context.ports.clock.monotonicMs();
      const future = unplaced(topicName, given, keyBytes, valueBytes, callback);
      this.admission.wait({
        topic: topicName,
        partition: given,
        key,
        value,
        keyBytes,
        valueBytes,
        headers,
        timestampMs,
        callback,
        future,
        sinceMs,
      });
      return future;
    }
    const partition = given ?? this.choose(topic, key, keyBytes, value, valueBytes);
    const future = new SendFuture(null, -1, null);
    this.append(topic, partition, timestampMs, keyBytes, valueBytes, headers, callback, future);
    return future;
  }

  /** Resolves when everything sent so far is written or has failed. */
  async flush(): Promise<void> {
    this.sender.beginFlush();
    try {
      await this.admission.whenEmpty();
      const batches = [...this.accumulator.unfinished];
      this.sender.wake();
      await Promise.all(batches.map((batch) => new Promise<void>((resolve) => batch.done(resolve))));
    } finally {
      this.sender.endFlush();
    }
  }

  /** Waits for what was sent, at most `timeoutMs`, then fails the rest. */
  async close(timeoutMs: number): Promise<void> {
    if (timeoutMs < 0) throw new IllegalArgumentException("The timeout cannot be negative.");
    if (this.closing) return;
    this.closing = true;
    if (timeoutMs > 0) {
      let timer: Timer | null = null;
      const late = new Promise<void>((resolve) => {
        if (timeoutMs < Number.MAX_SAFE_INTEGER)
          timer = this.context.ports.clock.setTimer(timeoutMs, resolve);
      });
      await Promise.race([this.flush(), late]);
      (timer as Timer | null)?.cancel();
    }
    const forced = new KafkaException("Producer is closed forcefully.");
    this.admission.close(forced);
    this.sender.abort(forced);
    this.metadata.close();
    this.network.close();
    this.parts.keySerializer.close?.();
    this.parts.valueSerializer.close?.();
    this.parts.partitioner?.close?.();
    this.context.ports.trace.emit({ kind: "client-closed" });
  }

  /** The topic's partitions; rejects with TimeoutException after max.block.ms. */
  async partitionsFor(topic: string): Promise<TopicMetadata> {
    const { clock } = this.context.ports;
    const deadlineMs = clock.monotonicMs() + this.maxBlockMs;
    this.asked.add(topic);
    for (let first = true; ; first = false) {
      const known = this.metadata.cluster.topics.get(topic);
      const error = known === undefined ? null : topicError(known);
      if (error !== null) throw error;
      if (known !== undefined && known.partitions.length > 0) return known;
      const leftMs = deadlineMs - clock.monotonicMs();
      if (leftMs <= 0) throw notPresent(topic, this.maxBlockMs);
      this.metadata.requestUpdate(first);
      await this.metadata.nextUpdate(leftMs);
    }
  }

  snapshot(): ClientSnapshot {
    return {
      name: this.context.clientId,
      role: "producer",
      config: this.context.config.shown(),
      bufferedRecords: this.accumulator.bufferedRecords + this.admission.size,
      inFlightRequests: this.sender.inFlightRequests,
      ackedRecords: this.stats.ackedRecords,
      failedRecords: this.stats.failedRecords,
      polledRecords: 0,
      sinceMs: this.startedMs,
    };
  }

  // ---- one record ----

  private serialize<T>(
    part: "key" | "value",
    serializer: Serializer<T>,
    topic: string,
    data: T | null,
  ): Uint8Array | null {
    try {
      return serializer.serialize(topic, data);
    } catch (error) {
      if (error instanceof KafkaException) throw error;
      throw new SerializationException(
        `Can't convert ${part} of class ${javaClassOf(data)} to class ${nameOf(serializer)} specified in ${part}.serializer`,
        error,
      );
    }
  }

  /** Null leaves it to the sticky partitioner. */
  private choose(
    topic: ProducerTopic,
    key: unknown,
    keyBytes: Uint8Array | null,
    value: unknown,
    valueBytes: Uint8Array | null,
  ): number | null {
    const { partitioner } = this.parts;
    if (partitioner !== null) {
      const cluster = new Cluster(this.metadata.cluster);
      const partition = partitioner.partition(topic.name, key, keyBytes, value, valueBytes, cluster);
      if (partition < 0)
        throw new IllegalArgumentException(
          `The partitioner generated an invalid partition number: ${partition}. Partition number should always be non-negative.`,
        );
      return partition;
    }
    if (keyBytes === null || this.ignoreKeys) return null;
    return partitionForKey(keyBytes, topic.queues.length);
  }

  /** A record that had to wait. Throws what the partitioner throws. */
  private place(topic: ProducerTopic, send: WaitingSend): void {
    const { key, value, keyBytes, valueBytes, headers, timestampMs, callback, future } = send;
    const partition = send.partition ?? this.choose(topic, key, keyBytes, value, valueBytes);
    this.append(topic, partition, timestampMs, keyBytes, valueBytes, headers, callback, future);
  }

  private append(
    topic: ProducerTopic,
    partition: number | null,
    timestampMs: number,
    keyBytes: Uint8Array | null,
    valueBytes: Uint8Array | null,
    headers: readonly RecordHeader[],
    callback: Callback | null,
    future: SendFuture,
  ): void {
    const { accumulator } = this;
    const batch = accumulator.append(topic, partition, timestampMs, keyBytes, valueBytes, headers);
    const index = batch.recordCount - 1;
    future.joined(batch, index);
    if (callback !== null) batch.sends.callBack(index, callback);
    if (!accumulator.becameDue) return;
    accumulator.becameDue = false;
    // A full batch goes out at once, even from a loop that never pauses; linger.ms takes care of the others.
    if (batch.isFull || batch.queue.batches.length > 1) this.sender.pump();
    else this.sender.wake();
  }

  /** Topics that are sent to, or were not long ago. */
  private wantedTopics(): string[] {
    const idleMs = this.context.ports.clock.monotonicMs() - this.maxIdleMs;
    for (const topic of this.accumulator.topics.values()) {
      const busy = topic.queues.some(({ batches, inFlight }) => batches.length > 0 || inFlight > 0);
      if (!busy && topic.lastUsedMs < idleMs) this.accumulator.topics.delete(topic.name);
    }
    return [...new Set([...this.accumulator.topics.keys(), ...this.admission.topics(), ...this.asked])];
  }
}

function unplaced(
  topic: string,
  partition: number | null,
  keyBytes: Uint8Array | null,
  valueBytes: Uint8Array | null,
  callback: Callback | null,
): SendFuture {
  return new SendFuture(null, -1, {
    topic,
    partition: partition ?? -1,
    keySizeBytes: keyBytes === null ? -1 : keyBytes.length,
    valueSizeBytes: valueBytes === null ? -1 : valueBytes.length,
    callback,
  });
}
