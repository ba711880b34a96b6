// KafkaConsumer, with the methods of the Java class; what blocks in Java is awaited here.
import type { ClientHost } from "../client-host.ts";
import { instanceOf, isKnownClass } from "../config/class-choice.ts";
import { ClientConfig } from "../config/client-config.ts";
import { applyConsumerRules, checkConsumer } from "../config/consumer-rules.ts";
import { CONSUMER_CONFIGS } from "../config/consumer-table.ts";
import { type AssignedPartition, moveTo, requestReset } from "../consumer/assignment.ts";
import { ConsumerClient } from "../consumer/consumer-client.ts";
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from "../consumer/positions.ts";
import { partitionInfoOf } from "./cluster.ts";
import type { ConsumerConfig, KnownNames } from "./config-names.ts";
import { type ConsumerRecords, OffsetAndMetadata, OffsetAndTimestamp } from "./consumer-record.ts";
import type { Duration } from "./duration.ts";
import {
  IllegalArgumentException,
  IllegalStateException,
  InvalidGroupIdException,
  KafkaException,
  UnsupportedOperationException,
} from "./exceptions.ts";
import type { Choice } from "./kafka-producer.ts";
import { type Metric, type MetricName, metricsOf } from "./metric.ts";
import type { Deserializer } from "./serialization.ts";
import { type PartitionInfo, type TopicPartition, topicPartition } from "./topic-partition.ts";

/** The configs of a consumer: dotted names, or ConsumerConfig constants as computed keys. */
export interface ConsumerConfigs<K, V> extends KnownNames<typeof ConsumerConfig> {
  readonly "key.deserializer"?: Choice<Deserializer<K>>;
  readonly "value.deserializer"?: Choice<Deserializer<V>>;
  readonly [name: string]: unknown;
}

/** Reads records of partitions that it is told to read. One call at a time: await each. */
export class KafkaConsumer<K = string, V = string> {
  private readonly client: ConsumerClient<K, V>;
  private readonly host: ClientHost;
  private readonly groupId: string | null;
  private readonly apiTimeoutMs: number;

  /** Throws ConfigException. */
  constructor(
    configs: ConsumerConfigs<K, V> | ReadonlyMap<string, unknown>,
    keyDeserializer?: Deserializer<K> | null,
    valueDeserializer?: Deserializer<V> | null,
  );
  /** @internal */
  constructor(
    configs: ConsumerConfigs<K, V> | ReadonlyMap<string, unknown>,
    keyDeserializer: Deserializer<K> | null | undefined,
    valueDeserializer: Deserializer<V> | null | undefined,
    host: ClientHost,
  );
  constructor(
    configs: ConsumerConfigs<K, V> | ReadonlyMap<string, unknown>,
    keyDeserializer?: Deserializer<K> | null,
    valueDeserializer?: Deserializer<V> | null,
    host?: ClientHost,
  ) {
    if (host === undefined) throw new IllegalStateException("A consumer needs a cluster to connect to");
    this.host = host;
    const given = host.given(configs);
    if (keyDeserializer != null) given.set("key.deserializer", keyDeserializer);
    if (valueDeserializer != null) given.set("value.deserializer", valueDeserializer);
    const config = new ClientConfig(CONSUMER_CONFIGS, given, isKnownClass);
    applyConsumerRules(config);
    this.groupId = config.textOrNull("group.id");
    this.apiTimeoutMs = config.number("default.api.timeout.ms");
    const number = host.nextNumber("consumer");
    const name = config.text("client.id") || `consumer-${this.groupId}-${number}`;
    const context = host.context(config, name);
    try {
      checkConsumer(config);
      this.client = new ConsumerClient(context, {
        keyDeserializer: instanceOf("key.deserializer", config.value("key.deserializer"), "deserialize"),
        valueDeserializer: instanceOf(
          "value.deserializer",
          config.value("value.deserializer"),
          "deserialize",
        ),
      });
    } catch (error) {
      throw new KafkaException("Failed to construct kafka consumer", error);
    }
    context.ports.trace.emit({ kind: "client-started", role: "consumer", config: config.shown() });
    host.opened(this.client);
  }

  /** Reads these partitions from now on, and no others. */
  assign(partitions: Iterable<TopicPartition>): void {
    this.client.checkOpen();
    if (partitions == null)
      throw new IllegalArgumentException("Topic partition collection to assign to cannot be null");
    const list = [...partitions];
    if (list.some((at) => at == null || at.topic() == null || at.topic().trim() === ""))
      throw new IllegalArgumentException("Topic partitions to assign to cannot have null or empty topic");
    this.client.assign(list.map(known));
  }

  /** What it reads. */
  assignment(): ReadonlySet<TopicPartition> {
    this.client.checkOpen();
    return new Set(this.client.assignment.keys());
  }

  /** Reads nothing any more. */
  unsubscribe(): void {
    this.client.checkOpen();
    this.client.assign([]);
  }

  /**
   * Waits for records, at most `timeout`, and returns at most max.poll.records of them; none when the time is up.
   * Rejects with OffsetOutOfRangeException, NoOffsetForPartitionException, RecordDeserializationException,
   * WakeupException and others.
   */
  async poll(timeout: Duration): Promise<ConsumerRecords<K, V>> {
    if (timeout.isNegative()) throw new IllegalArgumentException("The timeout cannot be negative.");
    return this.client.exclusively(() => this.client.poll(timeout.toMillis()));
  }

  /** Ends a poll under way, or the next one, with WakeupException. May be called at any time. */
  wakeup(): void {
    this.client.wakeup();
  }

  /** The next poll begins there. */
  seek(partition: TopicPartition, offset: number | OffsetAndMetadata): void {
    this.client.checkOpen();
    if (typeof offset === "number" && offset < 0)
      throw new IllegalArgumentException("seek offset must not be a negative number");
    const at = this.client.assignment.get(known(partition));
    const to = typeof offset === "number" ? new OffsetAndMetadata(offset) : offset;
    const leaderEpoch = this.client.metadata.cluster.topics.get(partition.topic())?.partitions[
      partition.partition()
    ]?.leaderEpoch;
    moveTo(at, { offset: to.offset(), offsetEpoch: to.leaderEpoch(), leaderEpoch: leaderEpoch ?? -1 });
    at.unvalidated = to.leaderEpoch() !== null;
  }

  /** All that are assigned if none is given. Looked up at the next poll or position(). */
  seekToBeginning(partitions: Iterable<TopicPartition>): void {
    this.seekTo(partitions, EARLIEST_TIMESTAMP);
  }
  /** All that are assigned if none is given. Looked up at the next poll or position(). */
  seekToEnd(partitions: Iterable<TopicPartition>): void {
    this.seekTo(partitions, LATEST_TIMESTAMP);
  }

  /** The offset of the next record that poll() will return. Rejects with TimeoutException. */
  async position(partition: TopicPartition, timeout: Duration | null = null): Promise<number> {
    return this.client.exclusively(() => this.client.position(known(partition), this.timeoutMs(timeout)));
  }

  /** The first offset that is still there. Rejects with TimeoutException. */
  beginningOffsets(
    partitions: Iterable<TopicPartition>,
    timeout: Duration | null = null,
  ): Promise<Map<TopicPartition, number>> {
    return this.edges(partitions, EARLIEST_TIMESTAMP, timeout);
  }
  /** The offset of the next record that will be readable. Rejects with TimeoutException. */
  endOffsets(
    partitions: Iterable<TopicPartition>,
    timeout: Duration | null = null,
  ): Promise<Map<TopicPartition, number>> {
    return this.edges(partitions, LATEST_TIMESTAMP, timeout);
  }

  /** The first record at or after each time (milliseconds since 1970), null where there is none. */
  async offsetsForTimes(
    timestamps: ReadonlyMap<TopicPartition, number>,
    timeout: Duration | null = null,
  ): Promise<Map<TopicPartition, OffsetAndTimestamp | null>> {
    const wanted = new Map<TopicPartition, number>();
    for (const [at, time] of timestamps) {
      if (time < 0)
        throw new IllegalArgumentException(
          `The target time for partition ${at} is ${time}. The target time cannot be negative.`,
        );
      wanted.set(known(at), time);
    }
    return this.client.exclusively(async () => {
      const found = await this.client.offsets(wanted, this.timeoutMs(timeout));
      const result = new Map<TopicPartition, OffsetAndTimestamp | null>();
      for (const [at, { offset, timestamp, leaderEpoch }] of found)
        result.set(at, offset < 0 ? null : new OffsetAndTimestamp(offset, timestamp, leaderEpoch));
      return result;
    });
  }

  /** poll() returns nothing of these until resume(). */
  pause(partitions: Iterable<TopicPartition>): void {
    for (const partition of this.assigned(partitions)) partition.paused = true;
  }
  resume(partitions: Iterable<TopicPartition>): void {
    for (const partition of this.assigned(partitions)) partition.paused = false;
  }
  paused(): ReadonlySet<TopicPartition> {
    this.client.checkOpen();
    const { assignment } = this.client;
    return new Set(assignment.keys().filter((at) => assignment.get(at).paused));
  }

  /** How far it is behind the end that the last fetch saw; null before the first fetch. */
  currentLag(partition: TopicPartition): number | null {
    this.client.checkOpen();
    const { position, highWatermark } = this.client.assignment.get(known(partition));
    return position === null || highWatermark === null ? null : highWatermark - position.offset;
  }

  /** Empty for a topic that does not exist. Rejects with TimeoutException. */
  async partitionsFor(topic: string, timeout: Duration | null = null): Promise<PartitionInfo[]> {
    const topics = await this.askTopics([topic], timeout);
    return topics.get(topic) ?? [];
  }
  /** All topics with their partitions. Rejects with TimeoutException. */
  listTopics(timeout: Duration | null = null): Promise<Map<string, PartitionInfo[]>> {
    return this.askTopics(null, timeout);
  }

  metrics(): ReadonlyMap<MetricName, Metric> {
    return metricsOf("consumer-fetch-manager-metrics", {
      "records-consumed-total": this.client.polledRecords,
    });
  }

  /** Frees everything. May be called twice. */
  async close(timeout: Duration | null = null): Promise<void> {
    this.client.close(timeout === null ? 0 : timeout.toMillis());
    this.host.closed(this.client);
  }

  /** Consumer groups are not here yet: throws UnsupportedOperationException. Use assign(). */
  subscribe(topics: Iterable<string>): void {
    this.client.checkOpen();
    this.needsGroup();
    if (topics == null) throw new IllegalArgumentException("Topic collection to subscribe to cannot be null");
    if ([...topics].some((topic) => topic == null || topic.trim() === ""))
      throw new IllegalArgumentException(
        "Topic collection to subscribe to cannot contain null or empty topic",
      );
    if (this.client.assignment.size > 0)
      throw new IllegalStateException(
        "Subscription to topics, partitions and pattern are mutually exclusive",
      );
    throw later("subscribe()");
  }
  /** Consumer groups are not here yet: rejects with UnsupportedOperationException. */
  async commitSync(_offsets?: ReadonlyMap<TopicPartition, OffsetAndMetadata>): Promise<void> {
    this.client.checkOpen();
    this.needsGroup();
    throw later("commitSync()");
  }
  /** Consumer groups are not here yet: throws UnsupportedOperationException. */
  commitAsync(_offsets?: ReadonlyMap<TopicPartition, OffsetAndMetadata>): void {
    this.client.checkOpen();
    this.needsGroup();
    throw later("commitAsync()");
  }
  /** Consumer groups are not here yet: rejects with UnsupportedOperationException. */
  async committed(_partitions: Iterable<TopicPartition>): Promise<Map<TopicPartition, OffsetAndMetadata>> {
    this.client.checkOpen();
    this.needsGroup();
    throw later("committed()");
  }

  private needsGroup(): void {
    if (this.groupId === null)
      throw new InvalidGroupIdException(
        "To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.",
      );
  }

  private timeoutMs(timeout: Duration | null): number {
    return timeout === null ? this.apiTimeoutMs : timeout.toMillis();
  }

  private assigned(partitions: Iterable<TopicPartition>): AssignedPartition[] {
    this.client.checkOpen();
    return [...partitions].map((at) => this.client.assignment.get(known(at)));
  }

  private seekTo(partitions: Iterable<TopicPartition>, timestamp: number): void {
    this.client.checkOpen();
    if (partitions == null) throw new IllegalArgumentException("Partitions collection cannot be null");
    const given = [...partitions];
    const all = given.length === 0 ? this.client.assignment.keys() : given;
    for (const partition of this.assigned(all)) requestReset(partition, timestamp);
  }

  private edges(
    partitions: Iterable<TopicPartition>,
    timestamp: number,
    timeout: Duration | null,
  ): Promise<Map<TopicPartition, number>> {
    return this.client.exclusively(async () => {
      const wanted = new Map([...partitions].map((at) => [known(at), timestamp]));
      const found = await this.client.offsets(wanted, this.timeoutMs(timeout));
      return new Map([...found].map(([at, { offset }]) => [at, offset]));
    });
  }

  private askTopics(
    names: readonly string[] | null,
    timeout: Duration | null,
  ): Promise<Map<string, PartitionInfo[]>> {
    return this.client.exclusively(async () => {
      const cluster = await this.client.topics(names, this.timeoutMs(timeout));
      const known = [...cluster.topics.values()].filter(({ partitions }) => partitions.length > 0);
      return new Map(
        known.map(({ name, partitions }) => [
          name,
          partitions.map((partition) => partitionInfoOf(cluster, name, partition)),
        ]),
      );
    });
  }
}

/** The one object of a partition, whoever made this one. */
const known = (at: TopicPartition): TopicPartition => topicPartition(at.topic(), at.partition());

function later(what: string): UnsupportedOperationException {
  return new UnsupportedOperationException(
    `Consumer groups come later: ${what} is not offered yet. Use assign() and seek().`,
  );
}
