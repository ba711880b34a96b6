// KafkaProducer, with the methods of the Java class; what blocks in Java is awaited here.
import type { ClientHost } from "../client-host.ts";
import { instanceOf, isKnownClass } from "../config/class-choice.ts";
import { ClientConfig } from "../config/client-config.ts";
import { applyProducerRules, deliveryTimeoutMs } from "../config/producer-rules.ts";
import { PRODUCER_CONFIGS } from "../config/producer-table.ts";
import { ProducerClient } from "../producer/producer-client.ts";
import { partitionInfoOf } from "./cluster.ts";
import type { KnownNames, ProducerConfig } from "./config-names.ts";
import type { Duration } from "./duration.ts";
import { IllegalStateException, KafkaException, UnsupportedOperationException } from "./exceptions.ts";
import type { Future } from "./future.ts";
import { type Metric, type MetricName, metricsOf } from "./metric.ts";
import type { Partitioner } from "./partitioner.ts";
import type { Callback, ProducerRecord, RecordMetadata } from "./producer-record.ts";
import type { Serializer } from "./serialization.ts";
import type { PartitionInfo } from "./topic-partition.ts";

/** A class, an object of it, or its Java name. */
export type Choice<T> = (new () => T) | T | string;

/** The configs of a producer: dotted names, or ProducerConfig constants as computed keys. */
export interface ProducerConfigs<K, V> extends KnownNames<typeof ProducerConfig> {
  readonly "key.serializer"?: Choice<Serializer<K>>;
  readonly "value.serializer"?: Choice<Serializer<V>>;
  readonly "partitioner.class"?: Choice<Partitioner>;
  readonly [name: string]: unknown;
}

/** Sends records to topics. Close it, or what it still holds is lost with the program. */
export class KafkaProducer<K = string, V = string> {
  private readonly client: ProducerClient<K, V>;
  private readonly host: ClientHost;
  private readonly transactional: boolean;

  /** Throws ConfigException. */
  constructor(
    configs: ProducerConfigs<K, V> | ReadonlyMap<string, unknown>,
    keySerializer?: Serializer<K> | null,
    valueSerializer?: Serializer<V> | null,
  );
  /** @internal */
  constructor(
    configs: ProducerConfigs<K, V> | ReadonlyMap<string, unknown>,
    keySerializer: Serializer<K> | null | undefined,
    valueSerializer: Serializer<V> | null | undefined,
    host: ClientHost,
  );
  constructor(
    configs: ProducerConfigs<K, V> | ReadonlyMap<string, unknown>,
    keySerializer?: Serializer<K> | null,
    valueSerializer?: Serializer<V> | null,
    host?: ClientHost,
  ) {
    if (host === undefined) throw new IllegalStateException("A producer needs a cluster to connect to");
    this.host = host;
    const given = host.given(configs);
    if (keySerializer != null) given.set("key.serializer", keySerializer);
    if (valueSerializer != null) given.set("value.serializer", valueSerializer);
    const config = new ClientConfig(PRODUCER_CONFIGS, given, isKnownClass);
    const number = host.nextNumber("producer");
    this.transactional = config.textOrNull("transactional.id") !== null;
    const fallbackId = this.transactional ? config.text("transactional.id") : String(number);
    const context = host.context(config, config.text("client.id") || `producer-${fallbackId}`);
    applyProducerRules(config, (text) => context.log("info", text));
    try {
      this.client = new ProducerClient(context, {
        keySerializer: instanceOf("key.serializer", config.value("key.serializer"), "serialize"),
        valueSerializer: instanceOf("value.serializer", config.value("value.serializer"), "serialize"),
        partitioner:
          config.value("partitioner.class") === null
            ? null
            : instanceOf<Partitioner>("partitioner.class", config.value("partitioner.class"), "partition"),
        deliveryTimeoutMs: deliveryTimeoutMs(config, (text) => context.log("warn", text)),
      });
    } catch (error) {
      throw new KafkaException("Failed to construct kafka producer", error);
    }
    context.ports.trace.emit({ kind: "client-started", role: "producer", config: config.shown() });
    host.opened(this.client);
  }

  /**
   * Hands a record over and returns at once. Await the result to wait for the acknowledgement; the callback is called
   * with it, in the order of sending for each partition. Throws SerializationException and IllegalStateException; any
   * other failure comes through the result.
   */
  send(record: ProducerRecord<K | null, V | null>, callback: Callback | null = null): Future<RecordMetadata> {
    if (this.transactional)
      throw new IllegalStateException(
        "Cannot perform 'send' before completing a call to initTransactions when transactions are enabled.",
      );
    return this.client.send(record, callback);
  }

  /** Resolves when all records sent so far are written or have failed, without waiting for linger.ms. */
  flush(): Promise<void> {
    return this.client.flush();
  }

  /** Resolves with the topic's partitions; rejects with TimeoutException after max.block.ms. */
  async partitionsFor(topic: string): Promise<PartitionInfo[]> {
    const { partitions } = await this.client.partitionsFor(topic);
    const { cluster } = this.client.metadata;
    return partitions.map((partition) => partitionInfoOf(cluster, topic, partition));
  }

  /** Waits for what was sent, at most `timeout`, then fails the rest and frees everything. */
  async close(timeout: Duration | null = null): Promise<void> {
    await this.client.close(timeout === null ? Number.MAX_SAFE_INTEGER : timeout.toMillis());
    this.host.closed(this.client);
  }

  /** A few of the Java client's metrics. */
  metrics(): ReadonlyMap<MetricName, Metric> {
    const { stats } = this.client;
    const meanBatchBytes = stats.batches === 0 ? Number.NaN : stats.batchBytes / stats.batches;
    return metricsOf("producer-metrics", {
      "record-send-total": stats.ackedRecords + stats.failedRecords,
      "record-error-total": stats.failedRecords,
      "record-retry-total": stats.retriedRecords,
      "batch-size-avg": meanBatchBytes,
    });
  }

  /** Transactions are not here yet: rejects with UnsupportedOperationException. */
  initTransactions(): Promise<void> {
    return Promise.reject(
      new UnsupportedOperationException("Transactions come later: this producer cannot begin any yet."),
    );
  }
}
